"""Who sits at the desk: the session behind the cookie, and forms that prove that they are its own."""

from collections.abc import Mapping, Sequence
from typing import Annotated
from urllib.parse import parse_qsl, quote, unquote

from fastapi import Depends
from starlette.requests import Request
from starlette.responses import Response

from signage.domain.keys import id_in
from signage.errors import Forbidden, Said
from signage.services.accounts.sessions import LONGEST, SignedIn, is_form_token, session_of
from signage_api.bearers import cookie_name
from signage_api.desk.frame import go_to
from signage_api.problems import Unreadable
from signage_api.reporting.senders import is_own_page

MOST_FIELDS = 10_000
TOKEN_FIELD, TOKEN_HEADER = "form_token", "x-form-token"


class NotSignedIn(Exception):
    """The page is for staff; `path` is where to go on after signing in."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


class ProofNeeded(Exception):
    """A security change asks for the password or a code once more; `path` is where to go on then."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


class Fields:
    """What a form sent: the last value of a name, or all of them."""

    def __init__(self, pairs: Sequence[tuple[str, str]]) -> None:
        self.pairs = list(pairs)
        self._last = dict(self.pairs)

    def text(self, name: str) -> str:
        """The value, without blanks around it; empty when there is none."""
        return self._last.get(name, "").strip()

    def number(self, name: str) -> int | None:
        """The value as an id or version; None when it cannot be one."""
        return id_in(self.text(name))

    def all(self, name: str) -> list[str]:
        """Every value of a name, in order."""
        return [value for key, value in self.pairs if key == name]

    def ticked(self, name: str, *, between: str = ":") -> dict[int, int]:
        """Id and version of each row that was ticked, sent as `12:3`; what is none is left out."""
        pairs = (value.partition(between)[::2] for value in self.all(name))
        found = ((id_in(row), id_in(version)) for row, version in pairs)
        return {row: version for row, version in found if row is not None and version is not None}

    def as_dict(self) -> Mapping[str, str]:
        """The last value of each name."""
        return dict(self._last)


def give_cookie(request: Request, response: Response, value: str) -> Response:
    """Put the session's cookie on an answer; an empty value takes it away."""
    public_url: str = request.app.state.settings.public_url
    response.set_cookie(
        cookie_name(public_url),
        value,
        max_age=int(LONGEST.total_seconds()) if value else 0,
        secure=public_url.startswith("https://"),
        httponly=True,
        samesite="lax",
    )
    return response


def session_cookie(request: Request) -> str:
    """The cookie's value, empty without one."""
    return request.cookies.get(cookie_name(request.app.state.settings.public_url), "")


def perhaps_signed_in(request: Request) -> SignedIn | None:
    """Who is signed in, if anybody, whatever step is still missing."""
    value = session_cookie(request)
    return session_of(request.app.state.store, value) if value else None


def signed_in(request: Request) -> SignedIn:
    """Who is signed in, in full. Raises NotSignedIn, on which the browser is led to `/login`."""
    found = perhaps_signed_in(request)
    if found is None or found.needs:
        asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        raise NotSignedIn(asked if request.method in ("GET", "HEAD") else "/desk")
    return found


def half_signed_in(request: Request) -> SignedIn:
    """Who has begun to sign in, with a step still missing or none. Raises NotSignedIn."""
    found = perhaps_signed_in(request)
    if found is None:
        raise NotSignedIn(request.query_params.get("next", "/desk"))
    return found


def proved(request: Request) -> SignedIn:
    """Who is signed in and has shown password or second factor within minutes: for security changes.

    Raises ProofNeeded, on which the browser is led to `/account/prove`.
    """
    found = signed_in(request)
    if not found.is_proved:
        raise ProofNeeded(_page_of(request))
    return found


def _page_of(request: Request) -> str:
    """The page to see after a proof: the one asked for, or that on which the form stood."""
    if request.method in ("GET", "HEAD"):
        return request.url.path
    parts = request.url.path.split("/")
    return "/".join(parts[:3]) if parts[1] == "people" else "/account"


