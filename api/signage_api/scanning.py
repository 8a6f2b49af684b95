"""The hot path: scans are answered here, in front of the router, on the bare ASGI protocol.

`/{CODE}`, `/{CODE}.json`, `/` and the operator's statements are answered, also at the addresses that they
have in a publication (`/{CODE}/en/`, `/card/en/{ID}.vcf`); everything else goes on to the application behind.
Nothing of the `Host` header is ever used.
"""

import asyncio
import logging
import re
import time
import zlib
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from signage import languages
from signage.codes import token as tokens
from signage.domain.validity import LOCAL
from signage.errors import InvalidInput, Unavailable
from signage.services.publishing.last_copy import LastCopy
from signage.services.rights import Rights
from signage.services.scan_counts import ScanCounts
from signage.settings import Settings
from signage.store import Store
from signage_api.bearers import Asker, nobody_may
from signage_api.headers import matches, takes_gzip
from signage_api.visitor.answers import JPEG, VCARD, Answer
from signage_api.visitor.kept_pages import Page
from signage_api.visitor.legal import PATHS
from signage_api.visitor.rendering import Order, Renderer
from signage_api.visitor.replies import Replies
from signage_api.visitor.visits import Visits

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

_log = logging.getLogger("signage.scan")
_LOOKS_LIKE_A_CODE = re.compile(r"(?=(?:[^0-9]*[0-9]){2})[0-9A-Za-z]{4}[-\s]?[0-9A-Za-z]{4}")


_CARD = re.compile(r"card/(?:([a-z-]+)/)?([1-9][0-9]{0,8})\.vcf", re.ASCII)
_SUFFIXES = {"json": "data", "jpg": "picture"}


class LocalDay:
    """The day at the signs, asked for thousands of times a second: worked out once a day."""

    def __init__(self) -> None:
        self._day, self._ends = date.min, 0.0

    def __call__(self) -> date:
        """The calendar day in Europe/Berlin."""
        now = time.time()
        if not self._ends - 86_400 * 2 < now < self._ends:
            here = datetime.fromtimestamp(now, LOCAL)
            self._day = here.date()
            tomorrow = datetime(here.year, here.month, here.day, tzinfo=LOCAL) + timedelta(days=1)
            self._ends = tomorrow.timestamp()
        return self._day


class Instead:
    """What was published last, while the store does not answer; else that it does not."""

    def __init__(self, replies: Replies, settings: Settings) -> None:
        self.replies = replies
        self.copy = LastCopy(Path(settings.publication)) if settings.publication else None

    def answer(self, route: "Route", language: str, status: int = 503) -> Answer:
        """The published page or data of a code, else `status` in words."""
        kind, token, _ = route
        try:
            if kind == "page" and self.copy and (page := self.copy.page(token, language)):
                return self.replies.copied(page, language)
            if kind == "data" and self.copy and (body := self.copy.data(token)):
                return self.replies.copied_data(body)
            if kind == "card" and self.copy and (body := self.copy.card(token, language)):
                return self.replies.copied_file(body, VCARD)
            if kind == "picture" and self.copy and (body := self.copy.picture(token)):
                return self.replies.copied_file(body, JPEG)
        except Exception as error:  # noqa: BLE001 - files that somebody else keeps may hold anything
            _log.warning("the last published copy cannot be read: %r", error)
        if kind == "data":
            return self.replies.no_data_now(token, language, status)
        return self.replies.unavailable(language, status)


class CopiesFirst:
    """Answers for a service whose store was gone at its start: codes by their last published copy, everything
    else with 503.
    """

    def __init__(self, settings: Settings) -> None:
        self._instead = Instead(Replies(Renderer(settings), settings), settings)

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        """ASGI."""
        path, method = scope["path"], scope["method"]
        packed, language, _, _ = _wishes(scope)
        asked = _query(scope["query_string"]).get("lang")
        language = asked if asked in languages.languages() else language
        # Only what has the form of a code names a file.
        if method in ("GET", "HEAD") and (route := route_of(path)) is not None:
            found = self._instead.answer(route, route[2] or language)
        elif path.startswith("/api/"):
            found = self._instead.replies.no_data_now(path[1:], language)
        else:
            found = self._instead.replies.unavailable(language)
        await _send(send, found, method, packed=packed)


