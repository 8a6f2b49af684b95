"""Answers while the store is gone: what was published last, else that there is nothing to show."""

import logging
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

from signage import languages
from signage.services.publishing.last_copy import LastCopy
from signage.settings import Settings
from signage_api.visitor.answers import JPEG, PDF, SCRIPT, VCARD, Answer
from signage_api.visitor.paths import Route, route_of
from signage_api.visitor.rendering import Renderer
from signage_api.visitor.replies import Replies
from signage_api.visitor.sending import Send, packed_for, send_answer
from signage_api.visitor.wishes import query_of, reader_of

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]

_log = logging.getLogger("signage.scan")


class Instead:
    """What was published last, while the store does not answer; else that it does not."""

    def __init__(self, replies: Replies, settings: Settings) -> None:
        self.replies = replies
        self.copy = LastCopy(Path(settings.publication)) if settings.publication else None

    def answer(self, route: Route, language: str, status: int = 503) -> Answer:
        """The published page or data of a code, else `status` in words."""
        kind, token, _ = route
        try:
            if kind == "page" and self.copy and (page := self.copy.page(token, language)):
                return self.replies.copied(page, language)
            if kind == "data" and self.copy and (body := self.copy.data(token)):
                return self.replies.copied_data(body)
            body, said = _lies_beside(self.copy, route, language) if self.copy else (None, b"")
            if body:
                return self.replies.copied_file(body, said)
        except Exception as error:  # noqa: BLE001 - files that somebody else keeps may hold anything
            _log.warning("the last published copy cannot be read: %r", error)
        if kind == "data":
            return self.replies.no_data_now(token, language, status)
        return self.replies.unavailable(language, status)


def _lies_beside(copy: LastCopy, route: Route, language: str) -> tuple[bytes | None, bytes]:
    """What a published page leads to or shows, and its type; nothing where it was not published."""
    kind, name, written_in = route
    if kind == "card":
        return copy.card(name, language), VCARD
    if kind == "picture":
        return copy.picture(name), JPEG
    if kind == "plan":
        return copy.plan(int(name), written_in), PDF
    if kind == "script":
        return copy.script(), SCRIPT
    return None, b""


class CopiesFirst:
    """Answers for a service whose store was gone at its start: codes by their last published copy, everything
    else with 503.
    """

    def __init__(self, settings: Settings) -> None:
        self._instead = Instead(Replies(Renderer(settings), settings), settings)

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        """ASGI."""
        path, method = scope["path"], scope["method"]
        reader = reader_of(scope)
        asked = query_of(scope["query_string"]).get("lang")
        language = asked if asked in languages.languages() else reader.language
        # Only what has the form of a code names a file.
        if method in ("GET", "HEAD") and (route := route_of(path)) is not None:
            found = self._instead.answer(route, route[2] or language)
        elif path.startswith("/api/"):
            found = self._instead.replies.no_data_now(path[1:], language)
        else:
            found = self._instead.replies.unavailable(language)
        await send_answer(send, packed_for(found, reader.packings), method)
