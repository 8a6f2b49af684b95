"""An answer on its way: packed as the reader takes it, without a body to HEAD, 304 to who holds it."""

import zlib
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from signage_api.headers import matches
from signage_api.visitor.answers import Answer
from signage_api.visitor.kept_pages import Page
from signage_api.visitor.wishes import Reader

Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


async def send_page(send: Send, page: Page, method: str, reader: Reader) -> None:
    """A finished page; 304 when the reader has it already."""
    etags = page.etags(reader.packings)
    if reader.unless:
        unless = reader.unless.decode("latin-1")
        held = next((etag for etag in etags if matches(unless, etag.decode())), None)
        if held is not None:
            await send_plain(send, 304, _unchanged(page.packed, held))
            return
    form = page.form(reader.packings)
    found = form.packed if form else _unpacked(page.packed, etags[0])
    await send_answer(send, found, method, packed=True)


def _unchanged(found: Answer, etag: bytes) -> list[tuple[bytes, bytes]]:
    """The headers of a 304."""
    return [
        (name, etag if name == b"etag" else value)
        for name, value in found.headers
        if not name.startswith(b"content-") or b"policy" in name
    ]


async def send_answer(send: Send, found: Answer, method: str, *, packed: bool) -> None:
    """An answer; as plain text to who takes nothing `packed`."""
    if not packed and (b"content-encoding", b"gzip") in found.headers:
        found = _unpacked(found, None)
    await send({"type": "http.response.start", "status": found.status, "headers": list(found.headers)})
    await send({"type": "http.response.body", "body": b"" if method == "HEAD" else found.body})


async def send_plain(send: Send, status: int, headers: list[tuple[bytes, bytes]]) -> None:
    """An answer without a body."""
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


def _unpacked(found: Answer, etag: bytes | None) -> Answer:
    """The same answer for a reader who takes nothing packed."""
    body = zlib.decompress(found.body, 31)
    changed = {b"content-length": str(len(body)).encode(), b"etag": etag}
    headers = [
        (name, changed.get(name) or value) for name, value in found.headers if name != b"content-encoding"
    ]
    return Answer(found.status, headers, body)