async def require_text(request: Request) -> None:
    """Raise Unreadable for an address with a NUL: no text has one, and PostgreSQL takes none."""
    query = request.scope["query_string"].decode("latin-1")
    if "\0" in request.url.path or "\0" in unquote(query) or "%00" in request.url.path:
        raise Unreadable(Said("Die Adresse ist nicht lesbar.", "The address cannot be read."))


def fields_of(body: bytes, *, most: int) -> Fields:
    """The fields of a form (urlencoded). Raises Unreadable, also for a NUL in one."""
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=most)
    except ValueError:
        raise unreadable_form() from None
    return without_nul(Fields(pairs))


def without_nul(fields: Fields) -> Fields:
    """The fields as they are. Raises Unreadable where one has a NUL."""
    if any("\0" in name or "\0" in value for name, value in fields.pairs):
        raise unreadable_form()
    return fields


def unreadable_form() -> Unreadable:
    """What is said of a form that no page of ours sends."""
    return Unreadable(Said("Das Formular ist nicht lesbar.", "The form cannot be read."))


async def sent_fields(request: Request) -> Fields:
    """The fields of a form (urlencoded) that stood on a page of ours. Raises Forbidden, Unreadable."""
    require_own_page(request)
    return fields_of(await request.body(), most=MOST_FIELDS)


def own_form(
    request: Request,
    me: Annotated[SignedIn, Depends(signed_in)],
    fields: Annotated[Fields, Depends(sent_fields)],
) -> Fields:
    """The fields of a form of this very session. Raises Forbidden where its token is missing or another's."""
    require_token(request, me, fields.text(TOKEN_FIELD))
    return fields


def half_form(
    request: Request,
    me: Annotated[SignedIn, Depends(half_signed_in)],
    fields: Annotated[Fields, Depends(sent_fields)],
) -> Fields:
    """As `own_form`, of a session with a step still missing."""
    require_token(request, me, fields.text(TOKEN_FIELD))
    return fields


def require_own_page(request: Request) -> None:
    """Raise Forbidden for what another site's page sends."""
    if not is_own_page(request.headers, request.app.state.settings.public_url):
        raise Forbidden(Said("Das Formular kam von einer anderen Seite.", "The form came from another site."))


def require_token(request: Request, me: SignedIn, given: str) -> None:
    """Raise Forbidden unless the form's field or the header carries the session's token."""
    if not is_form_token(me, given or request.headers.get(TOKEN_HEADER, "")):
        raise Forbidden(
            Said(
                "Das Formular gehört zu einer anderen Anmeldung. Bitte die Seite neu laden; es wurde nichts "
                "geändert.",
                "The form belongs to another session. Please reload the page; nothing was changed.",
            )
        )


def to_login(request: Request, error: Exception) -> Response:
    """The answer to NotSignedIn."""
    assert isinstance(error, NotSignedIn)
    return go_to(request, f"/login?next={quote(error.path, safe='')}")


def to_proof(request: Request, error: Exception) -> Response:
    """The answer to ProofNeeded."""
    assert isinstance(error, ProofNeeded)
    return go_to(request, f"/account/prove?next={quote(error.path, safe='')}")


def own_path(wanted: str) -> str:
    """Where to go on: a page of our own, else the desk."""
    is_ours = (
        wanted.startswith("/") and not wanted.startswith("//") and wanted.isprintable() and "\\" not in wanted
    )
    return wanted if is_ours and len(wanted) < 1000 else "/desk"


Me = Annotated[SignedIn, Depends(signed_in)]
Sent = Annotated[Fields, Depends(own_form)]
HalfMe = Annotated[SignedIn, Depends(half_signed_in)]
HalfSent = Annotated[Fields, Depends(half_form)]
Proved = Annotated[SignedIn, Depends(proved)]
