"""Headers of every answer: nothing may run, be framed, guessed or told on unless a page says so."""

import hashlib
import re
from functools import lru_cache

from signage.maps.policy import inline_hash

STRICT_CSP = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_ALWAYS = {
    "content-security-policy": STRICT_CSP,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_QUALITY = re.compile(r"\s*q\s*=\s*([01](?:\.\d*)?)\s*")
_A_YEAR = 365 * 24 * 60 * 60
IMMUTABLE = f"public, max-age={_A_YEAR}, immutable"

Pairs = list[tuple[bytes, bytes]]


def security_headers(public_url: str) -> Pairs:
    """What an answer gets where it has no such header itself."""
    named = dict(_ALWAYS)
    if public_url.startswith("https://"):
        named["strict-transport-security"] = f"max-age={_A_YEAR}"
    return [(name.encode(), value.encode()) for name, value in named.items()]


def with_missing(given: Pairs, wanted: Pairs) -> Pairs:
    """`given` and those of `wanted` whose name it lacks."""
    names = {name.lower() for name, _ in given}
    return [*given, *(pair for pair in wanted if pair[0] not in names)]


@lru_cache(maxsize=8)
def head_lines(fields: tuple[tuple[bytes, bytes], ...]) -> bytes:
    """Header fields as they stand in an answer, a line each."""
    return b"".join([b"%b: %b\r\n" % field for field in fields])


def page_policy(*, style: str) -> str:
    """The policy of a small page of our own whose only style stands inside it."""
    own = STRICT_CSP.replace("form-action 'none'", "form-action 'self'")  # the field for a code
    return f"{own}; img-src 'self'; style-src {inline_hash(style)}"


def strong_etag(content: bytes) -> str:
    """An ETag that changes with every byte."""
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def matches(if_none_match: str | None, etag: str) -> bool:
    """Whether the reader holds this very answer already (`If-None-Match`, compared weakly)."""
    held = {part.strip().removeprefix("W/") for part in (if_none_match or "").split(",")}
    return "*" in held or etag.removeprefix("W/") in held


def takes_gzip(accepts: str) -> bool:
    """Whether an Accept-Encoding names gzip, or anything, with a weight above 0; of a long one, its start."""
    return "gzip" in packings(accepts)


def packings(accepts: str) -> tuple[str, ...]:
    """What an Accept-Encoding takes of `br` and `gzip`, the one liked better first, `br` where both are liked
    alike; of a long one, its start. Anything (`*`) is gzip: everybody reads that.
    """
    return _packings(accepts[:200])


@lru_cache(maxsize=256)
def _packings(accepts: str) -> tuple[str, ...]:
    weights = {}
    for part in accepts.lower().split(","):
        name, _, weight = part.partition(";")
        weights[name.strip()] = _weight(weight)
    weights.setdefault("gzip", weights.get("*", 0.0))
    taken = [name for name in ("br", "gzip") if weights.get(name)]
    return tuple(sorted(taken, key=lambda name: -weights[name]))


def _weight(written: str) -> float:
    """A quality value (RFC 9110, 12.4.2); what is none counts as liked."""
    found = _QUALITY.fullmatch(written)
    return float(found[1]) if found else 1.0
