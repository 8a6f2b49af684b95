"""An answer on its way: packed as the reader takes it, without a body to HEAD, 304 to who holds it."""

import zlib
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from typing import Any

from signage.packing import QUICK, brotli_of
from signage_api import problems
from signage_api.headers import matches
from signage_api.visitor import answers
from signage_api.visitor.answers import Answer
from signage_api.visitor.kept_pages import Page
from signage_api.visitor.wishes import Reader

Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
_GZIP = 31
_ONE_PACKET = 600  # bytes that come in one packet with the headers, packed or not
_TEXTS = (answers.HTML, answers.JSON, answers.VCARD, answers.SCRIPT, problems.PROBLEM_JSON.encode())


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
    found = form.packed if form else _packed(page.packed, _plain(page.packed), "", etags[0])
    await send_answer(send, found, method)


def _unchanged(found: Answer, etag: bytes) -> list[tuple[bytes, bytes]]:
    """The headers of a 304."""
    return [
        (name, etag if name == b"etag" else value)
        for name, value in found.headers
        if not name.startswith(b"content-") or b"policy" in name
    ]


def packed_for(found: Answer, packings: Sequence[str]) -> Answer:
    """An answer made for one visit, as a reader takes it who takes `packings`, the one liked best first."""
    headers, wanted = dict(found.headers), packings[0] if packings else ""
    made = headers.get(b"content-encoding", b"").decode()
    is_text = len(found.body) > _ONE_PACKET and headers.get(b"content-type") in _TEXTS
    if made == wanted or not (made or (is_text and answers.VARY in found.headers)):
        return found
    return _packed(found, _plain(found) if made else found.body, wanted)


async def send_answer(send: Send, found: Answer, method: str) -> None:
    """An answer as it is, without its body to HEAD."""
    await send({"type": "http.response.start", "status": found.status, "headers": list(found.headers)})
    await send({"type": "http.response.body", "body": b"" if method == "HEAD" else found.body})


async def send_plain(send: Send, status: int, headers: list[tuple[bytes, bytes]]) -> None:
    """An answer without a body."""
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


def _plain(found: Answer) -> bytes:
    """The body of what is gzip."""
    return zlib.decompress(found.body, _GZIP)


def _packed(found: Answer, plain: bytes, packing: str, etag: bytes | None = None) -> Answer:
    """The same answer with its `plain` body in another packing; as plain text for none."""
    body = plain
    if packing:
        body = brotli_of(plain, quality=QUICK) if packing == "br" else zlib.compress(plain, 6, _GZIP)
    changed = {b"content-length": str(len(body)).encode(), b"etag": etag}
    kept = [(name, value) for name, value in found.headers if name != b"content-encoding"]
    headers = [(name, changed.get(name) or value) for name, value in kept]
    said = [(b"content-encoding", packing.encode())] if packing else []
    return Answer(found.status, [*headers, *said], body)
