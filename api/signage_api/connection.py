"""HTTP/1.1 on one connection: finished pages are handed out at once, everything else goes the way of ASGI.

A scan is a small GET that arrives whole. Where its page is at hand, it is answered within the call that
brings it: no task, no scope, no second thread.
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from signage_api.headers import head_lines, security_headers

LONGEST_ADDRESS = 65_534
MOST_FIELDS = 100
_LONGEST_FIELDS = 1 << 16
_LONGEST_UNFINISHED = 1 << 19
IDLE_S = 20
_MOST_STALLED = 3  # looks, half of that apart, at an answer of which nothing more is taken


class Refused(Exception):
    """A request that is none, or too long; `status` is 400, 414 or 431."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Connection(HttpToolsProtocol):
    """Of uvicorn's protocol, with the short way in front; `config.loaded_app` is a `Service`."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        service: Any = self.app
        self._at_once = service.at_once
        # What has once taken the long way stays on it: uvicorn then knows what stands in the line.
        self._is_plain = True
        self._has_asked = self._has_waited = False
        self._status = 400
        self._fields = self._field_bytes = self._unfinished = self._hosts = 0
        self._untaken = self._stalled = 0
        self._in_head = False
        self._watch: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """See asyncio.Protocol."""
        super().connection_made(transport)
        self._watch = self.loop.call_later(IDLE_S / 2, self._close_when_idle)

    def connection_lost(self, exc: Exception | None) -> None:
        """See asyncio.Protocol."""
        if self._watch is not None:
            self._watch.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """See asyncio.Protocol."""
        if self._is_plain:
            if not self.flow.write_paused and (found := self._at_once(data)) is not None:
                self._has_asked = True
                head, body = found
                self.transport.write(b"".join((head, self._dated(), b"\r\n", body)))
                return
            self._is_plain = False
        super().data_received(data)
        if self._in_head:
            self._unfinished += len(data)
            if self._unfinished > _LONGEST_UNFINISHED and not self.transport.is_closing():
                self._status = 431
                self.send_400_response("")

    def on_message_begin(self) -> None:
        """See httptools."""
        self._fields = self._field_bytes = self._unfinished = self._hosts = 0
        self._in_head = True
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        """See httptools."""
        super().on_url(url)
        if len(self.url) > LONGEST_ADDRESS:
            self._refuse(414)

    def on_header(self, name: bytes, value: bytes) -> None:
        """See httptools."""
        self._fields += 1
        self._field_bytes += len(name) + len(value)
        self._hosts += name.lower() == b"host"
        if self._fields > MOST_FIELDS or self._field_bytes > _LONGEST_FIELDS:
            self._refuse(431)
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """See httptools."""
        self._in_head = self._has_waited = False
        if self._hosts != 1 and self.parser.get_http_version() == "1.1":
            self._refuse(400)  # RFC 9112, 3.2
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002  it says no more than the status
        """Refuse what is no request: with the headers that every answer has, and without a word."""
        self.transport.write(b"".join((STATUS_LINE[self._status], self._dated(), _REFUSAL, b"\r\n")))
        self.transport.close()

    def _dated(self) -> bytes:
        """The lines of what uvicorn adds to every answer: the date, by the second."""
        return head_lines(tuple(self.server_state.default_headers))

    def _refuse(self, status: int) -> None:
        self._status = status
        raise Refused(status)

    def _close_when_idle(self) -> None:
        """End what asks for nothing or never finishes asking at two looks in turn, or takes nothing of its
        answer. Uvicorn itself ends what it has answered, unless more came that is no request.
        """
        self._watch = self.loop.call_later(IDLE_S / 2, self._close_when_idle)
        if self._is_stalled():
            self.transport.abort()
            return
        cycle: Any = self.cycle
        answered = cycle is None or cycle.response_complete
        waits = answered and not self._has_asked and self.timeout_keep_alive_task is None
        if waits and self._has_waited:
            self.transport.close()
        self._has_waited, self._has_asked = waits, False

    def _is_stalled(self) -> bool:
        """Whether the reader has taken nothing of what waits for it during several looks."""
        untaken, before = self.transport.get_write_buffer_size(), self._untaken
        self._untaken = untaken
        self._stalled = self._stalled + 1 if untaken and untaken >= before > 0 else 0
        return self._stalled >= _MOST_STALLED


# That the service is reached by https does not show here, so what a proxy has to add is left to it.
_REFUSAL = head_lines(
    ((b"content-length", b"0"), (b"connection", b"close"), *security_headers("http://localhost"))
)
