"""The hot path: scans are answered here, in front of the router, on the bare ASGI protocol.

`/{CODE}`, `/{CODE}.json`, `/{CODE}/found`, `/` and the operator's statements are answered, also at the
addresses that they have in a publication (`/{CODE}/en/`, `/card/en/{ID}.vcf`, `/area/{ID}.pdf`); everything
else goes on to the application behind.
Nothing of the `Host` header is ever used.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from typing import Any

from signage import languages
from signage.domain.validity import LOCAL
from signage.errors import Unavailable
from signage.services.rights import Rights
from signage.services.scan_counts import ScanCounts
from signage.settings import Settings
from signage.store import Store
from signage_api.bearers import nobody_may
from signage_api.visitor.answers import Answer
from signage_api.visitor.copies import Instead
from signage_api.visitor.kept_pages import Page
from signage_api.visitor.paths import Route, route_of
from signage_api.visitor.rendering import Order
from signage_api.visitor.sending import packed_for, send_answer, send_page, send_plain
from signage_api.visitor.visits import Visits
from signage_api.visitor.wishes import Reader, plain_wish, query_of, reader_of

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

_log = logging.getLogger("signage.scan")
ORDERS: Mapping[str, Order] = {"number": "number", "way": "way"}
_MADE_FOR_ONE = {"q", "order", "as_of"}
_LONGEST_PLAIN = 2000
_PLAIN_LINE = len(b"GET /12345678 HTTP/1.1")


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
            "plan": self.visits.plan,
            "script": self.visits.script,
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
        self.visits.page(token, languages.DEFAULT, ("br", "gzip"))  # Brotli is loaded then, too

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
        route, wish = route_of(line[4:-9].decode("latin-1")), plain_wish(fields)
        if wish is None or route is None or route[0] != "page":
            return None
        packings, language = wish
        try:
            page = self.visits.page(route[1], language, packings)
        except Exception:  # noqa: BLE001 - the long way says in words what has failed
            return None
        if not isinstance(page, Page) or (form := page.form(packings)) is None:
            return None
        self.counts.add(route[1], page.day, language)
        return form.head, form.packed.body

    def close(self) -> None:
        """Write the counts that wait and give the store's connection back."""
        self._searching.shutdown(cancel_futures=True)
        self.counts.close()
        self.visits.close()

    async def _visit(self, route: Route, scope: Scope, send: Send) -> None:
        method = scope["method"]
        if method not in ("GET", "HEAD"):
            await send_plain(send, 405, [(b"allow", b"GET, HEAD"), *self.visits.security])
            return
        reader, query = reader_of(scope), query_of(scope["query_string"])
        reader = reader._replace(language=_language(route, query, reader.language))
        if self.visits.waits:
            found = await asyncio.to_thread(self._answer, route, query, reader)
        elif query and query.keys() & _MADE_FOR_ONE:
            found = await asyncio.get_running_loop().run_in_executor(
                self._searching, self._answer, route, query, reader
            )
        else:
            found = self._answer(route, query, reader)
        if isinstance(found, Page):
            if method == "GET" and "uncounted" not in query:  # as `signage verify` asks
                self.counts.add(route[1], found.day, reader.language)
            await send_page(send, found, method, reader)
        else:
            await send_answer(send, _keeping_language(found, query), method)

    def _answer(self, route: Route, query: dict[str, str], reader: Reader) -> Page | Answer:
        found = self._made(route, query, reader)
        return found if isinstance(found, Page) else packed_for(found, reader.packings)

    def _made(self, route: Route, query: dict[str, str], reader: Reader) -> Page | Answer:
        try:
            return self._answer_from_store(route, query, reader)
        except Unavailable as error:
            _log.warning("a scan was not answered: %s", error)
            return self._instead.answer(route, reader.language, 503)
        except Exception:  # noqa: BLE001 - the last resort
            # Who stands at a sign at night gets a page in words, whatever happened.
            _log.exception("a scan failed")
            return self._instead.answer(route, reader.language, 500)

    def _answer_from_store(self, route: Route, query: dict[str, str], reader: Reader) -> Page | Answer:
        kind, token, _ = route
        language = reader.language
        if kind == "page" and not (query and query.keys() & _MADE_FOR_ONE):
            return self.visits.page(token, language, reader.packings)
        if kind == "home":
            return self.visits.home(language, query.get("code", ""))
        if kind in self._others:
            return self._others[kind](token, language)
        text = query.get("q", "").replace("\0", " ").strip()
        if kind == "found":
            return self.visits.found(token, language, text, is_finished="done" in query)
        if "as_of" in query:
            return self.visits.as_of(token, language, query["as_of"], reader.asker, as_data=kind == "data")
        if kind == "data":
            return self.visits.data(token, language)
        order = ORDERS.get(query.get("order", ""), "")
        if text or order:
            return self.visits.asked(token, language, text, order)
        return self.visits.page(token, language, reader.packings)


def _language(route: Route, query: dict[str, str], liked: str) -> str:
    """The language asked for by link, else the one of the path, else the one that the browser likes."""
    asked = query.get("lang", "")
    return asked if asked in languages.languages() else route[2] or liked


def _keeping_language(found: Answer, query: dict[str, str]) -> Answer:
    """A redirection takes a language that was asked for by link along."""
    if found.status != 302 or query.get("lang") not in languages.languages():
        return found
    kept = f"?lang={query['lang']}".encode()
    headers = [(name, value + kept if name == b"location" else value) for name, value in found.headers]
    return Answer(found.status, headers, found.body)
