"""Which signs name a firm: by a slot that refers to it or carries its name, or as a board that lists all."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, or_, select

from signage.domain.faces import Document, document
from signage.domain.names import fold_name, fold_text
from signage.domain.validity import today
from signage.store.schema import LAYER_TABLES

_REFERRED = re.compile(r'"tenant"\s*:\s*(\d{1,10})')
# The fields of a firm that signs show, or show it by.
TELLING = frozenset({"name", "area", "valid_to", "geometry", "withdrawn_by"})
LISTS_ALL = "INF"  # an overview board numbers every firm of its area
_FEW = 50  # firms for which their signs are looked for by place; for more all signs are read

SIGNS, TENANTS = LAYER_TABLES["sign"], LAYER_TABLES["tenant"]
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Mention:
    """A place on a sign that names a firm: `text` is what stands there, `slot` the slot's own number.

    Without a slot it is a board that lists all firms of its area, as of `printed_on` where that is known.
    """

    sign: int
    number: str
    place: str
    type: str
    area: int | None
    municipality: str | None
    tenant: int
    slot: int | None
    text: str
    printed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Firm:
    """A firm as signs may know it: its names, areas and municipalities of today and of before."""

    id: int
    name: str
    names: frozenset[str]
    areas: frozenset[int]
    towns: frozenset[str]


def firm_of(row: Mapping[str, Any], former: Iterable[Mapping[str, Any]] = ()) -> Firm:
    """A firm's row with the fields that it had before."""
    every = [row, *former]
    return Firm(
        id=row["id"],
        name=row["name"],
        names=frozenset(one["name"] for one in every if one.get("name")),
        areas=frozenset(one["area"] for one in every if one.get("area")),
        towns=frozenset(one["municipality"] for one in every if one.get("municipality")),
    )


def mentions(connection: Connection, firms: Sequence[Firm]) -> list[Mention]:
    """Every place on a standing sign that names one of the firms."""
    by_id = {firm.id: firm for firm in firms}
    by_name: dict[str, list[Firm]] = {}
    for firm in firms:
        for name in {fold_name(name) for name in firm.names}:
            by_name.setdefault(name, []).append(firm)
    if not firms:
        return []
    found: list[Mention] = []
    for sign in _rows(connection, _signs(firms)):
        slots = list(in_slots(sign, by_id, by_name))
        named = {one.tenant for one in slots}
        found += slots
        if sign["type"] == LISTS_ALL and sign["area"] is not None:
            listed = (firm for firm in firms if sign["area"] in firm.areas and firm.id not in named)
            found += [_mention(sign, firm.id, None, firm.name) for firm in listed]
    return found


def slots_of(face: object) -> list[Document]:
    """The slots of a sign's face, from top to bottom."""
    return list(document("face", face).get("slots", ()))


def fits(text: str, name: str) -> bool:
    """Whether what stands on a sign is (a short form of) the name."""
    return set(fold_text(text).split()) <= set(fold_text(name).split())


def same_text(text: str, name: str) -> bool:
    """Whether the name stands on a sign in full."""
    return fold_text(text) == fold_text(name)


def printed_on(sign: Mapping[str, Any]) -> date | None:
    """The day from which a sign's text is."""
    days = [day for name in ("film_from", "mounted_on") if isinstance(day := sign[name], date)]
    return max(days, default=None)


def in_slots(sign: Row, by_id: Mapping[int, Firm], by_name: Mapping[str, list[Firm]]) -> Iterator[Mention]:
    """Where a sign's slots name the firms, given by id and by folded name."""
    if not _may_name(sign["face"], by_id):
        return
    for slot in slots_of(sign["face"]):
        text = slot["text"]
        if "tenant" in slot:
            if slot["tenant"] in by_id:
                yield _mention(sign, slot["tenant"], slot["id"], text)
            continue
        for firm in by_name.get(fold_name(text), ()):
            if sign["area"] in firm.areas or sign["municipality"] in firm.towns:
                yield _mention(sign, firm.id, slot["id"], text)


def _may_name(face: object, ids: Collection[int]) -> bool:
    """Whether it is worth while to read a face: one of its slots refers to no firm, or to one of these."""
    if not isinstance(face, str):
        return False
    referred = _REFERRED.findall(face)
    return face.count('"text"') > len(referred) or any(int(one) in ids for one in referred)


def _mention(sign: Row, tenant: int, slot: int | None, text: str) -> Mention:
    return Mention(
        sign=sign["id"],
        number=sign["number"] or "",
        place=sign["name"] or sign["street"] or "",
        type=sign["type"] or "",
        area=sign["area"],
        municipality=sign["municipality"],
        tenant=tenant,
        slot=slot,
        text=text,
        printed_on=printed_on(sign),
    )


def is_there(day: date) -> Any:
    """The condition for signs of a day that have not been taken down."""
    return (
        SIGNS.c.withdrawn_by.is_(None)
        & or_(SIGNS.c.valid_to.is_(None), SIGNS.c.valid_to > day)
        & or_(SIGNS.c.state.is_(None), SIGNS.c.state != "dismantled")
    )


def _signs(firms: Sequence[Firm]) -> Select[Any]:
    """The signs on which one of the firms may stand."""
    says_something = or_(SIGNS.c.face.is_not(None), SIGNS.c.type == LISTS_ALL)
    query = select(SIGNS).where(is_there(today()), says_something)
    if len(firms) > _FEW:
        return query
    areas = sorted({area for firm in firms for area in firm.areas})
    towns = sorted({town for firm in firms for town in firm.towns})
    referring = [SIGNS.c.face.like(f'%"tenant":{firm.id},"text"%') for firm in firms]
    return query.where(or_(SIGNS.c.area.in_(areas), SIGNS.c.municipality.in_(towns), *referring))


def _rows(connection: Connection, query: Select[Any]) -> list[Row]:
    return [dict(row._mapping) for row in connection.execute(query)]
