"""The frame of every page of the desk, and how one is answered."""

import gzip
from collections.abc import Mapping
from functools import cache, partial
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from signage import languages
from signage.languages import desk as words
from signage.services.accounts.sessions import SignedIn
from signage_api.assets import address_of
from signage_api.desk.kept import keep, kept
from signage_api.desk.rooms import Room
from signage_api.headers import takes_gzip
from signage_api.problems import LANGUAGES, in_language, language_of

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
LANGUAGE_COOKIE = "signage_desk_language"
_SCRIPTS = ("htmx.min.js", "desk.js")
_STYLES = ("kern.min.css", "desk.css")


def desk_language(request: Request, signed_in: SignedIn | None = None) -> str:
    """The language of the desk: by link, by the one followed before, by the account, else by the browser."""
    wanted = request.query_params.get("lang", "")
    if wanted in LANGUAGES:
        return wanted
    if signed_in is None:
        return language_of(request)
    followed = kept(request, signed_in, LANGUAGE_COOKIE)
    return followed if followed in LANGUAGES else signed_in.language


def _keep_language(request: Request, signed_in: SignedIn | None, response: Response) -> Response:
    """Let the next pages speak as the link asked, to this account and until the browser is closed."""
    wanted = request.query_params.get("lang", "")
    if signed_in is not None and wanted in LANGUAGES:
        keep(request, response, signed_in, LANGUAGE_COOKIE, wanted)
    return response


def _other_language(request: Request, language: str) -> str:
    """The address of the same page, with what it asks for, in the other language."""
    kept = [(name, value) for name, value in request.query_params.multi_items() if name != "lang"]
    return f"{request.url.path}?{urlencode([*kept, ('lang', language)])}"


def page(
    request: Request,
    template: str,
    signed_in: SignedIn | None,
    values: Mapping[str, Any] | None = None,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A page of the desk (or, for htmx, the fragment that `template` is), never kept by anybody.

    Templates find `t` and `counted` for words, `number` for numbers, `in_words` for sentences of the
    library, `me` for who is signed in, `rooms` for the navigation.
    """
    language = desk_language(request, signed_in)
    other = next(name for name in LANGUAGES if name != language)
    common: dict[str, Any] = {
        "language": language,
        "other_language": other,
        "in_other_language": _other_language(request, other),
        "t": partial(words.word, language),
        "counted": partial(words.counted, language),
        "number": partial(languages.number_text, language),
        "in_words": partial(_in_language, language),
        "me": signed_in,
        "rooms": _open_rooms(request, signed_in),
        "here": request.url.path,
        "settings": request.app.state.settings,
        "is_demo": request.app.state.is_demo,
        "ways": request.app.state.ways,
        "is_fragment": request.headers.get("hx-request") == "true",
        "scripts": [address_of(name) for name in _SCRIPTS],
        "styles": [address_of(name) for name in _STYLES],
        "script_of": address_of,
    }
    html = _templates().get_template(template).render(common | dict(values or {})).encode()
    sent = {
        "Content-Security-Policy": POLICY,
        "Content-Language": language,
        "Cache-Control": "no-store",
        "Referrer-Policy": "same-origin",
        "Vary": "Accept-Language, Accept-Encoding, Cookie, HX-Request",
        **(headers or {}),
    }
    if takes_gzip(request.headers.get("accept-encoding", "")):
        html, sent["Content-Encoding"] = gzip.compress(html, 6, mtime=0), "gzip"
    return _keep_language(request, signed_in, Response(html, status, sent, "text/html; charset=utf-8"))


def go_to(request: Request, path: str) -> Response:
    """See another page after a form was taken; htmx loads it as a whole."""
    if request.headers.get("hx-request") == "true":
        return Response(b"", 204, {"HX-Redirect": path, "Cache-Control": "no-store"})
    return RedirectResponse(path, 303, {"Cache-Control": "no-store"})


def _in_language(language: str, sentence: str) -> str:
    return in_language(sentence, language)


def _open_rooms(request: Request, signed_in: SignedIn | None) -> list[Room]:
    """The rooms that the navigation offers to who is signed in."""
    rooms: tuple[Room, ...] = request.app.state.desk_rooms
    if signed_in is None or signed_in.needs:
        return []
    return [room for room in rooms if room.path and room.is_open(signed_in.rights)]


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("signage_api.desk"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, auto_reload=False,
    )  # fmt: skip
