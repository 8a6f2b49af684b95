"""Reading what a form sends (multipart/form-data, RFC 7578), within bounds of bytes, parts and time.

What comes in waits in a file, and a photo is never read here at all: many slow phones must not fill the
memory of the process that answers scans. Names of files are not looked at.
"""

import asyncio
import mmap
import re
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

LONGEST_FIELD = 8_000  # bytes; a note of 500 characters is at most 2,000
MOST_PARTS = 16
PHOTO = "photo"
_FIRST_S = 10.0  # until something must have come
_LEAST_BYTES_A_SECOND = 16_000  # 128 kbit/s: a photo of 3 MB takes three minutes
_LONGEST_S = 240.0
_LONGEST_HEAD = 1_000
_BOUNDARY = re.compile(
    r"multipart/form-data;.*?\bboundary=(?:\"([^\"\r\n]{1,70})\"|([^\s;\"]{1,70}))", re.IGNORECASE
)
_NAME = re.compile(rb"\bname=\"([^\"\r\n]{1,40})\"", re.IGNORECASE)
Span = tuple[int, int]


class BodyTooLarge(Exception):
    """More bytes than a report may have."""


class BodyUnreadable(Exception):
    """No form, a broken one, or one that came too slowly."""


class TooManyAtOnce(Exception):
    """More bodies under way than are taken, in all or from one network."""


class ComingIn:
    """How many bodies are on their way at once; of one event loop. Slow ones from one network leave room for
    those from elsewhere.
    """

    def __init__(self, *, most: int, most_of_a_network: int) -> None:
        self._most, self._most_of_a_network = most, most_of_a_network
        self._under_way: Counter[str] = Counter()

    @contextmanager
    def one_of(self, network: str) -> Iterator[None]:
        """Room for one body from a network, until it is read. Raises TooManyAtOnce."""
        under_way = self._under_way
        if under_way[network] >= self._most_of_a_network or under_way.total() >= self._most:
            raise TooManyAtOnce
        under_way[network] += 1
        try:
            yield
        finally:
            under_way[network] -= 1
            if not under_way[network]:
                del under_way[network]  # an address is used once and forgotten


@dataclass(frozen=True, slots=True)
class Form:
    """Fields by name, the last of each; the photo is where its bytes lie in the file of the body."""

    fields: Mapping[str, str]
    photo: Span | None = None


class Body:
    """A body in a file, until it is closed."""

    def __init__(self) -> None:
        self._file = tempfile.NamedTemporaryFile(prefix="signage-report-")  # noqa: SIM115 - `close` does
        self.path = Path(self._file.name)

    async def receive(self, stream: AsyncIterator[bytes], *, most: int) -> None:
        """Take the whole stream. Raises BodyTooLarge, BodyUnreadable.

        What has come so far buys the time for what is still to come.
        """
        taken, begun = 0, asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout(_FIRST_S) as limit:
                async for chunk in stream:
                    taken += len(chunk)
                    if taken > most:
                        raise BodyTooLarge
                    self._file.write(chunk)
                    limit.reschedule(begun + min(_FIRST_S + taken / _LEAST_BYTES_A_SECOND, _LONGEST_S))
        except TimeoutError:
            raise BodyUnreadable from None
        self._file.flush()

    def form(self, content_type: str) -> Form:
        """What the form says. Raises BodyUnreadable."""
        with suppress(ValueError), mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ) as body:
            return read_form(content_type, body)
        raise BodyUnreadable

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


def read_form(content_type: str, body: Any) -> Form:
    """The form in `body`, bytes or a map of a file. Raises BodyUnreadable."""
    if content_type.partition(";")[0].strip().lower() == "application/x-www-form-urlencoded":
        return Form(_urlencoded(body[: MOST_PARTS * LONGEST_FIELD]))
    found = _BOUNDARY.match(content_type[:500])
    if found is None:
        raise BodyUnreadable
    spans = _parts(body, b"--" + (found[1] or found[2]).encode("latin-1", "replace"))
    photo = spans.pop(PHOTO, None)
    if any(end - start > LONGEST_FIELD for start, end in spans.values()):
        raise BodyUnreadable
    fields = {name: body[start:end].decode("utf-8", "replace") for name, (start, end) in spans.items()}
    return Form(fields, photo if photo and photo[1] > photo[0] else None)


def _urlencoded(body: bytes) -> dict[str, str]:
    try:
        pairs = parse_qs(body.decode(), keep_blank_values=True, max_num_fields=MOST_PARTS)
    except ValueError:
        raise BodyUnreadable from None
    found = {name: values[-1] for name, values in pairs.items()}
    if any(len(value) > LONGEST_FIELD for value in found.values()):
        raise BodyUnreadable
    return found


def _parts(body: Any, mark: bytes) -> dict[str, Span]:
    """Where each part's content begins and ends, by its name."""
    found: dict[str, Span] = {}
    if body[: len(mark)] != mark:
        raise BodyUnreadable
    at = len(mark)
    for _ in range(MOST_PARTS + 1):
        if body[at : at + 2] == b"--":
            return found
        gap = body.find(b"\r\n\r\n", at, at + _LONGEST_HEAD)
        end = body.find(b"\r\n" + mark, max(gap + 2, 0))
        name = _NAME.search(body[at : max(gap, at)])
        if gap < 0 or end < 0 or name is None:
            raise BodyUnreadable
        found[name[1].decode("utf-8", "replace")] = (min(gap + 4, end), end)
        at = end + 2 + len(mark)
    raise BodyUnreadable
