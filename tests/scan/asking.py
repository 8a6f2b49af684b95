"""Asking an ASGI app in-process, without a server or a client library between."""

import asyncio
import gzip
import json
from dataclasses import dataclass
from typing import Any

import brotli

from signage_api.scanning import App, ScanFirst


@dataclass(frozen=True)
class Reply:
    """What came back; `text` is unpacked."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        unpack = {"gzip": gzip.decompress, "br": brotli.decompress, "": bytes}
        body: bytes = unpack[self.headers.get("content-encoding", "")](self.body)
        return body.decode()

    @property
    def data(self) -> Any:
        return json.loads(self.text)


def ask(app: ScanFirst, path: str, method: str = "GET", **headers: str) -> Reply:
    """One request; header names are given with underscores, a query stands in the path."""
    return asyncio.run(requested(app, path, method, **headers))


async def requested(app: ScanFirst, path: str, method: str = "GET", **headers: str) -> Reply:
    """As `ask`, in an event loop that runs already."""
    path, _, query = path.partition("?")
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": query.encode(),
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()],
    }
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, send)
    named = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return Reply(sent[0]["status"], named, b"".join(message.get("body", b"") for message in sent[1:]))


def behind(answered: list[str]) -> App:
    """An application behind the scans that notes what reaches it and answers 418."""

    async def app(scope: Any, receive: Any, send: Any) -> None:
        answered.append(scope["path"])
        await send({"type": "http.response.start", "status": 418, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    return app
