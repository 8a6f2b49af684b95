"""`/login` and `/logout`: address and password; what follows stands in `second` and `setup`."""

import math
from typing import Annotated

from fastapi import Depends, FastAPI
from starlette.requests import Request
from starlette.responses import Response

from signage.services.accounts.sessions import end_session, id_token_of
from signage.services.accounts.signing_in import WAIT, Outcome, try_password
from signage_api.desk.frame import go_to, page
from signage_api.desk.provider import sign_out_there
from signage_api.desk.rooms import Room
from signage_api.desk.signed_in import (
    Fields,
    HalfMe,
    HalfSent,
    give_cookie,
    own_path,
    perhaps_signed_in,
    sent_fields,
    session_cookie,
)
from signage_api.desk.steps import device_of, go_in, needed_after_password, path_of


def add_to(api: FastAPI) -> None:
    """The addresses of this room."""
    api.add_api_route("/login", _form, methods=["GET", "HEAD"], include_in_schema=False)
    api.add_api_route("/login", _sign_in, methods=["POST"], include_in_schema=False)
    api.add_api_route("/logout", _sign_out, methods=["POST"], include_in_schema=False)


def trouble_values(outcome: Outcome) -> dict[str, object]:
    """What a page says of a try that was not right: `trouble` and, for one that must wait, how long."""
    wait_s = math.ceil(outcome.wait_s)
    unit, n = ("seconds", wait_s) if wait_s <= 90 else ("minutes", math.ceil(wait_s / 60))
    return {"trouble": outcome.trouble, "wait": n, "wait_unit": unit}


def trouble_answer(request: Request, template: str, outcome: Outcome, values: dict[str, object]) -> Response:
    """A form again, with what was wrong: 429 and when to come again for one that must wait."""
    is_waiting = outcome.trouble == WAIT
    headers = {"Retry-After": str(math.ceil(outcome.wait_s))} if is_waiting else {}
    me = perhaps_signed_in(request)
    shown = values | trouble_values(outcome)
    return page(request, template, me, shown, status=429 if is_waiting else 422, headers=headers)


def _form(request: Request) -> Response:
    then = own_path(request.query_params.get("next", ""))
    found = perhaps_signed_in(request)
    if found is not None:
        return go_to(request, path_of(found.needs, then))
    done = request.query_params.get("done", "")
    values = _values(then) | {"done": done if done in ("signed_out", "everywhere") else ""}
    return page(request, "login.html", None, values)


def _sign_in(request: Request, fields: Annotated[Fields, Depends(sent_fields)]) -> Response:
    mail, then = fields.text("mail"), own_path(fields.text("next"))
    outcome = try_password(
        request.app.state.store, mail, fields.as_dict().get("password", ""), device_of(request)
    )
    if outcome.account is None:
        values = _values(then) | {"mail": mail[:200]}
        return trouble_answer(request, "login.html", outcome, values)
    needs = needed_after_password(request, outcome.account)
    return go_in(request, outcome.account, needs=needs, then=then)


def _sign_out(request: Request, _me: HalfMe, _fields: HalfSent) -> Response:
    store, value = request.app.state.store, session_cookie(request)
    id_token = id_token_of(store, value)
    end_session(store, value)
    done = sign_out_there(request, id_token) or go_to(request, "/login?done=signed_out")
    return give_cookie(request, done, "")


def _values(then: str) -> dict[str, object]:
    return {"next": then, "trouble": "", "mail": "", "done": ""}


ROOM = Room(name="login", add_to=add_to)
