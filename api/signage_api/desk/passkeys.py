"""Signing in with a passkey: alone, as the second step after the password, or set up as that step."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from fastapi import Depends, FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from signage.errors import InvalidInput, NotFound, Said
from signage.services.accounts.factors import NOTHING, SECOND, SETUP, factors_of
from signage.services.accounts.passkeys import (
    Site,
    add_passkey,
    check_passkey,
    question_to_add,
    question_to_sign_in,
)
from signage.services.accounts.sessions import SignedIn
from signage_api.desk.app_code import app_values
from signage_api.desk.frame import desk_language, go_to, page
from signage_api.desk.rooms import Room
from signage_api.desk.signed_in import Fields, HalfMe, HalfSent, own_path, sent_fields
from signage_api.desk.steps import finish_setup, go_in, go_on, path_of
from signage_api.desk.telling import tell_owner
from signage_api.desk.ways import Ways, browser_of, new_browser, not_let_in, remember_browser
from signage_api.problems import in_language

NO_STORE = {"Cache-Control": "no-store"}


def add_to(api: FastAPI) -> None:
    """The addresses of this room; only scripts ask for questions."""
    api.state.ways = Ways.of(api.state.settings)
    answers: dict[str, Callable[..., Response]] = {
        "/login/passkey/question": _question,
        "/login/passkey": _sign_in,
        "/login/second/passkey/question": _second_question,
        "/login/second/passkey": _second,
        "/login/setup/passkey/question": _setup_question,
        "/login/setup/passkey": _set_up,
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
    store, then = request.app.state.store, own_path(fields.text("next"))
    if me.needs != SECOND:
        return go_to(request, path_of(me.needs, then))
    try:
        check_passkey(
            store,
            site_of(request),
            bound_to=me.key,
            challenge=fields.text("challenge"),
            answer=fields.text("answer"),
            number=me.account,
        )
    except InvalidInput as error:
        values = {"factors": factors_of(store, me.account), "next": then}
        return _again(request, "login_second.html", me, error.message, values)
    return go_on(request, me, then=then)


def _setup_question(request: Request, me: HalfMe, _fields: HalfSent) -> Response:
    operator = request.app.state.settings.operator
    return asked(question_to_add(request.app.state.store, me, site_of(request), name=operator))


def _set_up(request: Request, me: HalfMe, fields: HalfSent) -> Response:
    """The first second step is a passkey; with another one there, it takes a fresh proof to add one."""
    then = own_path(fields.text("next"))
    if me.needs != SETUP:
        return go_to(request, path_of(me.needs, then))
    try:
        add_passkey(
            request.app.state.store,
            me,
            site_of(request),
            challenge=fields.text("challenge"),
            answer=fields.text("answer"),
            name=fields.text("name"),
        )
    except InvalidInput as error:
        values = app_values(request, me) | {"next": then}
        return _again(request, "login_setup.html", me, error.message, values)
    tell_owner(request, me.account, "passkey_on")
    return finish_setup(request, me, then=then)


def _again(request: Request, template: str, me: SignedIn, said: Said, values: Mapping[str, Any]) -> Response:
    refusal = in_language(said, desk_language(request, me))
    return page(request, template, me, {**values, "trouble": "", "refusal": refusal}, status=422)


ROOM = Room(name="passkeys", add_to=add_to)
