"""From one step of signing in to the next: a first factor was shown, then a second, then the desk opens."""

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from signage.services.accounts.factors import factors_of
from signage.services.accounts.known_browsers import LASTS_S, known_value
from signage.services.accounts.people import account_by_id
from signage.services.accounts.recovery import make_codes
from signage.services.accounts.sessions import SignedIn, advance_session, begin_session, session_of
from signage.services.accounts.signing_in import Device
from signage.services.reports.limits import network_of
from signage_api.desk.frame import go_to, page
from signage_api.desk.signed_in import give_cookie, own_path
from signage_api.reporting.senders import sender_of

STEPS = {"second": "/login/second", "setup": "/login/setup"}


def path_of(needs: str, then: str) -> str:
    """Where the step that is missing is taken, or where to go on if there is none."""
    return f"{STEPS[needs]}?next={quote(own_path(then), safe='')}" if needs else own_path(then)


def needed_after_password(request: Request, account: int) -> str:
    """The step that follows a password; a demo asks for none."""
    factors = factors_of(request.app.state.store, account)
    return "" if request.app.state.is_demo and not factors.any else factors.needed


def go_in(request: Request, account: int, *, needs: str, then: str, id_token: str | None = None) -> Response:
    """An account's first factor was shown: begin its session and lead to the step that is missing.

    `needs` is `needed_after_password` after a password, and empty after what counts for both.
    """
    browser = request.headers.get("user-agent", "")
    value = begin_session(request.app.state.store, account, needs=needs, browser=browser, id_token=id_token)
    answer = give_cookie(request, go_to(request, path_of(needs, then)), value)
    return answer if needs else _remember(request, answer, account)


def go_on(request: Request, me: SignedIn, *, then: str) -> Response:
    """The missing step was taken: open the desk, with another cookie."""
    value = advance_session(request.app.state.store, me)
    answer = give_cookie(request, go_to(request, own_path(then)), value)
    return _remember(request, answer, me.account)


def finish_setup(request: Request, me: SignedIn, *, then: str) -> Response:
    """A first second factor is set up: open the desk, and show recovery codes this once."""
    store = request.app.state.store
    codes = make_codes(store, me.account, who=me.name)
    value = advance_session(store, me)
    shown = page(request, "recovery.html", session_of(store, value), {"codes": codes, "next": own_path(then)})
    return _remember(request, give_cookie(request, shown, value), me.account)


def device_of(request: Request) -> Device:
    """Where the request comes from, as limits are told it."""
    peer = request.client.host if request.client else ""
    forwarded = ",".join(request.headers.getlist("x-forwarded-for"))
    address = sender_of(peer, forwarded, request.app.state.desk.proxies)
    return Device(network_of(address), request.cookies.get(_cookie_name(request), ""))


def _remember(request: Request, answer: Response, account: int) -> Response:
    """Make the browser one that is known to the account: it never waits for what others do."""
    store = request.app.state.store
    row = account_by_id(store, account)
    value = known_value(store, account, row["password"] if row else None)
    answer.set_cookie(
        _cookie_name(request),
        value,
        max_age=LASTS_S,
        secure=_is_secure(request),
        httponly=True,
        samesite="lax",
    )
    return answer


def _cookie_name(request: Request) -> str:
    return "__Host-signage-known" if _is_secure(request) else "signage_known"


def _is_secure(request: Request) -> bool:
    return str(request.app.state.settings.public_url).startswith("https://")
