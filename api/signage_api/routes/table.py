"""The table of signs, where it has more rows than a page loads: sorted and filtered here, a piece at a time,
and changed as a whole.
"""

from array import array
from collections.abc import Sequence
from functools import partial
from typing import Any, TypeAlias

import orjson
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from signage.domain import due
from signage.domain.layers import SIGN
from signage.domain.names import LONGEST_QUERY
from signage.errors import RowsRefused, Said
from signage.services.bulk import change_listed
from signage.services.figures import figures_in_force
from signage.services.listing import DUE, Asked, Listed, listed, sortable
from signage.services.notices import list_notices
from signage.services.rights import Rights
from signage.services.values import Refused, complain
from signage.store import Store
from signage.store.plain import plain_rows, plain_stamps
from signage_api.answers import GEOJSON, json_answer, unchanged
from signage_api.bodies import Body, unknown_members, why_of
from signage_api.features import columns_of, features
from signage_api.parameters import RowQuery, number_of, row_query
from signage_api.problems import language_of
from signage_api.rights import rights_of, staff_rights
from signage_api.routes.bulk import in_words
from signage_api.routes.common import Sent, Staff, row_number, store_of
from signage_api.routes.rows import PREFIX, reachable
from signage_api.visitor.shelf import Shelf

PATH = f"{PREFIX}/{SIGN.plural}/table"
WRONG = "text"  # what is due now: something stands on the sign that is no longer true
_MOST_LEFT_OUT = 1000
_LAST = 10**9
_KEPT_BYTES = 8 << 20
_LEAST_BYTES = 1024  # of one that lists nothing: its question, its stamp and its place on the shelf
Tables: TypeAlias = Shelf[tuple[str, Asked, str], Listed]


def add_to(api: FastAPI) -> None:
    """Reading a piece of the table, and changing all of it."""
    api.state.tables = Tables(_KEPT_BYTES)
    api.add_api_route(PATH, _read, methods=["GET", "HEAD"])  # before the rows: `table` is no id
    api.add_api_route(PATH, _change, methods=["PATCH"])


def _read(request: Request) -> Response:
    query = _query(request)
    rights = staff_rights(request) if query.is_private else rights_of(request)
    store = store_of(request)
    etag = f'W/"{store.state()}-{query.as_of}"'
    if rights.nowhere and (held := unchanged(request, etag)):
        return held
    reached = reachable(query, rights)
    table = Listed(array("q"), "") if reached.nowhere else _table(request, reached, rights)
    first = query.more.get("offset") or 0
    page = table.ids[first : first + query.limit].tolist()
    body = {
        "type": "FeatureCollection",
        "features": _features(request, page, rights),
        "offset": first,
        "number_returned": len(page),
        "number_matched": len(table.ids),
        "stamp": table.stamp,
    }
    return json_answer(request, body, media_type=GEOJSON, headers={"ETag": etag} if rights.nowhere else None)


def _change(request: Request, rights: Staff, body: Sent) -> Response:
    query = reachable(_query(request), rights)  # the stamp that was seen is that of `_read`
    values, but = _wanted(body)
    if query.nowhere:
        return json_answer(request, {"change_set": None, "number_changed": 0})
    asked = _asked(request, query, rights)
    try:
        number, changed = change_listed(
            store_of(request),
            asked,
            values,
            seen=str(body["seen"]),
            years=_years(store_of(request), asked),
            rights=rights,
            but=but,
            why=why_of(body),
        )
    except RowsRefused as refused:
        raise in_words(refused, language_of(request)) from None
    headers = {"Signage-Change-Set": str(number)} if number else None
    return json_answer(request, {"change_set": number, "number_changed": changed}, headers=headers)


def _query(request: Request) -> RowQuery:
    own = {"q": _words, "due": _due, "sort": _order, "offset": number_of(0, _LAST)}
    return row_query(request, SIGN, own, but=("after",))


def _words(text: str) -> str:
    if len(text) > LONGEST_QUERY:
        raise Refused(f"Höchstens {LONGEST_QUERY} Zeichen.", f"At most {LONGEST_QUERY} characters.")
    return text.replace("\0", " ").strip()


