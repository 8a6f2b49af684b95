"""Signing in by the authority's provider, linking an account with it, and signing out there too."""

import logging
from collections.abc import Callable

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from signage.errors import Denied, InvalidInput, NotFound, Said, SignageError, Unavailable
from signage.services.accounts.factors import NOTHING, factors_of
from signage.services.accounts.provided import BACK, account_for, come_back, leave, link, unlink
from signage.services.accounts.provider import Identity, NotBelieved, Provider
from signage.services.accounts.sessions import SignedIn
from signage_api.desk.account import account_page
from signage_api.desk.frame import go_to, page
from signage_api.desk.rooms import Room
from signage_api.desk.signed_in import Proved, Sent, own_path, perhaps_signed_in
from signage_api.desk.steps import go_in
from signage_api.desk.telling import tell_owner
from signage_api.desk.ways import browser_of, new_browser, not_let_in, remember_browser

_log = logging.getLogger(__name__)


def add_to(api: FastAPI) -> None:
    """The addresses of this room."""
    for path, answer in {"/login/provider": _leave, BACK: _come_back}.items():
        api.add_api_route(path, answer, methods=["GET"], include_in_schema=False)
    asked: dict[str, Callable[..., Response]] = {"/account/provider": _link, "/account/provider/end": _unlink}
    for path, answer in asked.items():
        api.add_api_route(path, answer, methods=["POST"], include_in_schema=False)


def provider_of(request: Request) -> Provider:
    """The authority's provider. Raises NotFound where none is configured."""
    provider: Provider | None = request.app.state.ways.provider
    if provider is None:
        raise NotFound(
            Said("Eine Anmeldung der Behörde ist hier nicht eingerichtet.", "No provider is configured here.")
        )
    return provider


def leaving(request: Request, address: str, me: SignedIn | None, *, why: str) -> Response:
    """A page that leads on to the provider at once: a form may lead to our own pages only."""
    values = {"address": address, "name": provider_of(request).name, "why": why}
    return page(request, "leaving.html", me, values)


def _address(request: Request, browser: str, then: str, number: int | None = None) -> str:
    return leave(
        request.app.state.store,
        provider_of(request),
        public_url=request.app.state.settings.public_url,
        bound_to=browser,
        then=then,
        number=number,
    )


def _leave(request: Request) -> Response:
    then, browser = own_path(request.query_params.get("next", "")), browser_of(request) or new_browser()
    try:
        address = _address(request, browser, then)
    except Unavailable as error:
        return _refused(request, error, then)
    sent = RedirectResponse(address, 303, {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"})
    return remember_browser(request, sent, browser)


def _come_back(request: Request) -> Response:
    store = request.app.state.store
    try:
        arrived = come_back(
            store,
            provider_of(request),
            request.query_params,
            public_url=request.app.state.settings.public_url,
            bound_to=browser_of(request),
        )
        if arrived.account is not None:
            return _linked(request, arrived.identity, arrived.account)
        number = account_for(store, arrived.identity)
    except (Denied, InvalidInput, Unavailable) as error:
        return _refused(request, error, "")
    needs = NOTHING if arrived.identity.has_shown_both else factors_of(store, number).needed
    id_token = arrived.identity.id_token
    answer = go_in(request, number, needs=needs, then=arrived.then, id_token=id_token)
    return remember_browser(request, answer, "")


def _linked(request: Request, identity: Identity, number: int) -> Response:
    """The person who asked for it is still signed in: another one who comes back links nothing."""
    me = perhaps_signed_in(request)
    if me is None or me.needs or me.account != number:
        raise NotBelieved(
            Said(
                "Bitte melden Sie sich zuerst an und verbinden Sie dann.", "Please sign in first, then link."
            )
        )
    link(request.app.state.store, me, identity)
    tell_owner(request, me.account, "linked")
    return remember_browser(request, go_to(request, "/account?done=linked"), "")


def _link(request: Request, me: Proved, _fields: Sent) -> Response:
    browser = browser_of(request) or new_browser()
    try:
        address = _address(request, browser, "/account", me.account)
    except Unavailable as error:
        return _refused(request, error, "/account")
    return remember_browser(request, leaving(request, address, me, why="link"), browser)


def _unlink(request: Request, me: Proved, _fields: Sent) -> Response:
    try:
        unlink(request.app.state.store, me)
    except InvalidInput as error:
        return account_page(request, me, trouble=error.message, status=422)
    tell_owner(request, me.account, "parted")
    return go_to(request, "/account?done=parted")


def sign_out_there(request: Request, id_token: str | None) -> Response | None:
    """Who signed in by the provider signs out there too; None where there is no such thing to do."""
    provider: Provider | None = request.app.state.ways.provider
    if provider is None or id_token is None:
        return None
    back_to = f"{request.app.state.settings.public_url}/login"
    address = provider.address_to_sign_out(id_token, back_to=back_to)
    return leaving(request, address, None, why="out") if address else None


def _refused(request: Request, error: SignageError, then: str) -> Response:
    _log.warning("sign-in by the provider: %s %s", error.message.english, *getattr(error, "__notes__", [""]))
    if isinstance(error, Unavailable):
        return not_let_in(request, error.public, status=503, then=then)
    return not_let_in(request, error.message, status=403 if isinstance(error, Denied) else 422, then=then)


ROOM = Room(name="provider", add_to=add_to)
