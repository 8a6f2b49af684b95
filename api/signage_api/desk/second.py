"""`/login/second`: the code of the app or a recovery code; `/login/setup`: the first app is set up."""

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from signage.errors import InvalidInput
from signage.services.accounts.factors import factors_of
from signage.services.accounts.signing_in import WRONG, Outcome, try_code
from signage.services.accounts.totp import looks_like_code, turn_on
from signage_api.desk.app_code import app_values
from signage_api.desk.frame import go_to, page
from signage_api.desk.login import trouble_answer
from signage_api.desk.rooms import Room
from signage_api.desk.signed_in import HalfMe, HalfSent, own_path
from signage_api.desk.steps import device_of, finish_setup, go_on, path_of
from signage_api.desk.telling import tell_owner


def add_to(api: FastAPI) -> None:
    """The addresses of this room."""
    api.add_api_route("/login/second", _second, methods=["GET", "HEAD"], include_in_schema=False)
    api.add_api_route("/login/second", _take_second, methods=["POST"], include_in_schema=False)
    api.add_api_route("/login/setup", _setup, methods=["GET", "HEAD"], include_in_schema=False)
    api.add_api_route("/login/setup", _take_setup, methods=["POST"], include_in_schema=False)


def _second(request: Request, me: HalfMe) -> Response:
    then = own_path(request.query_params.get("next", ""))
    if me.needs != "second":
        return go_to(request, path_of(me.needs, then))
    values = {"next": then, "trouble": "", "factors": factors_of(request.app.state.store, me.account)}
    return page(request, "login_second.html", me, values)


def _take_second(request: Request, me: HalfMe, fields: HalfSent) -> Response:
    store, then, code = request.app.state.store, own_path(fields.text("next")), fields.text("code")
    if me.needs != "second":
        return go_to(request, path_of(me.needs, then))
    outcome = try_code(store, me, code, device_of(request))
    if outcome.trouble:
        values: dict[str, object] = {"next": then, "factors": factors_of(store, me.account)}
        return trouble_answer(request, "login_second.html", outcome, values)
    return go_on(request, me, then=then if looks_like_code(code) else "/account#recovery")


def _setup(request: Request, me: HalfMe) -> Response:
    then = own_path(request.query_params.get("next", ""))
    if me.needs != "setup":
        return go_to(request, path_of(me.needs, then))
    return page(request, "login_setup.html", me, app_values(request, me) | {"next": then, "trouble": ""})


def _take_setup(request: Request, me: HalfMe, fields: HalfSent) -> Response:
    then = own_path(fields.text("next"))
    if me.needs != "setup":
        return go_to(request, path_of(me.needs, then))
    try:
        turn_on(request.app.state.store, me, fields.text("code"))
    except InvalidInput:
        values = app_values(request, me) | {"next": then}
        return trouble_answer(request, "login_setup.html", Outcome(WRONG), values)
    tell_owner(request, me.account, "app_on")
    return finish_setup(request, me, then=then)


ROOM = Room(name="second", add_to=add_to)
