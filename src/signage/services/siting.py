"""The traffic light of a site: may a sign stand where it stands, or where somebody means to put it?

Reads what lies around from the store and asks `signage.siting`; nothing is written.
"""

import struct
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from signage.domain.faces import document
from signage.domain.validity import today
from signage.errors import InvalidInput, Said
from signage.services.figures import figures_in_force
from signage.services.notices import untrue_texts
from signage.services.rights import Rights
from signage.siting.authorities import Place, Statement, who_must_say_yes
from signage.siting.check import Progress, apply_exceptions, check_sign, check_signs
from signage.siting.figures import Figures
from signage.siting.legibility import ReadingTime, reading_time
from signage.siting.remedies import with_remedies
from signage.siting.rows import signs_from_rows
from signage.siting.surroundings import Surroundings, surroundings
from signage.siting.values import Face, Finding, Fix, ReasonedException, Sign, Site, Slot
from signage.store import Store

if TYPE_CHECKING:
    import pandas as pd

Row = Mapping[str, Any]
# Far enough for the longest leg of a sight triangle and for the way back to the last junction.
REACH_M = 800.0
_LAND_M = 60.0


@dataclass(frozen=True)
class Judgement:
    """What is to be said of one sign at one place; `around` also has the sight triangles for drawing.

    `approvals` say who must agree; `reading` is None where letters, road or speed are not known.
    """

    row: Row
    sign: Sign
    site: Site
    findings: tuple[Finding, ...]
    approvals: tuple[Statement, ...]
    reading: ReadingTime | None
    around: Surroundings


def judge_sign(store: Store, row: Row, *, day: date | None = None, rights: Rights | None = None) -> Judgement:
    """The findings of one sign as `row` has it, saved or not; `row` has the columns of the layer and WKB.

    Exceptions are those of the row. Which firms a sign names wrongly is told as far as `rights` reach, and
    not at all without them. Raises InvalidInput for a row without a place.
    """
    day = day or today()
    sign = _sign_of(row)
    if rights is not None and sign.id is not None:
        untrue = untrue_texts(store, [row], rights=rights, day=day, sign=sign.id)
        sign = replace(sign, untrue=untrue.get(sign.id, ()))
    around = around_place(store, (sign.x, sign.y), day=day)
    site = around.site(sign, day=day)
    found = with_remedies(sign, site, check_sign(sign, site, around.figures), around, day=day)
    return Judgement(
        row=row,
        sign=sign,
        site=site,
        findings=apply_exceptions(found, exceptions_of(row)),
        approvals=who_must_say_yes(_place_of(store, sign, site, day)),
        reading=_reading(sign, site, around.figures),
        around=around,
    )


def fix_values(judged: Judgement, fix: Fix) -> dict[str, Any]:
    """What a fix would change, as the columns of the sign's row: the place as WKB, the face as a document."""
    changes = dict(fix.changes)
    values = {name: value for name, value in changes.items() if name not in _NO_COLUMNS}
    if "x" in changes or "y" in changes:
        x, y = changes.get("x", judged.sign.x), changes.get("y", judged.sign.y)
        values["geometry"] = b"\x01\x01\x00\x00\x00" + struct.pack("<2d", x, y)
    face = document("face", judged.row.get("face"))
    if "letter_height_mm" in changes:
        values["face"] = face | {"letter_height_mm": changes["letter_height_mm"]}
    if "face" in changes and judged.sign.face is not None:
        waiting = list(zip(judged.sign.face.slots, face.get("slots", ()), strict=True))
        values["face"] = face | {"slots": [_take(waiting, slot) for slot in changes["face"].slots]}
    if "slots" in changes:
        pairs = zip(face.get("slots", ()), changes["slots"], strict=True)
        values["face"] = face | {"slots": [_reworded(kept, slot) for kept, slot in pairs]}
    return values


_NO_COLUMNS = ("x", "y", "letter_height_mm", "face", "slots")


def _reworded(kept: Mapping[str, Any], slot: Slot) -> dict[str, Any]:
    """The kept slot with the text and the width of `slot`."""
    return {**kept, "text": slot.text} | ({} if slot.width_mm is None else {"width_mm": slot.width_mm})


