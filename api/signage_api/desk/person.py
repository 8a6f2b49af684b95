"""`/people/...`: one account as administrators see and change it."""

from functools import partial
from typing import Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from signage.errors import Conflict, Forbidden, InvalidInput, NotFound, SignageError
from signage.services.accounts.events import events
from signage.services.accounts.grants import change_grant, end_account, end_grant, grant_role
from signage.services.accounts.invitations import invite_again
from signage.services.accounts.listing import person
from signage.services.accounts.places import places
from signage.services.accounts.resetting import reset_factors
from signage.services.accounts.sessions import SignedIn
from signage.services.rights import Grant
from signage_api.desk.event_log import lines
from signage_api.desk.frame import desk_language, go_to, page
from signage_api.desk.moments import moment
from signage_api.desk.people import Keeper, grant_form, grant_of, grant_values, hand_over, told
from signage_api.desk.rooms import Room
from signage_api.desk.signed_in import Fields, Sent
from signage_api.desk.telling import tell_owner
from signage_api.problems import NOTHING_HERE

_LINES = 20
_DONE = ("invited", "granted", "changed", "taken", "reset", "ended")
_STATUS = {Forbidden: 403, Conflict: 409, NotFound: 404}


def add_to(api: FastAPI) -> None:
    """The addresses of this room."""
    right = "/people/{number:row}/grants/{grant:row}"
    for path, shown in (("/people/{number:row}", _person), (right, _right)):
        api.add_api_route(path, shown, methods=["GET", "HEAD"], include_in_schema=False)
    for path, answer in (
        ("/people/{number:row}/invite", _invite),
        ("/people/{number:row}/reset", _reset),
        ("/people/{number:row}/end", _end),
        ("/people/{number:row}/grants", _grant),
        (right, _change),
        (f"{right}/end", _take),
    ):
        api.add_api_route(path, answer, methods=["POST"], include_in_schema=False)


def _person(request: Request, number: int, me: Keeper) -> Response:
    return _page(request, me, number)


def _page(
    request: Request, me: SignedIn, number: int, error: SignageError | None = None, sent: Fields | None = None
) -> Response:
    store, language = request.app.state.store, desk_language(request, me)
    done = request.query_params.get("done", "")
    values: dict[str, Any] = {
        "person": person(store, number),
        "lines": lines(request, me, events(store, account_id=number, limit=_LINES)),
        "told": partial(told, known=places(store), language=language),
        "moment": partial(moment, language=language),
        "done": done if done in _DONE else "",
        "problem": error.message if error else "",
    }
    status = _STATUS.get(type(error), 422) if error else 200
    return page(request, "person.html", me, grant_values(request, sent) | values, status=status)


def _invite(request: Request, number: int, me: Keeper, _fields: Sent) -> Response:
    try:
        return hand_over(request, me, invite_again(request.app.state.store, number, by=me.rights))
    except Conflict as error:
        return _page(request, me, number, error)


def _reset(request: Request, number: int, me: Keeper, _fields: Sent) -> Response:
    reset_factors(request.app.state.store, number, by=me.rights)
    tell_owner(request, number, "reset")
    return go_to(request, f"/people/{number}?done=reset")


def _end(request: Request, number: int, me: Keeper, fields: Sent) -> Response:
    if not fields.text("sure"):
        return page(request, "person_end.html", me, {"person": person(request.app.state.store, number)})
    try:
        end_account(request.app.state.store, number, by=me.rights)
    except Forbidden as error:
        return _page(request, me, number, error)
    return go_to(request, f"/people/{number}?done=ended")


def _grant(request: Request, number: int, me: Keeper, fields: Sent) -> Response:
    try:
        grant_role(request.app.state.store, number, grant_of(fields), by=me.rights)
    except InvalidInput as error:
        return _page(request, me, number, error, fields)
    return go_to(request, f"/people/{number}?done=granted")


def _right(request: Request, number: int, grant: int, me: Keeper) -> Response:
    return _right_page(request, me, number, grant)


def _right_page(
    request: Request,
    me: SignedIn,
    number: int,
    grant: int,
    error: SignageError | None = None,
    sent: Fields | None = None,
) -> Response:
    """The form that changes a right, filled with what it is or with what was chosen."""
    given = _given(request, number, grant)
    values: dict[str, Any] = {
        "person": person(request.app.state.store, number),
        "right": told(given, places(request.app.state.store), desk_language(request, me)),
        "grant": grant,
        "problem": error.message if error else "",
    }
    status = _STATUS.get(type(error), 422) if error else 200
    chosen = grant_values(request, sent or grant_form(given))
    return page(request, "person_right.html", me, chosen | values, status=status)


def _given(request: Request, number: int, grant: int) -> Grant:
    """An open right of the account. NotFound where there is none, or where it is another's."""
    found = dict(person(request.app.state.store, number).grants).get(grant)
    if found is None:
        raise NotFound(NOTHING_HERE)
    return found


def _change(request: Request, number: int, grant: int, me: Keeper, fields: Sent) -> Response:
    _given(request, number, grant)
    try:
        change_grant(request.app.state.store, grant, grant_of(fields), by=me.rights)
    except (Forbidden, InvalidInput) as error:
        return _right_page(request, me, number, grant, error, fields)
    return go_to(request, f"/people/{number}?done=changed")


def _take(request: Request, number: int, grant: int, me: Keeper, _fields: Sent) -> Response:
    _given(request, number, grant)
    try:
        end_grant(request.app.state.store, grant, by=me.rights)
    except Forbidden as error:
        return _page(request, me, number, error)
    return go_to(request, f"/people/{number}?done=taken")


ROOM = Room(name="person", add_to=add_to)
