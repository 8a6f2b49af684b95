"""Tenants: invented firms at the addresses of an area, with the dates and consents that real lists have."""

import datetime as dt
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from signage.domain.names import sort_key
from tools.sample import firms, geojson, plots
from tools.sample.addresses import Address, addresses
from tools.sample.arrival import arrival
from tools.sample.layout import SEED, Drawing, chance_for

AS_OF = dt.date(2026, 11, 1)
SOURCE = "Beispielbestand, erfunden"
PEOPLE = ("Geschäftsführung", "Inhaberin", "Inhaber", "Prokura", "Betriebsleitung")
CONTACTS = ("Zentrale", "Warenannahme", "Pforte", "Frau Muster", "Herr Beispiel", "Empfang", "Disposition")
LORRY_NOTES = (
    "Anlieferung über Tor {gate}, {street}",
    "Lkw-Zufahrt Tor {gate}; Anmeldung an der Pforte",
    "Anlieferung Mo–Fr 6–16 Uhr, Tor {gate}",
    "Keine Wendemöglichkeit für Sattelzüge, Tor {gate} rückwärts anfahren",
    "Sattelzüge wenden auf dem Hof, Tor {gate}",
)
# The Federal Network Agency keeps these ranges for films and books: nobody answers there.
PHONES = ("030 23125 {0:03d}", "040 66969 {0:03d}", "069 90009 {0:03d}", "0171 39200 {1:02d}")

PERSONAL = ("phone", "email", "web", "contact", "legal_basis", "consented_by", "consented_on")

Row = dict[str, Any]


@dataclass
class Tenancy:
    """One firm at one address; `letter` tells two firms on one plot apart."""

    firm: firms.Firm
    address: Address
    letter: str = ""
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    number: int | None = None
    placed: bool = True
    row: Row = field(default_factory=dict)

    @property
    def point(self) -> Point | None:
        """A point inside the firm's building, or inside its half of a shared one."""
        if not self.placed:
            return None
        building = self.address.plot.buildings[0]
        if not self.letter:
            return building.representative_point()
        return plots.halves(building, 0.5)[ord(self.letter) - ord("a")].representative_point()

    def begins_later(self) -> bool:
        return self.valid_from is not None and self.valid_from > AS_OF

    def has_ended(self) -> bool:
        return self.valid_to is not None and self.valid_to <= AS_OF


def tenants(
    drawing: Drawing, municipalities: Mapping[str, BaseGeometry], taken: set[str]
) -> list[geojson.Row]:
    """The tenants of an area as features, numbered A to Z; `municipalities` in metres by AGS."""
    chance = chance_for(drawing.site, "tenants")
    invented = firms.invented(drawing.site.key, drawing.site.tenants, taken, chance)
    tenancies = _settled(invented, addresses(drawing), chance)
    _date(tenancies, chance)
    _number(tenancies)
    return [
        _feature(drawing, tenancy, index, municipalities, chance)
        for index, tenancy in enumerate(tenancies, start=1)
    ]


def _settled(invented: Sequence[firms.Firm], free: Sequence[Address], chance: random.Random) -> list[Tenancy]:
    """Every firm at an address of its own, now and then two in one building."""
    order = chance.sample(free, len(free))
    tenancies: list[Tenancy] = []
    for firm in invented:
        last = tenancies[-1] if tenancies else None
        if last and not last.letter and chance.random() < 0.14 and last.address.plot.buildings[0].area > 600:
            last.letter = "a"
            tenancies.append(Tenancy(firm, last.address, "b"))
        else:
            tenancies.append(Tenancy(firm, order.pop()))
    return tenancies


def _date(tenancies: list[Tenancy], chance: random.Random) -> None:
    for tenancy in tenancies:
        draw = chance.random()
        tenancy.placed = chance.random() > 0.015
        if draw < 0.4:
            tenancy.valid_from = _day(chance, dt.date(1993, 1, 1), dt.date(2026, 9, 1))
        elif draw < 0.45:
            tenancy.valid_to = _day(chance, dt.date(2024, 6, 1), dt.date(2026, 10, 31))
        elif draw < 0.47:
            tenancy.valid_from = _day(chance, dt.date(2027, 1, 15), dt.date(2027, 9, 30))
    if len(tenancies) >= 20:
        _change_hands(tenancies[-2], tenancies[-1], dt.date(2026, 7, 1))
        _change_hands(tenancies[-4], tenancies[-3], dt.date(2027, 1, 1))


