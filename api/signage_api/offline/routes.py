"""`/sw.js`, `/manifest.webmanifest` and `/live/...`."""

import gzip
from functools import lru_cache

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response

from signage import languages
from signage.packing import brotli_of
from signage_api.headers import IMMUTABLE, matches, packings, strong_etag
from signage_api.offline import parts
from signage_api.visitor import live

_SCRIPT = "text/javascript; charset=utf-8"


def add_to(app: Starlette) -> None:
    """All addresses; the worker's is at the root, for it answers for all pages."""
    found = {"/sw.js": _worker, "/manifest.webmanifest": _manifest, "/live/{version}.js": _live}
    for path, handle in found.items():
        app.add_route(path, handle, methods=["GET", "HEAD"])


def _worker(request: Request) -> Response:
    return _answer(request, parts.worker(), _SCRIPT, "Accept-Encoding")


def _live(request: Request) -> Response:
    """Kept for ever under the address of its version; a page of an older one gets today's, to be asked for
    again.
    """
    keep = IMMUTABLE if request.path_params["version"] == live.version() else "no-cache"
    return _answer(request, live.script(), _SCRIPT, "Accept-Encoding", keep)


def _manifest(request: Request) -> Response:
    language = languages.choose(request.headers.get("accept-language", ""))
    kind = "application/manifest+json"
    return _answer(request, parts.manifest(language), kind, "Accept-Language, Accept-Encoding")


def _answer(request: Request, content: bytes, kind: str, vary: str, keep: str = "no-cache") -> Response:
    etag = strong_etag(content)
    headers = {
        "ETag": etag,
        "Cache-Control": keep,
        "Vary": vary,
        "Content-Security-Policy": parts.POLICY,
    }
    if matches(request.headers.get("if-none-match"), etag):
        return Response(b"", 304, headers)
    for packing in packings(request.headers.get("accept-encoding", ""))[:1]:
        content, headers["Content-Encoding"] = _packed(content, packing), packing
    return Response(content, 200, headers, kind)


@lru_cache(maxsize=32)
def _packed(content: bytes, packing: str) -> bytes:
    return brotli_of(content) if packing == "br" else gzip.compress(content, 9, mtime=0)
