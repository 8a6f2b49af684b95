"""`/desk/region`: all municipalities at a glance, for the managers of the region."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any, Final
from urllib.parse import urlencode

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from signage.domain.names import LONGEST_QUERY, folded
from signage.domain.validity import today
from signage.errors import Forbidden, Said
from signage.formats.csv_files import csv_bytes
from signage.services.quality import (
    MEASURES,
    TownState,
    helpful_confirmations,
    outlines_of,
    region,
    worst_firms,
)
from signage.services.rights import Rights
from signage.services.standing import standing
from signage_api.desk.asked import Asked
from signage_api.desk.days import shown_day
from signage_api.desk.frame import desk_language, page
from signage_api.desk.region_map import RegionMap, map_of
from signage_api.desk.rooms import Room
from signage_api.desk.signed_in import Me
from signage_api.problems import in_language

PATH = "/desk/region"
PER_PAGE = 100
MOST_MAPPED: Final = 500  # more are too small to be told from each other, and too much to send
_SORT = "freshness"
_SORTS: dict[str, Callable[[TownState], Any]] = {
    "name": lambda town: town.name,
    "freshness": lambda town: (town.freshness is None, town.freshness),
    "firms": lambda town: -town.firms,
    "due": lambda town: (town.due_on is None, town.due_on),
    "reports": lambda town: -town.reports,
    "scans": lambda town: -(town.scans or 0),
    "score": lambda town: (town.score is None, town.score),
}
_COLUMNS = ("ags", "name", "areas", "firms", "current", "freshness", "due_on", "reports", "scans", "score")


def add_to(api: FastAPI) -> None:
    """The addresses of this room."""
    api.add_api_route(PATH, _region, methods=["GET", "HEAD"], include_in_schema=False)
    api.add_api_route(PATH + ".csv", _table, methods=["GET", "HEAD"], include_in_schema=False)


def _region(request: Request, me: Me) -> Response:
    _require_manager(me.rights)
    store, on, language = request.app.state.store, today(), desk_language(request, me)
    known = standing(store, me.rights, on=on)
    towns = region(store, me.rights, on=on, known=known)
    named = {town.ags: town.name for town in towns}
    firms = sum(town.firms for town in towns)
    values = {
        **_listed(request, towns, on),
        "firms": firms,
        "current": sum(town.current for town in towns),
        "reports": sum(town.reports for town in towns),
        "score": _mean(towns),
        "due_towns": sum(town.due_on is not None and town.due_on <= on for town in towns),
        "worst": worst_firms(store, me.rights, on=on, known=known),
        "helpful": helpful_confirmations(store, me.rights, on=on, known=known),
        "measures": [(key, in_language(one.said, language), one.weight) for key, one in MEASURES.items()],
        "lacking": {key: in_language(one.lacking, language) for key, one in MEASURES.items()},
        "mend": {key: one.mend for key, one in MEASURES.items()},
        "town_name": named,
        "day": partial(shown_day, language),
        "on": on,
    }
    return page(request, "region.html", me, values)


def _listed(request: Request, towns: Sequence[TownState], on: date) -> dict[str, Any]:
    """The page of the table that is asked for, and the map of all municipalities that the words find."""
    asked = Asked(request.query_params)
    words, sort = asked.text("q")[:LONGEST_QUERY], asked.choice("sort", tuple(_SORTS)) or _SORT
    found = _sorted([town for town in towns if _has(town, folded(words).split())], sort)
    pages = max(1, -(-len(found) // PER_PAGE))
    number = min(max(1, asked.number("page") or 1), pages)
    return {
        "towns": found[(number - 1) * PER_PAGE : number * PER_PAGE],
        "sort": sort,
        "words": words,
        "searched": len(towns) > PER_PAGE,
        "number_of_page": number,
        "pages": pages,
        "link": partial(_link, words, sort),
        "map": _map(request, found, on),
        "most_mapped": MOST_MAPPED if len(found) > MOST_MAPPED else None,
    }


def _has(town: TownState, words: Sequence[str]) -> bool:
    """Whether all words are in the name; a number begins the key (AGS), as that of a district does."""
    name = folded(town.name)
    return all(word in name or (word.isdecimal() and town.ags.startswith(word)) for word in words)


def _link(words: str, sort: str, /, **other: str | int) -> str:
    """The table sorted otherwise, or another page of it."""
    asked = {"sort": sort, "q": words, **other}
    return f"{PATH}?{urlencode({name: value for name, value in asked.items() if value})}#region-table"


def _map(request: Request, towns: Sequence[TownState], on: date) -> RegionMap | None:
    if len(towns) > MOST_MAPPED:
        return None
    by_name = sorted(towns, key=lambda town: (town.name, town.ags))
    return map_of(by_name, outlines_of(request.app.state.store, [town.ags for town in towns], on=on))


def _table(request: Request, me: Me) -> Response:
    _require_manager(me.rights)
    rows = ([getattr(town, name) for name in _COLUMNS] for town in region(request.app.state.store, me.rights))
    headers = {
        "Cache-Control": "private, no-store",
        "Content-Disposition": f'attachment; filename="region-{today()}.csv"',
    }
    return Response(csv_bytes(_COLUMNS, rows), 200, headers, "text/csv; charset=utf-8")


def _sorted(towns: Sequence[TownState], by: str) -> list[TownState]:
    """Municipalities without firms stand last: there is nothing to look after."""
    return sorted(towns, key=lambda town: (town.firms == 0 and by != "name", _SORTS[by](town)))


def _mean(towns: Sequence[TownState]) -> float | None:
    firms = sum(town.firms for town in towns)
    return round(sum((town.score or 0) * town.firms for town in towns) / firms, 1) if firms else None


def _is_open(rights: Rights) -> bool:
    return rights.is_regional


def _require_manager(rights: Rights) -> None:
    if not rights.is_regional:
        raise Forbidden(
            Said(
                "Diese Übersicht ist für das Regionalmanagement.",
                "This overview is for the managers of the region.",
            )
        )


ROOM = Room(name="region", add_to=add_to, path=PATH, label="region.title", is_open=_is_open)
