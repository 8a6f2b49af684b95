"""What goes back to a visitor: status, headers and body; the same security headers on every one."""

from collections.abc import Iterable
from dataclasses import dataclass

Header = tuple[bytes, bytes]

HTML = b"text/html; charset=utf-8"
JSON = b"application/json"
PROBLEM = b"application/problem+json"
VARY = (b"vary", b"Accept-Language, Accept-Encoding")
# Caches may keep a page but must ask before each use: a firm that moved out is gone at once.
NO_CACHE = (b"cache-control", b"no-cache")
NO_STORE = (b"cache-control", b"no-store")


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer; `headers` are complete, with the length of `body`."""

    status: int
    headers: list[Header]
    body: bytes


def security_headers(public_url: str, style_hash: str) -> list[Header]:
    """No script, no frame, no foreign host; the one inline style is named by its hash."""
    policy = (
        f"default-src 'none'; style-src '{style_hash}'; img-src data:; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    )
    headers = [
        (b"content-security-policy", policy.encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"no-referrer"),
        (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=()"),
        (b"cross-origin-opener-policy", b"same-origin"),
        (b"cross-origin-resource-policy", b"same-origin"),
    ]
    if public_url.startswith("https:"):
        headers.append((b"strict-transport-security", b"max-age=31536000"))
    return headers


def answer(status: int, body: bytes, kind: bytes, headers: Iterable[Header]) -> Answer:
    """An answer with its type and length."""
    known = [(b"content-type", kind), (b"content-length", str(len(body)).encode())]
    return Answer(status, [*known, *headers], body)
