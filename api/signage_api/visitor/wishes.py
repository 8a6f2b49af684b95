"""What a request wants beside its path: a packing, a language, nothing if it is unchanged."""

import re
from collections.abc import MutableMapping
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import parse_qs

from signage import languages
from signage_api.bearers import Asker
from signage_api.headers import packings


class Reader(NamedTuple):
    """Who asks: the packings taken (the one liked best first) and the language liked best, If-None-Match, and
    by what staff is known.
    """

    packings: tuple[str, ...]
    language: str
    unless: bytes
    asker: Asker


def reader_of(scope: MutableMapping[str, Any]) -> Reader:
    """By the headers of a request."""
    accepts, asked, unless, asker = _headers(scope["headers"])
    return Reader(*_preferences(accepts[:200], asked[:300]), unless, asker)


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


# The fields of a request end with an empty line, and there is nothing behind it.
_FIELDS = re.compile(rb"(?:[!#$%&'*+.^_`|~0-9A-Za-z-]+:[^\r\n\0]*\r\n)+\r\n")
# With a body, a wish of another kind, or for a reader who holds the page already.
_UNUSUAL = re.compile(
    rb"^(?:content-length|transfer-encoding|expect|upgrade|authorization|if-none-match|connection:(?!\s*keep-alive\s*$))",
    re.IGNORECASE | re.MULTILINE,
)


@lru_cache(maxsize=512)
def plain_wish(fields: bytes) -> tuple[tuple[str, ...], str] | None:
    """The packings taken and the language liked best by a request with these header fields, if it is a plain
    one that takes any: most readers send one of a few.
    """
    if not _FIELDS.fullmatch(fields) or _UNUSUAL.search(fields):
        return None
    named = [line.partition(b":") for line in fields.lower().split(b"\r\n")]
    headers = [(name, value.strip()) for name, _, value in named]
    if [name for name, _ in headers].count(b"host") != 1:
        return None  # no request of HTTP/1.1
    accepts, asked, _, _ = _headers(headers)
    wish = _preferences(accepts[:200], asked[:300])
    return wish if wish[0] else None


@lru_cache(maxsize=512)
def _preferences(accepts: bytes, asked: bytes) -> tuple[tuple[str, ...], str]:
    """The packings taken, and the language liked best: most readers send one of a few pairs."""
    return packings(accepts.decode("latin-1")), languages.choose(asked.decode("latin-1"))


def query_of(raw: bytes) -> dict[str, str]:
    """The fields of a query string, the last of each name; empty where it cannot be read."""
    if not raw:
        return {}
    try:
        pairs = parse_qs(raw[:2000].decode("utf-8", "replace"), max_num_fields=20)
    except ValueError:
        return {}
    return {name: values[-1] for name, values in pairs.items()}
