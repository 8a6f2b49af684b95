"""What a browser keeps, until it is closed, of how an account looked at the desk last."""

from starlette.requests import Request
from starlette.responses import Response

from signage.services.accounts.sessions import SignedIn


def keep(
    request: Request, response: Response, me: SignedIn, name: str, value: str, *, path: str = "/"
) -> None:
    """Let the cookie `name` hold a value, for this account alone."""
    own = f"{me.account}.{value}"
    if own != request.cookies.get(name):
        secure = request.app.state.settings.public_url.startswith("https://")
        response.set_cookie(name, own, path=path, secure=secure, httponly=True, samesite="lax")


def kept(request: Request, me: SignedIn, name: str) -> str:
    """What `keep` let it hold; empty where nothing is kept, or another account did: who sat here before may
    have searched for a name.
    """
    account, _, value = request.cookies.get(name, "").partition(".")
    return value if account == str(me.account) else ""