def _due(text: str) -> str:
    if text not in (WRONG, *due.CLASSES):
        known = ", ".join((WRONG, *due.CLASSES))
        raise Refused(f"Möglich ist {known}.", f"One of {known}.")
    return text


def _order(text: str) -> tuple[str, bool]:
    """The column to sort by, and whether downwards: `-height_m`."""
    name = text.removeprefix("-")
    if name not in sortable():
        known = ", ".join(sortable())
        raise Refused(
            f"Sortiert wird nach {known}; mit - davor absteigend.",
            f"Sort by one of {known}; with - before it downwards.",
        )
    return name, text.startswith("-")


def _asked(request: Request, query: RowQuery, rights: Rights) -> Asked:
    by, down = query.more.get("sort") or ("number", False)
    near, among = query.more.get("due") or "", None
    if near == WRONG:  # who sees no notices finds none
        found = list_notices(store_of(request), rights=rights, day=query.as_of)
        near, among = "", frozenset(one.sign for one in found)
    return Asked(
        as_of=query.as_of,
        bbox=query.bbox,
        reach=query.reach,
        where=tuple(sorted(query.where.items(), key=lambda pair: pair[0])),
        words=query.more.get("q") or "",
        due=near,
        among=among,
        by=by,
        down=down,
    )


def _table(request: Request, query: RowQuery, rights: Rights) -> Listed:
    """Kept until the next change of a sign: a table is scrolled."""
    state, asked = request.app.state, _asked(request, query, rights)
    store: Store = state.store
    tables: Tables = state.tables
    with state.listing:
        key = (store.layer_state(SIGN.name), asked, store.figures)
        found = tables.get(key)
        if found is None:
            found = listed(store, asked, _years(store, asked))
            tables.put(key, found, _LEAST_BYTES + len(found.ids) * found.ids.itemsize)
    return found


def _years(store: Store, asked: Asked) -> due.DueYears:
    """As the rules in force have them; read only where somebody asks for what is due."""
    if asked.by != DUE and not asked.due:
        return due.DueYears(0)
    figures, film = figures_in_force(store), "film.life."
    lives = {key.removeprefix(film): figures[key] for key in figures if key.startswith(film)}
    return due.DueYears(figures["inspection.interval"], lives)


def _features(request: Request, ids: Sequence[int], rights: Rights) -> Any:
    """The features in the order of the ids."""
    store, places = store_of(request), {row_id: place for place, row_id in enumerate(ids)}
    in_order = partial(sorted, key=lambda row: places[row[0]])
    if rights.nowhere:
        stamps = in_order(plain_stamps(store, SIGN.name, ids=ids))
        texts = request.app.state.fragments.texts(store, SIGN.name, stamps)
        return orjson.Fragment(b"[" + b",".join(texts) + b"]")
    return features(SIGN.name, in_order(plain_rows(store, SIGN.name, columns_of(SIGN.name), ids=ids)), rights)


def _wanted(body: Body) -> tuple[dict[str, Any], list[int]]:
    """The values to set, and the ids that are left out; complains of all that cannot be read."""
    problems: dict[str, str] = dict(unknown_members(body, "seen", "properties", "but", "why"))
    values, but = body.get("properties"), body.get("but", [])
    if not isinstance(values, dict) or not values:
        problems["properties"] = _NO_VALUES
    if not isinstance(but, list) or len(but) > _MOST_LEFT_OUT or None in map(row_number, but):
        problems["but"] = _NO_IDS
    if not isinstance(body.get("seen"), str):
        problems["seen"] = _NO_STAMP
    complain(problems)
    assert isinstance(values, dict)
    return values, but


_NO_VALUES = Said(
    'Gebraucht werden Werte für alle Schilder der Liste, etwa {"state": "ordered"}.',
    'Give values for all signs of the list, such as {"state": "ordered"}.',
)
_NO_IDS = Said(
    f"Gebraucht werden höchstens {_MOST_LEFT_OUT} Nummern (id) von Schildern.",
    f"Give at most {_MOST_LEFT_OUT} ids of signs.",
)
_NO_STAMP = Said(
    "Gebraucht wird der „stamp“ der Liste, wie sie angesehen wurde.",
    "Give the 'stamp' of the list as it was looked at.",
)
