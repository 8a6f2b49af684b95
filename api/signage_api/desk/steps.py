"""From one step of signing in to the next: a first factor was shown, then a second, then the desk opens."""

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from signage.services.accounts.sessions import SignedIn, advance_session, begin_session
from signage_api.desk.frame import go_to
from signage_api.desk.signed_in import give_cookie, own_path

STEPS = {"second": "/login/second", "setup": "/login/setup"}


def path_of(needs: str, then: str) -> str:
    """Where the step that is missing is taken, or where to go on if there is none."""
    return f"{STEPS[needs]}?next={quote(own_path(then), safe='')}" if needs else own_path(then)


def go_in(request: Request, account: int, *, needs: str, then: str) -> Response:
    """An account's first factor was shown: begin its session and lead to the step that is missing.

    `needs` is `factors_of(store, account).needed` after a password, and empty after what counts for both.
    """
    browser = request.headers.get("user-agent", "")
    value = begin_session(request.app.state.store, account, needs=needs, browser=browser)
    return give_cookie(request, go_to(request, path_of(needs, then)), value)


def go_on(request: Request, me: SignedIn, *, then: str) -> Response:
    """The missing step was taken: open the desk, with another cookie."""
    value = advance_session(request.app.state.store, me)
    return give_cookie(request, go_to(request, own_path(then)), value)