def _take(waiting: list[tuple[Slot, Any]], wanted: Slot) -> Any:
    """The kept slot of which `wanted` was read, so that it keeps its number; equal ones in their order. It
    may be wanted without its logo.
    """
    alike = [at for at, (slot, _) in enumerate(waiting) if replace(slot, has_logo=wanted.has_logo) == wanted]
    at = next((at for at in alike if waiting[at][0] == wanted), alike[0])
    kept = waiting.pop(at)[1]
    return kept if wanted.has_logo else {name: value for name, value in kept.items() if name != "has_logo"}


def _place_of(store: Store, sign: Sign, site: Site, day: date) -> Place:
    ags = site.municipality or sign.municipality
    [name] = [row["name"] for row in _municipality(store, ags, day)] or [None]
    road = site.road
    single = sign.face is not None and len(sign.face.slots) == 1 and sign.face.slots[0].is_single_firm
    return Place(
        road_class=road.road_class if road else None,
        in_town=road.in_town if road else None,
        ags=ags,
        family=sign.family,
        type=sign.type,
        municipality=name,
        to_own_facility=single,
    )


def _municipality(store: Store, ags: str | None, day: date) -> list[dict[str, Any]]:
    return store.read("municipality", as_of=day, where={"ags": ags}, limit=1) if ags else []


def _reading(sign: Sign, site: Site, figures: Figures) -> ReadingTime | None:
    height, road, lateral_m = sign.face and sign.face.letter_height_mm, site.reading_road, site.lateral_m
    if not height or road is None or not road.speed_kmh or lateral_m is None:
        return None
    return reading_time(height, road.speed_kmh, lateral_m, figures)


def needed_letter_height(judged: Judgement) -> float | None:
    """The letter height in mm that the speed of the readers' road asks for; None where it is not known."""
    road = judged.site.reading_road
    figures = judged.around.figures
    return figures[figures.step("letter_height", road.speed_kmh)] if road and road.speed_kmh else None


def judge_all(
    store: Store,
    *,
    area: int | None = None,
    figures: Figures | None = None,
    day: date | None = None,
    rights: Rights | None = None,
    progress: Progress | None = None,
) -> list[tuple[Row, tuple[Finding, ...]]]:
    """Every sign of a day, or of an area, with its findings, worst first; signs by id.

    `rights` as for `judge_sign`; `progress` is called with how many signs are done, of how many.
    """
    day = day or today()
    asked = store.read("sign", as_of=day, where={} if area is None else {"area": area})
    box = None if area is None else _box_of(asked)
    rows = asked if area is None else store.read("sign", as_of=day, bbox=box) if box else []
    signs = signs_of(rows)
    around = surroundings(**_land(store, day, box), signs=signs, figures=figures or figures_in_force(store))
    excepted = [one for row in asked for one in exceptions_of(row)]
    wanted = {row["id"] for row in asked}
    untrue = untrue_texts(store, asked, rights=rights, day=day, area=area) if rights is not None else {}
    placed = [
        replace(sign, untrue=untrue[sign.id]) if sign.id in untrue else sign
        for sign in signs
        if sign.id in wanted
    ]
    by_id = {row["id"]: row for row in asked}
    found = check_signs(placed, around, exceptions=excepted, day=day, progress=progress)
    return [(by_id[sign.id], one) for sign, one in zip(placed, found, strict=True) if sign.id]


def _box_of(rows: Sequence[Row]) -> tuple[float, float, float, float] | None:
    """What lies round about signs as far as their findings reach; None where none of them has a place."""
    import shapely

    placed = [row["geometry"] for row in rows if row["geometry"] is not None]
    if not placed:
        return None
    west, south, east, north = shapely.total_bounds(shapely.from_wkb(placed)).tolist()
    return west - REACH_M, south - REACH_M, east + REACH_M, north + REACH_M


