"""What goes back to a visitor: status, headers and body; the same security headers on every one."""

from collections.abc import Iterable
from dataclasses import dataclass

from signage.maps.policy import inline_hash
from signage.services.publishing.rules import CACHE
from signage_api.headers import security_headers, with_missing

Header = tuple[bytes, bytes]

HTML = b"text/html; charset=utf-8"
JSON = b"application/json"
VCARD = b"text/vcard; charset=utf-8"
JPEG = b"image/jpeg"
PDF = b"application/pdf"
SCRIPT = b"text/javascript; charset=utf-8"
VARY = (b"vary", b"Accept-Language, Accept-Encoding")
# Caches ask before each use: a firm that moved out is gone at once. They may use what they have while nobody
# answers them (RFC 5861); `no-cache` would forbid that.
ASK_FIRST = (b"cache-control", CACHE.encode())
# What is fetched once a directory is there, and where it asks; the worker goes by the rule of scripts.
SEARCHING = " 'self'; connect-src 'self'"
NO_STORE = (b"cache-control", b"no-store")


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer; `headers` are complete, with the length of `body`."""

    status: int
    headers: list[Header]
    body: bytes


def page_headers(
    public_url: str, style: str, script: str, *, own_files: bool = False, is_directory: bool = False
) -> list[Header]:
    """No frame, no foreign host; the one style and the one script inside the page are named by their hashes.

    The script fetches the worker that keeps the page readable without network; nothing else may run, but for
    the scripts that lie beside a published page (`own_files`), or the one that searches a directory's list.
    """
    scripts = "'self'" if own_files else inline_hash(script)
    fetched = SEARCHING if is_directory and not own_files else "; worker-src 'self'"
    policy = (
        f"default-src 'none'; style-src {inline_hash(style)}; script-src {scripts}{fetched}; "
        "manifest-src 'self'; img-src 'self' data:; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    )
    return with_missing([(b"content-security-policy", policy.encode())], security_headers(public_url))


def answer(status: int, body: bytes, kind: bytes, headers: Iterable[Header]) -> Answer:
    """An answer with its type and length."""
    known = [(b"content-type", kind), (b"content-length", str(len(body)).encode())]
    return Answer(status, [*known, *headers], body)
