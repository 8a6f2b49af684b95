"""`/desk/signs`: what is to be changed on which sign since firms left, moved or were renamed."""

from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from signage.domain.validity import read_day, today
from signage.errors import InvalidInput, Said, StaleVersion
from signage.services.accounts.sessions import SignedIn
from signage.services.notices import Notice, count_signs, list_notices, report_done, undo_done
from signage.services.notices.listing import State
from signage.services.own_areas import own_areas
from signage.services.rights import Rights
from signage.store import Store
from signage_api.desk.asked import Asked, shows, takes
from signage_api.desk.days import shown_day
from signage_api.desk.frame import desk_language, go_to
from signage_api.desk.history.shown import csv_answer, history_page, worded
from signage_api.desk.rooms import Room, Task
from signage_api.desk.signed_in import Fields, Me, Sent
from signage_api.problems import in_language

_STATES = ("open", "planned", "done")
PAGE = 200  # lines on one page


def add_to(api: FastAPI) -> None:
    """The addresses of this room."""
    shows(api, "/desk/signs", _list)
    shows(api, "/desk/signs/changes.csv", _table)
    takes(api, "/desk/signs/done", _done)
    takes(api, "/desk/signs/undo", _undo)


def _list(request: Request, me: Me) -> Response:
    return _page(request, me, Asked(request.query_params))


def _page(
    request: Request,
    me: SignedIn,
    asked: Asked,
    *,
    trouble: str = "",
    sent: Fields | None = None,
    status: int = 200,
) -> Response:
    store, day = request.app.state.store, today()
    state, area = _state(asked), asked.area(store, me.rights)
    found = list_notices(store, rights=me.rights, day=day, state=state, area=area)
    at = max(asked.number("page") or 1, 1)
    values = {
        "groups": _by_area(found[(at - 1) * PAGE : at * PAGE]),
        "previous": _link(asked, at - 1) if at > 1 else "",
        "next": _link(asked, at + 1) if len(found) > at * PAGE else "",
        "state": state,
        "state_options": worded(request, me, "signs.states.", _STATES),
        "area": area,
        "areas": own_areas(store, day, me.rights),
        "problems": asked.problems,
        "trouble": trouble,
        "chosen": set(sent.all("notice")) if sent else set(),
        "on": (sent.text("on") if sent else "") or day.isoformat(),
        "today": day,
        "count": len(found),
        "said": asked.text("said") if asked.text("said").isdecimal() else "",
        "may_report": me.rights.writes("tenant") or me.rights.writes("sign"),
    }
    return history_page(request, "signs.html", me, values, status=status)


def _link(asked: Asked, at: int) -> str:
    query = {"state": _state(asked), "area": asked.number("area") or "", "page": at}
    return f"/desk/signs?{urlencode(query)}"


def _by_area(found: list[Notice]) -> list[tuple[str, list[tuple[Notice, list[Notice]]]]]:
    """(area, signs), a sign with what is to be changed on it; in the order of the list."""
    areas: dict[str, dict[int, list[Notice]]] = {}
    for one in found:
        areas.setdefault(one.area_name, {}).setdefault(one.sign, []).append(one)
    return [(name, [(rows[0], rows) for rows in signs.values()]) for name, signs in areas.items()]


def _done(request: Request, me: Me, sent: Sent) -> Response:
    seen, asked = _seen(sent), Asked(sent.as_dict())
    try:
        on = read_day(sent.text("on")) if sent.text("on") else today()
        count = report_done(request.app.state.store, seen, rights=me.rights, on=on)
    except (InvalidInput, StaleVersion) as error:
        status = 409 if isinstance(error, StaleVersion) else 422
        return _page(request, me, asked, trouble=error.message, sent=sent, status=status)
    return go_to(request, _back(asked, "open", count))


def _undo(request: Request, me: Me, sent: Sent) -> Response:
    asked = Asked(sent.as_dict())
    try:
        undo_done(request.app.state.store, _seen(sent), rights=me.rights)
    except StaleVersion as error:
        return _page(request, me, asked, trouble=error.message, status=409)
    return go_to(request, _back(asked, "open", 0))


def _seen(sent: Fields) -> list[tuple[int, int]]:
    """The notices that were ticked, each sent as `id.version`."""
    return list(sent.ticked("notice", between=".").items())


def _back(asked: Asked, state: str, count: int) -> str:
    query: dict[str, Any] = {"state": state, "area": asked.number("area"), "said": count}
    return f"/desk/signs?{urlencode({name: value for name, value in query.items() if value})}"


_HEADINGS = (
    Said("Gewerbegebiet", "area"),
    Said("Schild", "sign"),
    Said("Standort", "site"),
    Said("Typ", "type"),
    Said("Zeile", "line"),
    Said("steht da", "stands there"),
    Said("soll da stehen", "is to stand there"),
    Said("Grund", "reason"),
    Said("seit", "since"),
)
_REASONS = {
    "gone": Said("Firma weg", "firm gone"),
    "renamed": Said("umbenannt", "renamed"),
    "moved": Said("umgezogen", "moved"),
}


def _table(request: Request, me: Me) -> Response:
    asked, language = Asked(request.query_params), desk_language(request, me)
    found = list_notices(
        request.app.state.store,
        rights=me.rights,
        day=today(),
        state=_state(asked),
        area=asked.number("area"),
    )
    rows: list[list[Any]] = [
        [one.area_name, one.number, one.place, one.type, one.slot or "", one.old, one.new,
         in_language(_REASONS[one.reason], language), shown_day(language, one.since)]
        for one in found
    ]  # fmt: skip
    return csv_answer(f"schilder-{today()}", [in_language(one, language) for one in _HEADINGS], rows)


def _state(asked: Asked) -> State:
    wanted = asked.text("state")
    return "planned" if wanted == "planned" else "done" if wanted == "done" else "open"


def _tasks(store: Store, rights: Rights) -> list[Task]:
    return [Task("signs.wrong", count_signs(store, rights=rights, day=today()), "/desk/signs")]


ROOM = Room(name="signs", add_to=add_to, path="/desk/signs", label="signs.title", tasks=_tasks)
