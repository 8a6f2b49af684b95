"""Who asks, by token or by the desk's cookie; loaded by processes that answer scans only, too."""

from typing import NamedTuple

from starlette.requests import cookie_parser

from signage.errors import Denied, Said
from signage.services.accounts.sessions import session_of
from signage.services.rights import Rights
from signage.store import Store

FOR_STAFF = Said(
    "Das ist der Verwaltung vorbehalten: Melden Sie sich an, oder senden Sie ein Token „Authorization: "
    "Bearer …“.",
    "This is for staff: sign in, or send a token ('Authorization: Bearer ...').",
)


class Asker(NamedTuple):
    """By what a request may show that staff sent it: its token, and its `Cookie` header."""

    bearer: str = ""
    cookies: str = ""


def cookie_name(public_url: str) -> str:
    """The name of the session's cookie; `__Host-` binds it to this very host, browsers take it over https."""
    return "__Host-signage" if public_url.startswith("https://") else "signage_session"


def rights_in_session(store: Store, public_url: str, cookies: str) -> Rights:
    """What who has signed in may, by the `Cookie` header of a request that reads. Denied without a session,
    and with one that still lacks a step.
    """
    value = cookie_parser(cookies).get(cookie_name(public_url), "")
    found = session_of(store, value) if value else None
    if found is None or found.needs:
        raise Denied(FOR_STAFF)
    return found.rights


def nobody_may(_bearer: str) -> Rights:
    """The rights behind a token where there are no tokens: Denied to all."""
    raise Denied(FOR_STAFF)