class ScanFirst:
    """Answers scans before `app` sees them; to be closed before the store."""

    def __init__(
        self,
        app: App,
        store: Store,
        settings: Settings,
        *,
        authorise: Callable[[str], Rights] = nobody_may,
        recognise: Callable[[str], Rights] = nobody_may,
        today: Callable[[], date] | None = None,
    ) -> None:
        self._app = app
        self._today = today or LocalDay()
        self.visits = Visits(store, settings, today=self._today, authorise=authorise, recognise=recognise)
        self._instead = Instead(self.visits, settings)
        self.counts = ScanCounts(store, settings.scan_flush_seconds)
        # One at a time: each thread would take memory of its own.
        self._searching = ThreadPoolExecutor(1, "search")
        self._others = {
            "card": self.visits.card,
            "legal": self.visits.legal,
            "picture": self.visits.picture,
            "unreadable": self.visits.unreadable,
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        route = route_of(scope["path"]) if scope["type"] == "http" else None
        if route is None:
            await self._app(scope, receive, send)
        else:
            await self._visit(route, scope, send)

    def get_ready(self, token: str) -> None:
        """Make the page of a code, so that the first visitor waits for no template and no statement."""
        self.visits.page(token, languages.DEFAULT)

    def at_once(self, request: bytes) -> tuple[bytes, bytes] | None:
        """The beginning and the body of the answer to a GET of a live code's page that arrived whole and says
        nothing unusual; None where the long way, `__call__`, has to answer.

        `request` are the bytes of HTTP/1.1; the fields that the server adds go between the two.
        """
        if len(request) > _LONGEST_PLAIN or self.visits.waits:
            return None
        line, _, fields = request.partition(b"\r\n")
        if len(line) != _PLAIN_LINE or line[-9:] != b" HTTP/1.1" or line[:5] != b"GET /":
            return None
        route, language = route_of(line[4:-9].decode("latin-1")), _plain_language(fields)
        if language is None or route is None or route[0] != "page":
            return None
        try:
            page = self.visits.page(route[1], language)
        except Exception:  # noqa: BLE001 - the long way says in words what has failed
            return None
        if not isinstance(page, Page):
            return None
        self.counts.add(route[1], page.day, language)
        return page.head, page.packed.body

    def close(self) -> None:
        """Write the counts that wait and give the store's connection back."""
        self._searching.shutdown(cancel_futures=True)
        self.counts.close()
        self.visits.close()

    async def _visit(self, route: "Route", scope: Scope, send: Send) -> None:
        method = scope["method"]
        if method not in ("GET", "HEAD"):
            await _send_plain(send, 405, [(b"allow", b"GET, HEAD"), *self.visits.security])
            return
        packed, language, unless, asker = _wishes(scope)
        query = _query(scope["query_string"])
        language = route[2] or language
        if query and query.get("lang") in languages.languages():
            language = query["lang"]
        if self.visits.waits:
            found = await asyncio.to_thread(self._answer, route, query, language, asker)
        elif query and query.keys() & {"q", "order", "as_of"}:
            found = await asyncio.get_running_loop().run_in_executor(
                self._searching, self._answer, route, query, language, asker
            )
        else:
            found = self._answer(route, query, language, asker)
        if isinstance(found, Page):
            if method == "GET" and "uncounted" not in query:  # as `signage verify` asks
                self.counts.add(route[1], found.day, language)
            await _send_page(send, found, method, packed, unless)
        else:
            await _send(send, _keeping_language(found, query), method, packed=packed)

    def _answer(self, route: "Route", query: dict[str, str], language: str, asker: Asker) -> Page | Answer:
        try:
            return self._answer_from_store(route, query, language, asker)
        except Unavailable as error:
            _log.warning("a scan was not answered: %s", error)
            return self._instead.answer(route, language, 503)
        except Exception:  # noqa: BLE001 - the last resort
            # Who stands at a sign at night gets a page in words, whatever happened.
            _log.exception("a scan failed")
            return self._instead.answer(route, language, 500)

    def _answer_from_store(
        self, route: "Route", query: dict[str, str], language: str, asker: Asker
    ) -> Page | Answer:
        kind, token, _ = route
        if kind == "page" and not (query and query.keys() & {"q", "order", "as_of"}):
            return self.visits.page(token, language)
        if kind == "home":
            return self.visits.home(language, query.get("code", ""))
        if kind in self._others:
            return self._others[kind](token, language)
        if "as_of" in query:
            return self.visits.as_of(token, language, query["as_of"], asker, as_data=kind == "data")
        if kind == "data":
            return self.visits.data(token, language)
        text, order = query.get("q", "").replace("\0", " ").strip(), ORDERS.get(query.get("order", ""), "")
        if text or order:
            return self.visits.asked(token, language, text, order)
        return self.visits.page(token, language)


ORDERS: Mapping[str, Order] = {"number": "number", "way": "way"}
Route = tuple[str, str, str]
_NAMED: dict[str, Route] = {"/": ("home", "", "")}
_NAMED |= {f"/{language}/": ("home", "", language) for language in languages.languages()}
for _path, _page in PATHS.items():
    _NAMED |= {_path: ("legal", _page, ""), f"{_path}/": ("legal", _page, "")}
    _NAMED |= {f"{_path}/{language}/": ("legal", _page, language) for language in languages.languages()}


def route_of(path: str) -> Route | None:
    """What a path asks for: ("page" | "data" | "picture" | "unreadable", code), ("card", id of a firm),
    ("home", ""), ("legal", page), each with the language if it names one; None for the application behind.
    """
    if (known := _NAMED.get(path)) is not None:
        return known
    # Only what may be a code is worth remembering, and short.
    return _route_of(path[1:]) if 9 <= len(path) <= 41 else None


@lru_cache(maxsize=512)
def _route_of(path: str) -> Route | None:
    name, folder, rest = path.partition("/")
    language = rest.removesuffix("/")
    if language and language not in languages.languages():
        found = _CARD.fullmatch(path)
        written = (found[1] or "") if found else ""
        return ("card", found[2], written) if found and written in ("", *languages.languages()) else None
    stem, _, suffix = name.partition(".")
    kind = _SUFFIXES.get(suffix) if not folder else None
    kind, name = (kind, stem) if kind else ("page", name)
    try:
        return kind, tokens.normalise(name), language
    except InvalidInput:
        looks = kind == "page" and _LOOKS_LIKE_A_CODE.fullmatch(name)
        return ("unreadable", re.sub(r"[-\s]", "", name).upper(), language) if looks else None


def _wishes(scope: Scope) -> tuple[bool, str, bytes, Asker]:
    """Whether gzip is taken, the language liked best, If-None-Match, and by what staff is known."""
    accepts, asked, unless, asker = _headers(scope["headers"])
    return *_preferences(accepts[:200], asked[:300]), unless, asker


def _headers(headers: list[tuple[bytes, bytes]]) -> tuple[bytes, bytes, bytes, Asker]:
    """Accept-Encoding, Accept-Language, If-None-Match, and by what staff is known."""
    accepts = asked = unless = b""
    bearer = cookies = ""
    for name, value in headers:
        if name == b"accept-encoding":
            accepts = value
        elif name == b"accept-language":
            asked = value
        elif name == b"if-none-match":
            unless = value
        elif name == b"authorization" and value[:7].lower() == b"bearer ":
            bearer = value[7:].decode("latin-1").strip()
        elif name == b"cookie":
            cookies = f"{cookies}; {value.decode('latin-1')}" if cookies else value.decode("latin-1")
    return accepts, asked, unless, Asker(bearer, cookies)


_LONGEST_PLAIN = 2000
_PLAIN_LINE = len(b"GET /12345678 HTTP/1.1")
# The fields of a request end with an empty line, and there is nothing behind it.
_FIELDS = re.compile(rb"(?:[!#$%&'*+.^_`|~0-9A-Za-z-]+:[^\r\n\0]*\r\n)+\r\n")
# With a body, a wish of another kind, or for a reader who holds the page already.
_UNUSUAL = re.compile(
    rb"^(?:content-length|transfer-encoding|expect|upgrade|authorization|if-none-match|connection:(?!\s*keep-alive\s*$))",
    re.IGNORECASE | re.MULTILINE,
)


@lru_cache(maxsize=512)
def _plain_language(fields: bytes) -> str | None:
    """The language wanted by a request with these header fields, if it is a plain one that takes gzip: most
    readers send one of a few.
    """
    if not _FIELDS.fullmatch(fields) or _UNUSUAL.search(fields):
        return None
    named = [line.partition(b":") for line in fields.lower().split(b"\r\n")]
    headers = [(name, value.strip()) for name, _, value in named]
    if [name for name, _ in headers].count(b"host") != 1:
        return None  # no request of HTTP/1.1
    accepts, asked, _, _ = _headers(headers)
    packed, language = _preferences(accepts[:200], asked[:300])
    return language if packed else None


@lru_cache(maxsize=512)
def _preferences(accepts: bytes, asked: bytes) -> tuple[bool, str]:
    """Whether gzip is taken, and the language liked best: most readers send one of a few pairs."""
    return takes_gzip(accepts.decode("latin-1")), languages.choose(asked.decode("latin-1"))


def _query(raw: bytes) -> dict[str, str]:
    if not raw:
        return {}
    try:
        pairs = parse_qs(raw[:2000].decode("utf-8", "replace"), max_num_fields=20)
    except ValueError:
        return {}
    return {name: values[-1] for name, values in pairs.items()}


def _keeping_language(found: Answer, query: dict[str, str]) -> Answer:
    """A redirection takes a language that was asked for by link along."""
    if found.status != 302 or query.get("lang") not in languages.languages():
        return found
    kept = f"?lang={query['lang']}".encode()
    headers = [(name, value + kept if name == b"location" else value) for name, value in found.headers]
    return Answer(found.status, headers, found.body)


async def _send_page(send: Send, page: Page, method: str, packed: bool, unless: bytes) -> None:
    """A finished page; 304 when the reader has it already."""
    etag = page.etag if packed else page.etag[:-1] + b'-i"'
    if unless and matches(unless.decode("latin-1"), etag.decode()):
        kept = [
            header
            for header in page.packed.headers
            if not header[0].startswith(b"content-") or b"policy" in header[0]
        ]
        await _send_plain(
            send, 304, [(name, etag) if name == b"etag" else (name, value) for name, value in kept]
        )
        return
    found = page.packed if packed else _unpacked(page.packed, etag)
    await _send(send, found, method, packed=True)


async def _send(send: Send, found: Answer, method: str, *, packed: bool) -> None:
    if not packed and (b"content-encoding", b"gzip") in found.headers:
        found = _unpacked(found, None)
    await send({"type": "http.response.start", "status": found.status, "headers": list(found.headers)})
    await send({"type": "http.response.body", "body": b"" if method == "HEAD" else found.body})


async def _send_plain(send: Send, status: int, headers: list[tuple[bytes, bytes]]) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


def _unpacked(found: Answer, etag: bytes | None) -> Answer:
    """The same answer for a reader without gzip."""
    body = zlib.decompress(found.body, 31)
    changed = {b"content-length": str(len(body)).encode(), b"etag": etag}
    headers = [
        (name, changed.get(name) or value) for name, value in found.headers if name != b"content-encoding"
    ]
    return Answer(found.status, headers, body)
