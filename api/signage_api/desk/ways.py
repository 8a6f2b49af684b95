"""The ways in beside password and code: passkeys where the address allows them, the authority's provider."""

import secrets
from dataclasses import dataclass
from typing import Self

from starlette.requests import Request
from starlette.responses import Response

from signage.services.accounts.passkeys import Site
from signage.services.accounts.provider import Provider
from signage.settings import Settings
from signage_api.desk.frame import desk_language, page
from signage_api.desk.signed_in import own_path
from signage_api.problems import in_language

_BROWSER_COOKIE = "signage_browser"
_LONGEST_S = 600


@dataclass(frozen=True)
class Ways:
    """What the settings offer: `site` for passkeys, `provider`; None where there is none."""

    site: Site | None
    provider: Provider | None

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """As the settings say."""
        return cls(Site.of(settings.public_url), Provider.of(settings))


def browser_of(request: Request) -> str:
    """What binds a question to the browser that asked, before anybody is signed in; empty without one."""
    return request.cookies.get(_cookie(request), "")


def remember_browser(request: Request, response: Response, value: str) -> Response:
    """Put the value that a question is bound to into the browser, for minutes; an empty one takes it away.

    `Lax`: the provider leads back from its own site.
    """
    is_safe = request.app.state.settings.public_url.startswith("https://")
    response.set_cookie(
        _cookie(request), value, max_age=_LONGEST_S if value else 0, secure=is_safe, httponly=True,
        samesite="lax",
    )  # fmt: skip
    return response


def new_browser() -> str:
    """A value for `remember_browser`."""
    return secrets.token_urlsafe(24)


def not_let_in(request: Request, said: str, *, status: int, then: str = "") -> Response:
    """The login once more, with what was wrong; the password remains."""
    values = {"next": own_path(then), "trouble": "", "mail": ""}
    refusal = in_language(said, desk_language(request))
    return page(request, "login.html", None, {**values, "refusal": refusal}, status=status)


def _cookie(request: Request) -> str:
    is_safe = request.app.state.settings.public_url.startswith("https://")
    return f"__Host-{_BROWSER_COOKIE}" if is_safe else _BROWSER_COOKIE
