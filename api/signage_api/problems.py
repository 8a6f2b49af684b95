"""Errors as answers: problem+json (RFC 9457) for programs, a friendly page for a browser.

Words are German, or English for a reader who prefers it. An error that nobody foresaw is a fixed sentence
and a request id.
"""

import logging
import re
from collections.abc import Mapping, Sequence
from functools import cache, partial
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Match

from signage import errors, languages
from signage.errors import Said, SignageError
from signage.languages.desk import word
from signage_api.features import as_json
from signage_api.headers import page_policy

LANGUAGES = ("de", "en")
PROBLEM_JSON = "application/problem+json"


class TooLarge(errors.InvalidInput):
    """The request's body is larger than this service takes."""


class NotAllowedHere(errors.InvalidInput):
    """The address exists, but not for this method."""


class Unreadable(errors.InvalidInput):
    """The request's body is not what it says it is."""


class WrongKind(errors.InvalidInput):
    """The request's body is of a kind that this service does not read."""


class VersionMissing(errors.InvalidInput):
    """A change must name the version it saw."""


class VersionMovedOn(errors.StaleVersion):
    """A stale version; its `current` holds both versions, and of the row what the reader may see."""


class SeveralRefused(errors.RowsRefused):
    """Several rows that cannot be taken; `shown` is what the reader is told of each."""

    def __init__(self, message: Said, shown: Sequence[Mapping[str, Any]]) -> None:
        super().__init__(message, {})
        self.shown = list(shown)


_log = logging.getLogger("signage.api")
STATUS: Mapping[type[Exception], int] = {
    errors.SignageError: 500,
    errors.InvalidInput: 422,
    errors.TableNeeded: 422,
    errors.UntrustedFile: 422,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.StaleVersion: 409,
    errors.Denied: 401,
    errors.Forbidden: 403,
    errors.Unavailable: 503,
    errors.StoreOutdated: 503,
    errors.StoreTooNew: 503,
    TooLarge: 413,
    NotAllowedHere: 405,
    VersionMissing: 428,
    Unreadable: 400,
    WrongKind: 415,
}

TITLES: Mapping[int, Said] = {
    400: Said("Die Anfrage ist nicht lesbar", "The request cannot be read"),
    401: Said("Hier fehlt die Berechtigung", "This is for staff"),
    403: Said("Dafür reichen Ihre Rechte nicht", "Your rights do not go so far"),
    404: Said("Das gibt es hier nicht", "There is no such thing here"),
    405: Said("So geht es hier nicht", "This cannot be done here"),
    409: Said("Das passt nicht zum jetzigen Stand", "This does not fit what is stored now"),
    410: Said("Das gibt es hier nicht mehr", "This is here no longer"),
    413: Said("Die Anfrage ist zu groß", "The request is too large"),
    415: Said("Dieses Format wird hier nicht gelesen", "This format is not read here"),
    422: Said("Einige Angaben stimmen nicht", "Some of the data are not right"),
    428: Said("Die Fassung fehlt", "The version is missing"),
    500: Said("Da ist etwas schiefgegangen", "Something went wrong"),
    503: Said("Der Bestand ist gerade nicht erreichbar", "The inventory cannot be reached at the moment"),
}

NOTHING_HERE = Said("Unter dieser Adresse gibt es nichts.", "There is nothing at this address.")
WENT_WRONG = Said(
    "Der Fehler liegt bei uns und ist vermerkt. Bitte nennen Sie bei Rückfragen die Kennung der Anfrage.",
    "The fault is ours and has been noted. If you ask about it, please name the request id.",
)

_FOR_STAFF = ("/desk/", "/people/", "/account/")
# What somebody at a sign may run into: a mistyped address, a fault of ours.
_FOR_VISITORS = {404: "problem.nothing", 410: "problem.nothing", 500: "problem.failed", 503: "problem.failed"}


def language_of(request: Request) -> str:
    """The language in which the reader is answered: German unless English is preferred."""
    return languages.choose(request.headers.get("accept-language", ""), LANGUAGES)


def in_language(sentence: str, language: str) -> str:
    """The sentence as the reader reads it; one that knows no English stays German."""
    return sentence.english if language == "en" and isinstance(sentence, Said) else str(sentence)


def problem(status: int, detail: str, language: str, instance: str, *, kind: str = "") -> dict[str, Any]:
    """What every problem says (RFC 9457), in the reader's language; `instance` is the path asked for."""
    return {
        "type": f"urn:signage:problem:{kind or status}",
        "title": in_language(TITLES.get(status, TITLES[400 if status < 500 else 500]), language),
        "status": status,
        "detail": in_language(detail, language),
        "instance": instance,
    }


