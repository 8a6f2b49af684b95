"""Signing in with a passkey: alone, or as the second step after the password."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Depends, FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from signage.errors import InvalidInput, NotFound, Said
from signage.services.accounts.factors import NOTHING
from signage.services.accounts.passkeys import Site, check_passkey, question_to_sign_in
from signage_api.desk.rooms import Room
from signage_api.desk.signed_in import Fields, HalfMe, HalfSent, sent_fields
from signage_api.desk.steps import go_in, go_on
from signage_api.desk.ways import Ways, browser_of, new_browser, not_let_in, remember_browser

NO_STORE = {"Cache-Control": "no-store"}


def add_to(api: FastAPI) -> None:
    """The addresses of this room; only scripts ask for questions."""
    api.state.ways = Ways.of(api.state.settings)
    answers: dict[str, Callable[..., Response]] = {
        "/login/passkey/question": _question,
        "/login/passkey": _sign_in,
        "/login/second/passkey/question": _second_question,
        "/login/second/passkey": _second,
    }
    for path, answer in answers.items():
        api.add_api_route(path, answer, methods=["POST"], include_in_schema=False)


def site_of(request: Request) -> Site:
    """Where passkeys are for. Raises NotFound where there are none."""
    site: Site | None = request.app.state.ways.site
    if site is None:
        raise NotFound(
            Said(
                "Passkeys gibt es nur unter einer Adresse mit https://.", "Passkeys need an https:// address."
            )
        )
    return site


def asked(question: dict[str, Any]) -> Response:
    """A question to the browser's device."""
    return JSONResponse(question, headers=NO_STORE)


def _question(request: Request, _fields: Annotated[Fields, Depends(sent_fields)]) -> Response:
    browser = browser_of(request) or new_browser()
    question = question_to_sign_in(request.app.state.store, site_of(request), bound_to=browser)
    return remember_browser(request, asked(question), browser)


def _sign_in(request: Request, fields: Annotated[Fields, Depends(sent_fields)]) -> Response:
    then = fields.text("next")
    try:
        account = check_passkey(
            request.app.state.store,
            site_of(request),
            bound_to=browser_of(request),
            challenge=fields.text("challenge"),
            answer=fields.text("answer"),
        )
    except InvalidInput as error:
        return not_let_in(request, error.message, status=422, then=then)
    return remember_browser(request, go_in(request, account, needs=NOTHING, then=then), "")


def _second_question(request: Request, me: HalfMe, _fields: HalfSent) -> Response:
    store = request.app.state.store
    return asked(question_to_sign_in(store, site_of(request), bound_to=me.key, number=me.account))


def _second(request: Request, me: HalfMe, fields: HalfSent) -> Response:
    try:
        check_passkey(
            request.app.state.store,
            site_of(request),
            bound_to=me.key,
            challenge=fields.text("challenge"),
            answer=fields.text("answer"),
            number=me.account,
        )
    except InvalidInput as error:
        return not_let_in(request, error.message, status=422, then=fields.text("next"))
    return go_on(request, me, then=fields.text("next"))


ROOM = Room(name="passkeys", add_to=add_to)