def _change_hands(old: Tenancy, new: Tenancy, day: dt.date) -> None:
    """The new firm moves in where the old one leaves, on the same day."""
    old.letter, new.letter, new.address = "", "", old.address
    old.valid_from, old.valid_to, new.valid_from, new.valid_to = None, day, day, None


def _day(chance: random.Random, first: dt.date, last: dt.date) -> dt.date:
    return first + dt.timedelta(days=chance.randrange((last - first).days))


def _number(tenancies: list[Tenancy]) -> None:
    """1 to n, A to Z over those who are there; then those to come; those who left have none."""
    ordered = sorted(
        (one for one in tenancies if not one.has_ended()), key=lambda one: sort_key(one.firm.name)
    )
    for number, tenancy in enumerate(sorted(ordered, key=Tenancy.begins_later), start=1):
        tenancy.number = number


def _feature(
    drawing: Drawing,
    tenancy: Tenancy,
    index: int,
    municipalities: Mapping[str, BaseGeometry],
    chance: random.Random,
) -> geojson.Row:
    site, point = drawing.site, tenancy.point
    home = next(
        (ags for ags, outline in municipalities.items() if point and outline.contains(point)), site.ags
    )
    edition = chance.choice(("2008", "2008", "2025"))
    trade = tenancy.firm.trade
    row: Row = {
        "name": tenancy.firm.name,
        "area": site.key,
        "municipality": home,
        "number": tenancy.number,
        "street": tenancy.address.street.name,
        "house_number": f"{tenancy.address.number}{tenancy.letter}",
        "postcode": site.postcode if home == site.ags else "99310",
        "place": site.place if home == site.ags else "Arnstadt",
        "activity": trade.activity,
        "wz_code": trade.wz_2008 if edition == "2008" else trade.wz_2025,
        "wz_edition": edition,
        "lorry_note": _lorry_note(tenancy, chance),
    }
    row |= _contact(site.key, index, chance)
    row |= arrival(drawing, tenancy.address, point, row["web"], f"{SEED}/{site.key}/arrival/{index}")
    row |= {
        "is_person": tenancy.firm.is_person,
        "confirmed_on": _confirmed(tenancy, chance),
        "note": "Noch keinem Gebäude zugeordnet" if point is None else None,
        "valid_from": _iso(tenancy.valid_from),
        "valid_to": _iso(tenancy.valid_to),
        "source": SOURCE,
        "source_name": "sample",
        "source_id": f"tenant-{site.key}-{index:03d}",
    }
    return geojson.feature(row, None if point is None else geojson.to_degrees(point))


def _lorry_note(tenancy: Tenancy, chance: random.Random) -> str | None:
    if chance.random() > 0.3:
        return None
    return chance.choice(LORRY_NOTES).format(gate=chance.randint(1, 4), street=tenancy.address.street.name)


def _contact(key: str, index: int, chance: random.Random) -> Row:
    """Phone and addresses only with consent; without it what the trade register may show."""
    if chance.random() > 0.4:
        return dict.fromkeys(PERSONAL) | {"legal_basis": "register"}
    host = f"firma-{key.lower()}-{index:03d}.example"
    day = _day(chance, dt.date(2024, 11, 1), AS_OF)
    return {
        "phone": chance.choice(PHONES).format(chance.randrange(1000), chance.randrange(100)),
        "email": f"info@{host}" if chance.random() < 0.7 else None,
        "web": f"https://www.{host}/" if chance.random() < 0.7 else None,
        "contact": chance.choice(CONTACTS) if chance.random() < 0.4 else None,
        "legal_basis": "consent",
        "consented_by": chance.choice(PEOPLE),
        "consented_on": _iso(day),
    }


def _confirmed(tenancy: Tenancy, chance: random.Random) -> str | None:
    if tenancy.begins_later() or chance.random() < 0.07:
        return None
    last = min(AS_OF, tenancy.valid_to or AS_OF)
    return _iso(_day(chance, last - dt.timedelta(days=730), last))


def _iso(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()
