"""Password, app and recovery codes of one's own account; each change asks for a proof of some minutes ago."""

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from signage.errors import InvalidInput, SignageError
from signage.services.accounts.factors import factors_of
from signage.services.accounts.new_passwords import change_password
from signage.services.accounts.recovery import make_codes
from signage.services.accounts.sessions import prove_again
from signage.services.accounts.signing_in import WRONG, Outcome, try_code, try_own_password
from signage.services.accounts.totp import looks_like_code, turn_off, turn_on
from signage_api.desk.account import account_page
from signage_api.desk.app_code import app_values
from signage_api.desk.frame import go_to, page
from signage_api.desk.login import trouble_answer
from signage_api.desk.rooms import Room
from signage_api.desk.signed_in import Me, Proved, Sent, own_path
from signage_api.desk.steps import device_of
from signage_api.desk.telling import tell_owner


def add_to(api: FastAPI) -> None:
    """The addresses of this room."""
    for path, shown, taken in (
        ("/account/prove", _prove, _proved),
        ("/account/password", _password, _new_password),
        ("/account/app", _app, _new_app),
    ):
        api.add_api_route(path, shown, methods=["GET", "HEAD"], include_in_schema=False)
        api.add_api_route(path, taken, methods=["POST"], include_in_schema=False)
    api.add_api_route("/account/app/remove", _remove_app, methods=["POST"], include_in_schema=False)
    api.add_api_route("/account/recovery", _recovery, methods=["POST"], include_in_schema=False)


def _prove(request: Request, me: Me) -> Response:
    then = own_path(request.query_params.get("next", "/account"))
    if me.is_proved:
        return go_to(request, then)
    return page(request, "prove.html", me, {"next": then, "trouble": ""})


def _proved(request: Request, me: Me, fields: Sent) -> Response:
    store, then = request.app.state.store, own_path(fields.text("next"))
    given, device = fields.as_dict().get("proof", ""), device_of(request)
    is_code = looks_like_code(given) and factors_of(store, me.account).totp
    outcome = (try_code if is_code else try_own_password)(store, me, given, device)
    if outcome.trouble:
        return trouble_answer(request, "prove.html", outcome, {"next": then})
    prove_again(store, me)
    return go_to(request, then)


def _password(request: Request, me: Proved) -> Response:
    return page(request, "account_password.html", me, {"problem": ""})


def _new_password(request: Request, me: Proved, fields: Sent) -> Response:
    password, again = (fields.as_dict().get(name, "") for name in ("password", "again"))
    problem = "again" if password != again else ""
    try:
        if not problem:
            change_password(request.app.state.store, me, password)
    except InvalidInput as error:
        problem = error.message
    if problem:
        return page(request, "account_password.html", me, {"problem": problem}, status=422)
    tell_owner(request, me.account, "password")
    return go_to(request, "/account?done=password")


def _app(request: Request, me: Proved) -> Response:
    return page(request, "account_app.html", me, app_values(request, me) | {"trouble": ""})


def _new_app(request: Request, me: Proved, fields: Sent) -> Response:
    store = request.app.state.store
    try:
        turn_on(store, me, fields.text("code"))
    except InvalidInput:
        return trouble_answer(request, "account_app.html", Outcome(WRONG), app_values(request, me))
    tell_owner(request, me.account, "app_on")
    if factors_of(store, me.account).recovery_codes == 0:
        return _show_codes(request, me)
    return go_to(request, "/account?done=app")


def _remove_app(request: Request, me: Proved, _fields: Sent) -> Response:
    try:
        turn_off(request.app.state.store, me)
    except SignageError as error:
        return account_page(request, me, trouble=error.message, status=422)
    tell_owner(request, me.account, "app_off")
    return go_to(request, "/account?done=app_removed")


def _recovery(request: Request, me: Proved, _fields: Sent) -> Response:
    tell_owner(request, me.account, "codes")
    return _show_codes(request, me)


def _show_codes(request: Request, me: Me) -> Response:
    codes = make_codes(request.app.state.store, me.account, who=me.name)
    return page(request, "recovery.html", me, {"codes": codes, "next": "/account"})


ROOM = Room(name="security", add_to=add_to)
