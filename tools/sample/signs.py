"""Signs: what stands at the stands, who owns and maintains it, and its code."""

import datetime as dt
import random
from collections.abc import Mapping
from typing import Any

from shapely.geometry.base import BaseGeometry

from signage.codes import token
from signage.domain import words
from signage.domain.faces import read_exceptions
from tools.sample import geojson
from tools.sample.layout import SEED, Drawing, chance_for
from tools.sample.stands import Stand, along, stands

Row = dict[str, Any]
FUNDER = "Regionalbudget Thüringer Bogen (GRW)"
SOURCE = "Beispielbestand, erfunden"

# Each generation: between which days its signs were mounted, and for how many years the grant binds them.
GENERATIONS = {
    "2011-13": (dt.date(2011, 6, 1), dt.date(2013, 10, 31), 15),
    "2022": (dt.date(2022, 4, 1), dt.date(2023, 9, 30), 15),
    "2025": (dt.date(2025, 1, 13), dt.date(2025, 3, 31), 15),
}

NOT_YET: Row = dict.fromkeys(("mounted_on", "inspected_on", "condition", "earmarked_until", "valid_from"))

# What is not as it should be, by sign number: a plan, a fault, a sign taken down, one that nobody allowed.
FATES: dict[str, Row] = {
    "AN-004": {"state": "planned", **NOT_YET, "film_class": None},
    "OH-004": {"state": "commissioned", **NOT_YET},
    "WA-003": {
        "state": "defective",
        "condition": "damaged",
        "note": "Mast nach Anfahrschaden schief, Lamelle 3 fehlt",
    },
    "GO-004": {"state": "mounted", "inspected_on": None, "condition": None},
    "AW-004": {"state": "mounted", "inspected_on": None, "condition": None},
    "GS-008": {"state": "dismantled", "valid_to": "2025-02-17", "note": "Abgebaut, ersetzt durch GS-001"},
    "EK-009": {
        "state": "dismantled",
        "mounted_on": "2012-05-14",
        "valid_from": "2012-05-14",
        "valid_to": "2024-09-30",
        "inspected_on": "2023-06-20",
        "condition": "worn",
        "earmarked_until": "2027-05-28",
        "design_generation": "2011-13",
        "note": "Versetzt, siehe EK-001",
    },
    "GO-008": {
        "state": "unauthorised",
        "family": "advertising",
        "note": "Werbetafel ohne Genehmigung, Halter unbekannt",
        "exceptions": read_exceptions(
            {
                "strip.building_free": {
                    "reason": "Beseitigung ist angeordnet, Frist bis 31.03.2027 (erfunden)",
                    "who": "Regionalmanagement",
                    "on": "2026-09-14",
                }
            }
        ),
    },
}
CODES = (("GS-008", "retired", None), ("EK-009", "moved", "EK-001"), ("sheet-1", "minted", None))


def code_of(number: str) -> str:
    """The code of the sign with this number; it never changes, whatever else is drawn."""
    return token.mint(random.Random(f"{SEED}/code/{number}"))  # noqa: S311 - a sample must be the same each time


def codes() -> list[tuple[str, str, str]]:
    """Token, state and successor of each code that is not simply live."""
    return [(code_of(number), state, code_of(to) if to else "") for number, state, to in CODES]


def signs(
    drawing: Drawing, names: Mapping[str, str], municipalities: Mapping[str, BaseGeometry]
) -> list[geojson.Row]:
    """The signs of an area as features; `names` and `municipalities` (metres) by AGS."""
    rows = []
    for index, stand in enumerate([*stands(drawing), *_former(drawing)], start=1):
        ags = next(key for key, outline in municipalities.items() if outline.contains(stand.point))
        row = _row(drawing, stand, f"{drawing.site.key}-{index:03d}", ags, names[ags])
        rows.append(geojson.feature(row, geojson.to_degrees(stand.point)))
    return rows


def _former(drawing: Drawing) -> list[Stand]:
    """Stands of signs that were taken down or never allowed."""
    access = drawing.inner[0]
    if drawing.site.key in ("GS", "EK"):
        return [along("BEG", access, access.line.length * 0.3, name="Alter Standort Innenkurve", way=-1)]
    if drawing.site.key == "GO":
        return [along("EIN", drawing.outside, 300, name="B 7, Feldrand")]
    return []


def _row(drawing: Drawing, stand: Stand, number: str, ags: str, municipality: str) -> Row:
    chance = chance_for(drawing.site, f"sign/{number}")
    kind = words.SIGN_TYPES[stand.type]
    row: Row = {
        "code": None,
        "number": number,
        "type": stand.type,
        "family": kind.family,
        "state": "accepted",
        "area": drawing.site.key,
        "municipality": ags,
        "name": stand.name,
        "street": stand.street.name,
        "bearing_deg": round(stand.bearing_deg, 1),
        "height_m": kind.height_m,
        "lower_edge_m": kind.lower_edge_m,
        "width_mm": kind.width_mm,
        "stopping_place": stand.stopping_place,
        "lorries_fit": stand.lorries_fit,
    }
    row |= _upkeep(stand, municipality, chance) | FATES.get(number, {})
    if words.may_carry_a_code(row["family"]):
        row["code"] = code_of(number)
    return row | {"source": SOURCE, "source_name": "sample", "source_id": f"sign-{number}"}


def _upkeep(stand: Stand, municipality: str, chance: random.Random) -> Row:
    """Owner, funder, maintainer and dates: the guide system was funded, official signs belong to the road."""
    generation = chance.choice(("2011-13", "2022", "2022", "2025", "2025"))
    first, last, years = GENERATIONS[generation]
    mounted = first + dt.timedelta(days=chance.randrange((last - first).days))
    funded = stand.type in ("BEG", "INF", "SAM", "EIN")
    return {
        "owner": _owner(stand, municipality),
        "funder": FUNDER if funded else None,
        "maintainer": municipality if stand.type != "AMT" else _owner(stand, municipality),
        "earmarked_until": mounted.replace(year=mounted.year + years, day=28).isoformat() if funded else None,
        "design_generation": generation if funded else None,
        "mounted_on": mounted.isoformat(),
        "film_class": chance.choice(("RA1", "RA2", "RA2")),
        "film_from": None,
        "inspected_on": _inspected(mounted, chance).isoformat(),
        "condition": "worn" if mounted.year <= 2013 else "good",
        "note": None,
        "valid_from": mounted.isoformat(),
        "valid_to": None,
    }


def _owner(stand: Stand, municipality: str) -> str:
    if stand.type == "AMT" and stand.street.road_class in ("B", "L"):
        return "Landesamt für Bau und Verkehr (TLBV)"
    return municipality


def _inspected(mounted: dt.date, chance: random.Random) -> dt.date:
    """Within the last two years as a rule; one sign in eight is overdue."""
    earliest = dt.date(2023, 5, 1) if chance.random() < 0.125 else dt.date(2025, 2, 1)
    latest = dt.date(2024, 9, 30) if earliest.year == 2023 else dt.date(2026, 10, 15)
    return max(mounted, earliest + dt.timedelta(days=chance.randrange((latest - earliest).days)))
