"""`/login` and `/logout`."""

from typing import Annotated

from fastapi import Depends, FastAPI
from starlette.requests import Request
from starlette.responses import Response

from signage.services.accounts.passwords import is_password
from signage.services.accounts.people import account_of
from signage.services.accounts.sessions import begin_session, end_session
from signage_api.desk.frame import go_to, page
from signage_api.desk.rooms import Room
from signage_api.desk.signed_in import (
    Fields,
    Me,
    Sent,
    give_cookie,
    own_path,
    perhaps_signed_in,
    sent_fields,
    session_cookie,
)


def add_to(api: FastAPI) -> None:
    """The addresses of this room."""
    api.add_api_route("/login", _form, methods=["GET", "HEAD"], include_in_schema=False)
    api.add_api_route("/login", _sign_in, methods=["POST"], include_in_schema=False)
    api.add_api_route("/logout", _sign_out, methods=["POST"], include_in_schema=False)


def _form(request: Request) -> Response:
    found = perhaps_signed_in(request)
    if found is not None and not found.needs:
        return go_to(request, "/desk")
    return page(
        request,
        "login.html",
        None,
        {"next": own_path(request.query_params.get("next", "")), "trouble": "", "mail": ""},
    )


def _sign_in(request: Request, fields: Annotated[Fields, Depends(sent_fields)]) -> Response:
    store, mail = request.app.state.store, fields.text("mail")
    found = account_of(store, mail)
    if not is_password(found["password"] if found else None, fields.text("password")) or found is None:
        values = {"next": own_path(fields.text("next")), "trouble": "wrong", "mail": mail[:200]}
        return page(request, "login.html", None, values, status=422)
    value = begin_session(store, found["id"], browser=request.headers.get("user-agent", ""))
    return give_cookie(request, go_to(request, own_path(fields.text("next"))), value)


def _sign_out(request: Request, _me: Me, _fields: Sent) -> Response:
    end_session(request.app.state.store, session_cookie(request))
    return give_cookie(request, go_to(request, "/login"), "")


ROOM = Room(name="login", add_to=add_to)