def answer(
    request: Request, status: int, detail: str, more: Mapping[str, Any] | None = None, *, kind: str = ""
) -> Response:
    """The problem as JSON, or as a page when a browser asks for one outside the API."""
    language = language_of(request)
    body = problem(status, detail, language, request.url.path, kind=kind)
    body |= {"request_id": request.scope.get("request_id", "")}
    if wants_page(request):
        return page(status, body, language, languages.choose(request.headers.get("accept-language", "")))
    headers = {"Content-Language": language, "Vary": "Accept-Language", "Cache-Control": "no-store"}
    return Response(as_json(body | dict(more or {})), status, headers, PROBLEM_JSON)


def wants_page(request: Request) -> bool:
    """Whether a browser shows the answer to a person."""
    return "text/html" in request.headers.get("accept", "") and not request.url.path.startswith("/api/v1")


def page(status: int, body: Mapping[str, Any], language: str, reader: str) -> Response:
    """The same problem as a page: as `body` says it in `language`, and what visitors may meet in the reader's
    own. On the pages of staff it leads back to the desk.
    """
    is_staff = f"{body['instance']}/".startswith(_FOR_STAFF)
    if not is_staff and reader not in LANGUAGES and (sentence := _FOR_VISITORS.get(status)):
        language = reader
        said = {
            "title": languages.text(reader, f"{sentence}_title"),
            "detail": languages.text(reader, sentence),
        }
        body = {**body, **said}
    text = _template().render(
        problem=body,
        language=language,
        style=style_sheet(),
        t=partial(languages.text, language),
        to_desk=word(language, "frame.to_desk") if is_staff else "",
    )
    headers = {"Content-Language": language, "Vary": "Accept-Language, Accept", "Cache-Control": "no-store"}
    headers["Content-Security-Policy"] = page_policy(style=style_sheet())
    return Response(text, status, headers, "text/html; charset=utf-8")


@cache
def _template() -> Any:
    loader = PackageLoader("signage_api", "templates")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined).get_template("problem.html")


@cache
def style_sheet() -> str:
    """The style of the service's own small pages; it stands inside them, so that one answer is the whole."""
    return files("signage_api").joinpath("templates", "page.css").read_text("utf-8")


def for_error(request: Request, error: SignageError) -> Response:
    """The answer to an error of the library."""
    known = next(kind for kind in type(error).__mro__ if kind in STATUS)
    status, more = STATUS[known], _more(error, language_of(request))
    detail = error.public if isinstance(error, errors.Unavailable) else error.message
    if detail is not error.message:
        _log.warning("%s %s: %s", request.method, request.url.path, error.message)
    response = answer(request, status, detail, more, kind=_slug(known))
    if status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="signage"'
    if status == 503:
        response.headers["Retry-After"] = "5"
    return response


def _slug(kind: type[Exception]) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "-", kind.__name__).lower()


def _more(error: SignageError, language: str) -> dict[str, Any]:
    if isinstance(error, SeveralRefused):
        return {"refused": error.shown}
    if isinstance(error, errors.TableNeeded):
        return {"tables": error.tables}
    if isinstance(error, errors.InvalidInput) and error.problems:
        return {"problems": {name: in_language(text, language) for name, text in error.problems.items()}}
    if isinstance(error, VersionMovedOn):
        return dict(error.current)
    return {}


def install(api: Starlette) -> None:
    """Answer every error of `api` as a problem."""
    api.add_exception_handler(SignageError, _of_library)
    api.add_exception_handler(HTTPException, _of_framework)
    api.add_exception_handler(ClientDisconnect, _to_nobody)
    api.add_exception_handler(Exception, unforeseen)


def _of_library(request: Request, error: Exception) -> Response:
    assert isinstance(error, SignageError)
    return for_error(request, error)


def _of_framework(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 404:
        return answer(request, 404, NOTHING_HERE)
    if error.status_code == 405:
        methods = _methods_here(request)
        response = answer(request, 405, _other_methods(methods))
        response.headers["Allow"] = methods
        return response
    return answer(request, error.status_code, str(error.detail))


def _to_nobody(_request: Request, _error: Exception) -> Response:
    """Who asked is gone; the number stands in the log only, as nginx writes it there."""
    return Response(status_code=499)


def _methods_here(request: Request) -> str:
    """Every method of this address; the framework names those of one route only."""
    routes = [route for route in request.app.routes if route.matches(request.scope)[0] is not Match.NONE]
    return ", ".join(sorted({method for route in routes for method in route.methods or ()} - {"DELETE"}))


def _other_methods(methods: str) -> Said:
    return Said(f"Diese Adresse kennt nur {methods}.", f"This address knows {methods} only.")


def unforeseen(request: Request, _error: Exception) -> Response:
    """The answer to an error that nobody foresaw; its text goes to the log only."""
    return answer(request, 500, WENT_WRONG)
