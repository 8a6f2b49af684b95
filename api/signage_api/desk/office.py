"""`/desk/office`: how a municipality wants to be treated: reminders, cycle, what firms say of themselves."""

from typing import Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from signage.errors import InvalidInput, NotFound, Said, StaleVersion
from signage.services.confirming import may_confirm, require_may_confirm
from signage.services.offices import Office, office_of, offices, save_office
from signage_api.desk.frame import desk_language, go_to, page
from signage_api.desk.rooms import Room
from signage_api.desk.signed_in import Fields, Me, Sent
from signage_api.problems import in_language

PATH = "/desk/office"


def add_to(api: FastAPI) -> None:
    """The addresses of this room."""
    api.add_api_route(PATH, _offices, methods=["GET", "HEAD"], include_in_schema=False)
    api.add_api_route(PATH + "/{ags}", _office, methods=["GET", "HEAD"], include_in_schema=False)
    api.add_api_route(PATH + "/{ags}", _save, methods=["POST"], include_in_schema=False)


def _offices(request: Request, me: Me) -> Response:
    """The one office of a clerk at once; a list for who has several."""
    require_may_confirm(me.rights)
    within = offices(request.app.state.store, municipalities=me.rights.municipalities)
    found = [one for one in within if me.rights.settles(one.ags)]
    if len(found) == 1:
        return _form(request, me, found[0])
    return page(request, "offices.html", me, {"offices": found})


def _office(request: Request, me: Me, ags: str) -> Response:
    require_may_confirm(me.rights)
    return _form(request, me, office_of(request.app.state.store, ags, me.rights))


def _save(request: Request, me: Me, fields: Sent, ags: str) -> Response:
    require_may_confirm(me.rights)
    store = request.app.state.store
    old = office_of(store, ags, me.rights)
    seen = fields.number("version")
    if seen is None:
        raise NotFound(Said("Die Fassung fehlt.", "The version is missing."))
    try:
        save_office(
            store,
            ags,
            mail=fields.text("mail"),
            cycle_months=fields.number("cycle_months"),
            firms_direct=fields.text("firms_direct") == "1",
            seen_version=seen,
            rights=me.rights,
        )
    except StaleVersion:
        now = office_of(store, ags, me.rights)
        return _form(request, me, now, fields, status=409, more={"stale": True})
    except InvalidInput as wrong:
        problems = {
            name: in_language(text, desk_language(request, me)) for name, text in wrong.problems.items()
        }
        return _form(request, me, old, fields, status=422, more={"problems": problems})
    return go_to(request, f"{PATH}/{ags}?saved=1")


def _form(
    request: Request,
    me: Me,
    office: Office,
    fields: Fields | None = None,
    *,
    status: int = 200,
    more: dict[str, Any] | None = None,
) -> Response:
    """The form with what is stored, or with what was typed."""
    typed = {
        "mail": fields.text("mail") if fields else office.mail,
        "cycle_months": fields.text("cycle_months") if fields else str(office.cycle_months),
        "firms_direct": fields.text("firms_direct") == "1" if fields else office.firms_direct,
    }
    values = {"office": office, "typed": typed, "problems": {}, "stale": False}
    values["saved"] = request.query_params.get("saved") == "1" and fields is None
    return page(request, "office.html", me, values | (more or {}), status=status)


ROOM = Room(name="office", add_to=add_to, path=PATH, label="office.title", is_open=may_confirm)