def site_findings(
    store: Store,
    *,
    only: Collection[str] | None = None,
    figures: Figures | None = None,
    day: date | None = None,
    progress: Progress | None = None,
) -> "pd.DataFrame":
    """The findings of `judge_all` with the columns of `signage.checks.findings.run`; `only` names rules."""
    import pandas as pd
    import shapely

    rows = [
        {
            "check": finding.rule,
            "severity": finding.severity,
            "layer": "sign",
            "row": row["id"],
            "name": row["number"] or row["name"] or "",
            "message": finding.sentence,
            "geometry": shapely.from_wkb(row["geometry"]),
        }
        for row, findings in judge_all(
            store, figures=figures, day=day, rights=Rights(None), progress=progress
        )
        for finding in findings
        if only is None or finding.rule in only
    ]
    found = pd.DataFrame(rows)
    if rows:  # by its own dtype, for pandas' text would lose the English
        found["message"] = pd.Series([row["message"] for row in rows], dtype=object)
    return found


def around_place(store: Store, place: tuple[float, float], *, day: date | None = None) -> Surroundings:
    """What lies around a place in EPSG:25832: roads and signs within 800 m, land close by."""
    day = day or today()
    x, y = place
    box = (x - REACH_M, y - REACH_M, x + REACH_M, y + REACH_M)
    signs = signs_of(store.read("sign", as_of=day, bbox=box))
    return surroundings(**_land(store, day, box, place), signs=signs, figures=figures_in_force(store))


def signs_of(rows: Sequence[Row]) -> list[Sign]:
    """Rows of the sign layer as values, with the faces that are kept with them."""
    faces = {row["id"]: face for row in rows if (face := face_of(row)) is not None}
    return signs_from_rows(rows, faces)


def face_of(row: Row) -> Face | None:
    """The face kept with a sign; None when none was entered. A slot of one tenant names a single firm."""
    kept = document("face", row.get("face"))
    if not kept:
        return None
    slots = tuple(_slot(slot) for slot in kept.get("slots", ()))
    return Face(letter_height_mm=kept.get("letter_height_mm"), slots=slots)


def exceptions_of(row: Row) -> list[ReasonedException]:
    """The reasoned exceptions kept with a sign."""
    return [
        ReasonedException(row.get("id") or 0, rule, one["reason"], one.get("who", ""), _day(one))
        for rule, one in document("exceptions", row.get("exceptions")).items()
    ]


def _day(kept: Mapping[str, Any]) -> date:
    return date.fromisoformat(kept["on"]) if kept.get("on") else today()


def _slot(kept: Mapping[str, Any]) -> Slot:
    return Slot(
        text=kept["text"],
        direction=kept.get("direction"),
        distance_m=kept.get("distance_m"),
        is_single_firm=bool(kept.get("is_single_firm", "tenant" in kept)),
        reason=kept.get("reason"),
        has_logo=bool(kept.get("has_logo")),
        width_mm=kept.get("width_mm"),
    )


def _sign_of(row: Row) -> Sign:
    found = signs_from_rows([row])
    if not found:
        raise InvalidInput(Said("Das Schild hat keine Lage.", "The sign has no place."))
    return replace(found[0], face=face_of(row))


def _land(
    store: Store,
    day: date,
    box: tuple[float, float, float, float] | None = None,
    place: tuple[float, float] | None = None,
) -> dict[str, Any]:
    """The rows that `surroundings` asks for; land is wanted close by only."""
    close = box
    if place is not None:
        x, y = place
        close = (x - _LAND_M, y - _LAND_M, x + _LAND_M, y + _LAND_M)
    backdrops = store.read("backdrop", as_of=day, bbox=close)
    # Building plots of commercial areas; streets and greens are no plots here.
    plots = [{**row, "kind": "private"} for row in backdrops if row["kind"] == "plot"]
    near = store.read("municipality", as_of=day, bbox=close)
    return {
        "roads": store.read("road", as_of=day, bbox=box),
        "areas": store.read("area", as_of=day, bbox=box),
        # Where none is near, any one tells that they are on record and the place is in none of them.
        "municipalities": near or store.read("municipality", as_of=day, limit=1),
        "plots": plots,
        "buildings": [row for row in backdrops if row["kind"] == "building"],
    }
