"""`/account/passkeys`: one's own passkeys, to add, name and remove."""

from collections.abc import Callable

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from signage.domain.validity import LOCAL
from signage.errors import InvalidInput
from signage.services.accounts.keyring import passkeys_of, remove_passkey, rename_passkey
from signage.services.accounts.passkeys import add_passkey, question_to_add
from signage_api.desk.frame import desk_language, go_to, page
from signage_api.desk.passkeys import asked, site_of
from signage_api.desk.rooms import Room
from signage_api.desk.signed_in import Me, Proved, Sent
from signage_api.desk.telling import tell_owner
from signage_api.problems import in_language

HERE = "/account/passkeys"


def add_to(api: FastAPI) -> None:
    """The addresses of this room."""
    api.add_api_route(HERE, _list, methods=["GET", "HEAD"], include_in_schema=False)
    answers: dict[str, Callable[..., Response]] = {
        HERE: _add,
        f"{HERE}/question": _question,
        f"{HERE}/{{number}}/name": _rename,
        f"{HERE}/{{number}}/remove": _remove,
    }
    for path, answer in answers.items():
        api.add_api_route(path, answer, methods=["POST"], include_in_schema=False)


def _list(request: Request, me: Proved) -> Response:
    return _page(request, me)


def _page(request: Request, me: Me, refusal: str = "") -> Response:
    language = desk_language(request, me)
    form = "%d.%m.%Y" if language == "de" else "%Y-%m-%d"
    found = passkeys_of(request.app.state.store, me.account)
    values = {
        "passkeys": [(key, key.created_at.astimezone(LOCAL).strftime(form)) for key in found],
        "refusal": in_language(refusal, language),
    }
    return page(request, "passkeys.html", me, values, status=422 if refusal else 200)


def _question(request: Request, me: Proved, _fields: Sent) -> Response:
    settings = request.app.state.settings
    return asked(question_to_add(request.app.state.store, me, site_of(request), name=settings.operator))


def _add(request: Request, me: Proved, fields: Sent) -> Response:
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
        return _page(request, me, error.message)
    tell_owner(request, me.account, "passkey_on")
    return go_to(request, HERE)


def _rename(request: Request, number: int, me: Proved, fields: Sent) -> Response:
    try:
        rename_passkey(request.app.state.store, me, number, fields.text("name"))
    except InvalidInput as error:
        return _page(request, me, error.message)
    return go_to(request, HERE)


def _remove(request: Request, number: int, me: Proved, _fields: Sent) -> Response:
    try:
        remove_passkey(request.app.state.store, me, number)
    except InvalidInput as error:
        return _page(request, me, error.message)
    tell_owner(request, me.account, "passkey_off")
    return go_to(request, HERE)


ROOM = Room(name="account_passkeys", add_to=add_to)
