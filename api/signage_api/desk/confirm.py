"""`/desk/confirm`: what is due, and one screen for each area on which all firms are confirmed at once."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from signage.domain.keys import id_in
from signage.domain.validity import is_valid, today
from signage.errors import Forbidden, RowsRefused
from signage.services.confirming import (
    VERDICTS,
    AreaFirms,
    Confirmed,
    confirm_area,
    count_due,
    due_areas,
    firms_to_confirm,
    may_confirm,
    require_may_confirm,
)
from signage.services.notices import signs_after
from signage.services.rights import Rights
from signage.store import Store
from signage_api.desk.confirm_form import answers_of, rows_of, typed_in
from signage_api.desk.days import shown_day
from signage_api.desk.frame import desk_language, go_to, page
from signage_api.desk.rooms import Room, Task
from signage_api.desk.signed_in import Fields, Me, Sent

PATH = "/desk/confirm"


def add_to(api: FastAPI) -> None:
    """The addresses of this room."""
    api.add_api_route(PATH, _areas, methods=["GET", "HEAD"], include_in_schema=False)
    api.add_api_route(PATH + "/{area:row}", _area, methods=["GET", "HEAD"], include_in_schema=False)
    api.add_api_route(PATH + "/{area:row}", _confirm, methods=["POST"], include_in_schema=False)


def _areas(request: Request, me: Me) -> Response:
    require_may_confirm(me.rights)
    store, on = request.app.state.store, today()
    areas = due_areas(store, me.rights, on=on)
    due = [one for one in areas if one.is_due(on)]
    values = {
        "due": due,
        "later": [one for one in areas if not one.is_due(on)],
        "firms": sum(one.firms for one in areas),
        "due_firms": sum(one.due for one in areas),
        "several_towns": len({one.municipality for one in areas}) > 1,
        "on": on,
        "done": _done(request, store, me.rights),
        "next": next((one for one in due if one.area is not None), None),
    }
    return page(request, "confirm.html", me, values | _common(request, me))


def _area(request: Request, me: Me, area: int) -> Response:
    require_may_confirm(me.rights)
    store = request.app.state.store
    found = firms_to_confirm(store, area, me.rights)
    done = _done(request, store, me.rights)
    return _screen(request, me, found, {"done": done})


def _confirm(request: Request, me: Me, fields: Sent, area: int) -> Response:
    require_may_confirm(me.rights)
    store: Store = request.app.state.store
    firms_to_confirm(store, area, me.rights, among=())  # NotFound for what is out of reach
    answers = answers_of(fields)
    try:
        done = confirm_area(store, area, answers, rights=me.rights)
    except RowsRefused as refused:
        found = firms_to_confirm(store, area, me.rights, among=[answer.firm for answer in answers])
        more = {"trouble": len(refused.rows), "fields": fields, "problems": refused.rows}
        return _screen(request, me, found, more, status=422)
    except Forbidden as refused:
        found = firms_to_confirm(store, area, me.rights)
        return _screen(request, me, found, {"refused": refused.message, "fields": fields}, status=403)
    if done.meanwhile:
        return _meanwhile(request, me, fields, area, done)
    left = sum(one.due for one in due_areas(store, me.rights, area=area))
    path = f"{PATH}/{area}" if left else PATH
    return go_to(request, f"{path}?{urlencode(_told(area, done))}")


def _meanwhile(request: Request, me: Me, fields: Fields, area: int, done: Confirmed) -> Response:
    """Only the firms that others changed since, as they are now; the answers given stay chosen."""
    store = request.app.state.store
    found = firms_to_confirm(store, area, me.rights, among=done.meanwhile)
    told = _told(area, done)
    more = {
        "meanwhile": True,
        "left_list": len(done.meanwhile) - len(found.rows),
        "fields": fields,
        "done": _said(store, told, me.rights) if done.change_set else None,
    }
    return _screen(request, me, found, more, status=409)


def _screen(
    request: Request, me: Me, found: AreaFirms, more: Mapping[str, Any], *, status: int = 200
) -> Response:
    fields, language = more.get("fields"), desk_language(request, me)
    rows = rows_of(found, typed_in(fields) if fields else {}, more.get("problems", {}), language)
    values: dict[str, Any] = {"trouble": 0, "meanwhile": False, "left_list": 0, "done": None, "refused": ""}
    values["on"] = today()
    values |= {"area": found, "rows": rows, "verdicts": VERDICTS}
    mine = [row for row in rows if row.verdicts]
    values |= {"mine": len(mine), "is_limited": any(len(row.verdicts) < len(VERDICTS) for row in rows)}
    values["chosen"] = {verdict: sum(row.verdict == verdict for row in mine) for verdict in VERDICTS}
    return page(request, "confirm_area.html", me, values | dict(more) | _common(request, me), status=status)


def _common(request: Request, me: Me) -> dict[str, Any]:
    return {
        "day": partial(shown_day, desk_language(request, me)),
        "undone": request.query_params.get("undone") == "1",
    }


def _told(area: int, done: Confirmed) -> dict[str, int]:
    """What the next page says of it."""
    return {"area": area, "done": done.change_set or 0, "whole": int(done.is_whole), **done.counted}


def _done(request: Request, store: Store, rights: Rights) -> dict[str, Any] | None:
    asked = request.query_params.items()
    told = {name: number for name, text in asked if (number := id_in(text)) is not None}
    return _said(store, told, rights) if told.get("done") else None


def _said(store: Store, told: Mapping[str, int], rights: Rights) -> dict[str, Any]:
    """What was stored, as the address says; an area that is not for everybody is named to its own only."""
    row = store.row("area", told.get("area", 0))
    if row and not (rights.cover(row["municipality"], row["id"]) or _is_public(row)):
        row = None
    counted: dict[str, Any] = {verdict: told.get(verdict, 0) for verdict in VERDICTS}
    signs = signs_after(store, told["done"], rights=rights)
    name = row["name"] if row else ""
    return {"name": name, "set": told["done"], "whole": told.get("whole"), "signs": signs, **counted}


def _is_public(area: Mapping[str, Any]) -> bool:
    return area["withdrawn_by"] is None and is_valid(area["valid_from"], area["valid_to"], today())


def _tasks(store: Store, rights: Rights) -> list[Task]:
    if not may_confirm(rights):
        return []
    due = count_due(store, rights)
    return [Task("confirm.task", due.firms, f"{PATH}/{due.only}" if due.only else PATH)]


ROOM = Room(
    name="confirm", add_to=add_to, path=PATH, label="confirm.title", is_open=may_confirm, tasks=_tasks
)
