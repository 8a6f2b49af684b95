"""Firms that a new one may be already: by name, address and distance, found while somebody types."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from functools import lru_cache
from math import hypot
from typing import Any, NamedTuple

from sqlalchemy import func, or_, select

from signage.domain.names import fold_name, fold_text
from signage.errors import Unavailable
from signage.services.rights import Rights
from signage.services.tenants.listing import within
from signage.services.tenants.name_index import follow_names, named_alike
from signage.store import Store
from signage.store.base import valid_on
from signage.store.parts import parts
from signage.store.schema import LAYER_TABLES
from signage.store.types import wkb_bounds

Row = dict[str, Any]
ALIKE = 84.0  # of 100: so alike names are the same firm written otherwise, mostly
_PERHAPS = 60.0  # enough where the address or the place is the same
_NEAR_M = 40.0
_JOINING = frozenset({"und", "u", "and"})
_MOST_COMPARED = 5_000
_MOST_ALIKE = 100
_TENANT = LAYER_TABLES["tenant"]
_COLUMNS = ("id", "name", "street", "house_number", "area", "valid_from", "valid_to", "geometry")


class Sought(NamedTuple):
    """What is known of the firm that is being entered; `at` in EPSG:25832."""

    name: str
    street: str = ""
    house_number: str = ""
    at: tuple[float, float] | None = None


class Similar(NamedTuple):
    """A firm that is alike; `likeness` of the names from 0 to 100, `distance_m` where both places are
    known.
    """

    row: Row
    likeness: float
    same_address: bool
    distance_m: float | None


def similar_tenants(
    store: Store, sought: Sought, *, rights: Rights, day: date, but: int | None = None, limit: int = 5
) -> list[Similar]:
    """Firms of the day or planned for later that may be the one sought, the likeliest first."""
    name = _folded(sought.name)
    if len(name) < 3:
        return []
    ids = _alike(name, _candidates(store, sought, rights, day))
    query = select(*(_TENANT.c[column] for column in _COLUMNS))
    rows = [row for part in parts(ids) for row in _rows(store, query.where(_TENANT.c.id.in_(part)))]
    found = [_compared(sought, name, row) for row in rows]
    likely = [one for one in found if one is not None and one.row["id"] != but]
    likely.sort(key=lambda one: (-one.likeness, one.distance_m or 0.0, one.row["id"]))
    return likely[:limit]


def _alike(name: str, candidates: Sequence[tuple[int, str]]) -> list[int]:
    """The ids of those whose names are alike enough, at most `_MOST_ALIKE` by each way to compare."""
    from rapidfuzz import fuzz, process

    names = [_folded(other) for _, other in candidates]
    found: dict[int, None] = {}
    for way in (fuzz.token_sort_ratio, fuzz.ratio):
        best = process.extract(name, names, scorer=way, score_cutoff=_PERHAPS, limit=_MOST_ALIKE)
        found |= dict.fromkeys(candidates[at][0] for _, _, at in best)
    return list(found)


def _compared(sought: Sought, name: str, row: Row) -> Similar | None:
    from rapidfuzz import fuzz

    other = _folded(row["name"])
    likeness = max(fuzz.token_sort_ratio(name, other), fuzz.ratio(name, other))
    if likeness < _PERHAPS:
        return None
    same = _address(sought.street, sought.house_number) == _address(row["street"], row["house_number"])
    same = same and bool(sought.street and sought.house_number)
    distance = _distance(sought, row)
    if likeness < ALIKE and not same and (distance is None or distance > _NEAR_M):
        return None
    return Similar(row, likeness, same, distance)


@lru_cache(maxsize=20_000)
def _folded(name: str) -> str:
    """As compared: `Müller und Söhne` is `Müller & Söhne`."""
    whole = fold_name(name)
    return " ".join(word for word in whole.split() if word not in _JOINING) or whole


def _address(street: str | None, number: str | None) -> str:
    return fold_text(f"{street or ''} {number or ''}").replace("strasse", "str").replace(" ", "")


def _distance(sought: Sought, row: Row) -> float | None:
    bounds = wkb_bounds(row["geometry"]) if row["geometry"] and sought.at else None
    if bounds is None or sought.at is None:
        return None
    return hypot(bounds[0] - sought.at[0], bounds[1] - sought.at[1])


def _candidates(store: Store, sought: Sought, rights: Rights, day: date) -> Sequence[tuple[int, str]]:
    """Id and name of all firms within the rights where they are few, else of those that the indexes find: by
    the words of their names, and around the place.
    """
    query = select(_TENANT.c.id, _TENANT.c.name).where(*within(rights))
    query = query.where(or_(valid_on(_TENANT, day), _TENANT.c.valid_from > day))
    if _are_few(store, rights):
        return _pairs(store, query)
    with suppress(Unavailable):  # a store that takes no change just now: as far as the words are known
        follow_names(store)
    ids = named_alike(store, _folded(sought.name))
    found = {pair for part in parts(ids) for pair in _pairs(store, query.where(_TENANT.c.id.in_(part)))}
    if sought.at is not None:
        (east, north), near = sought.at, _NEAR_M
        box = (east - near, north - near, east + near, north + near)
        found |= set(_pairs(store, query.where(store.bbox_clause(_TENANT, box)).limit(_MOST_COMPARED)))
    return sorted(found)


def _are_few(store: Store, rights: Rights) -> bool:
    """Whether comparing all of them costs no more than a look into the indexes."""
    with store.engine_read() as connection:
        # Ids are never given twice, so the highest is a bound that costs nothing.
        if int(connection.execute(select(func.max(_TENANT.c.id))).scalar() or 0) <= _MOST_COMPARED:
            return True
        if rights.everywhere:
            return False
        some = select(_TENANT.c.id).where(*within(rights)).limit(_MOST_COMPARED + 1)
        return len(connection.execute(some).all()) <= _MOST_COMPARED


def _rows(store: Store, query: Any) -> list[Row]:
    with store.engine_read() as connection:
        return [dict(row._mapping) for row in connection.execute(query)]


def _pairs(store: Store, query: Any) -> list[tuple[int, str]]:
    with store.engine_read() as connection:
        return [(row[0], row[1]) for row in connection.execute(query)]
