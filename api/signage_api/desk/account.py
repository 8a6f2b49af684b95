"""`/account`: where one is signed in, what happened, the language. What keeps it safe: `security`."""

from functools import partial
from typing import Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from signage.errors import NotFound
from signage.services.accounts.devices import devices_of, end_device, sign_out_everywhere
from signage.services.accounts.events import events
from signage.services.accounts.factors import factors_of
from signage.services.accounts.languages import set_language
from signage.services.accounts.people import account_by_id
from signage_api.desk.event_log import lines
from signage_api.desk.frame import LANGUAGE_COOKIE, desk_language, go_to, page
from signage_api.desk.moments import moment
from signage_api.desk.rooms import Room
from signage_api.desk.signed_in import Me, Sent, give_cookie

_LINES = 15
DONE = ("password", "app", "app_removed", "language", "device", "linked", "parted")


def add_to(api: FastAPI) -> None:
    """The addresses of this room."""
    api.add_api_route("/account", _account, methods=["GET", "HEAD"], include_in_schema=False)
    api.add_api_route("/account/devices", _end_device, methods=["POST"], include_in_schema=False)
    api.add_api_route("/account/everywhere", _everywhere, methods=["POST"], include_in_schema=False)
    api.add_api_route("/account/language", _language, methods=["POST"], include_in_schema=False)


def account_page(request: Request, me: Me, *, trouble: str = "", status: int = 200) -> Response:
    """The page, perhaps with what went wrong."""
    store, done = request.app.state.store, request.query_params.get("done", "")
    row = account_by_id(store, me.account)
    values: dict[str, Any] = {
        "factors": factors_of(store, me.account),
        "is_linked": bool(row and row["oidc_subject"]),
        "has_password": bool(row and row["password"]),
        "devices": devices_of(store, me),
        "lines": lines(request, me, events(store, account_id=me.account, limit=_LINES)),
        "moment": partial(moment, language=desk_language(request, me)),
        "done": done if done in DONE else "",
        "trouble": trouble,
    }
    return page(request, "account.html", me, values, status=status)


def _account(request: Request, me: Me) -> Response:
    return account_page(request, me)


def _end_device(request: Request, me: Me, fields: Sent) -> Response:
    try:
        end_device(request.app.state.store, me, fields.text("key"))
    except NotFound as error:
        return account_page(request, me, trouble=error.message, status=404)
    return go_to(request, "/account?done=device")


def _everywhere(request: Request, me: Me, _fields: Sent) -> Response:
    sign_out_everywhere(request.app.state.store, me)
    return give_cookie(request, go_to(request, "/login?done=everywhere"), "")


def _language(request: Request, me: Me, fields: Sent) -> Response:
    set_language(request.app.state.store, me, fields.text("language"))
    answer = go_to(request, "/account?done=language")
    answer.delete_cookie(LANGUAGE_COOKIE)
    return answer


ROOM = Room(name="account", add_to=add_to)
