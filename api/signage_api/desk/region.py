"""`/desk/region`: all municipalities at a glance, for the managers of the region."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from signage.domain.validity import today
from signage.errors import Forbidden, Said
from signage.formats.csv_files import csv_bytes
from signage.services.quality import MEASURES, TownState, helpful_confirmations, region, worst_firms
from signage.services.rights import Rights
from signage.services.standing import standing
from signage_api.desk.days import shown_day
from signage_api.desk.frame import desk_language, page
from signage_api.desk.region_map import map_of
from signage_api.desk.rooms import Room
from signage_api.desk.signed_in import Me
from signage_api.problems import in_language

PATH = "/desk/region"
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
    asked = request.query_params.get("sort", "freshness")
    sort = asked if asked in _SORTS else "freshness"
    named = {town.ags: town.name for town in towns}
    firms = sum(town.firms for town in towns)
    values = {
        "towns": _sorted(towns, sort),
        "sort": sort,
        "sorts": tuple(_SORTS),
        "firms": firms,
        "current": sum(town.current for town in towns),
        "reports": sum(town.reports for town in towns),
        "score": _mean(towns),
        "due_towns": sum(town.due_on is not None and town.due_on <= on for town in towns),
        "map": map_of(towns),
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
