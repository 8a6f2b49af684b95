"""What stands between server and routes: request id, body limit, security headers, log, the last resort."""

import secrets
from time import perf_counter
from typing import Any

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from signage.errors import Said
from signage_api import headers, problems
from signage_api.logs import LOGGER, shown_path


class Shell:
    """Wraps an ASGI app; knows nothing of its routes."""

    def __init__(self, app: ASGIApp, *, public_url: str, max_body_mb: int) -> None:
        self._app = app
        self._headers = headers.security_headers(public_url)
        self._limit = max_body_mb << 20

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope["request_id"] = secrets.token_hex(8)
        await _Exchange(self._app, self._headers, self._limit, scope, receive, send).run()


class _Exchange:
    """One request and its answer."""

    def __init__(
        self, app: ASGIApp, wanted: headers.Pairs, limit: int, scope: Scope, receive: Receive, send: Send
    ) -> None:
        self._app, self._limit, self._scope = app, limit, scope
        self._receive_next, self._send_next = receive, send
        self._headers = [*wanted, (b"x-request-id", scope["request_id"].encode())]
        self._taken = 0
        self._status = 0

    async def run(self) -> None:
        began = perf_counter()
        try:
            if self._announced() > self._limit:
                # Nothing of the body is read: the answer does not wait for it.
                await self._problem(too_large(self._limit))
            else:
                await self._app(self._scope, self._receive, self._send)
        except problems.TooLarge as error:
            await self._problem(error)
        except Exception as error:  # noqa: BLE001 - the last resort: an answer in words for whatever happens
            fields = {"request_id": self._scope["request_id"]}
            LOGGER.error("failed", exc_info=error, extra={"fields": fields})
            await self._unforeseen(error)
        self._log(perf_counter() - began)

    def _announced(self) -> int:
        for name, value in self._scope["headers"]:
            if name == b"content-length" and value.isdigit():
                return int(value)
        return 0

    async def _receive(self) -> Message:
        message = await self._receive_next()
        self._taken += len(message.get("body", b""))
        if self._taken > self._limit:
            raise too_large(self._limit)
        return message

    async def _send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._status = message["status"]
            message = {**message, "headers": headers.with_missing(list(message["headers"]), self._headers)}
        elif self._scope["method"] == "HEAD":
            message = {**message, "body": b""}
        await self._send_next(message)

    async def _problem(self, error: problems.TooLarge) -> None:
        await self._answer(problems.for_error(Request(self._scope), error))

    async def _unforeseen(self, error: Exception) -> None:
        await self._answer(problems.unforeseen(Request(self._scope), error))

    async def _answer(self, response: Any) -> None:
        if not self._status:
            await response(self._scope, self._receive_next, self._send)

    def _log(self, seconds: float) -> None:
        fields = {
            "method": self._scope["method"],
            "path": shown_path(self._scope["path"]),
            "status": self._status,
        }
        fields |= {"ms": round(seconds * 1000, 1), "request_id": self._scope["request_id"]}
        LOGGER.info("request", extra={"fields": fields})


def too_large(limit: int) -> problems.TooLarge:
    """The refusal of a body of more than `limit` bytes."""
    return problems.TooLarge(
        Said(
            f"Mehr als {limit >> 20} MB auf einmal nimmt dieser Dienst nicht. Bitte aufteilen.",
            f"This service takes no more than {limit >> 20} MB at a time. Please split the data.",
        )
    )
