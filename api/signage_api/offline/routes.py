"""`/sw.js` and `/manifest.webmanifest`."""

import gzip
from functools import lru_cache

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response

from signage import languages
from signage_api.headers import matches, strong_etag, takes_gzip
from signage_api.offline import parts


def add_to(app: Starlette) -> None:
    """Both addresses; the worker's is at the root, for it answers for all pages."""
    for path, handle in {"/sw.js": _worker, "/manifest.webmanifest": _manifest}.items():
        app.add_route(path, handle, methods=["GET", "HEAD"])


def _worker(request: Request) -> Response:
    return _answer(request, parts.worker(), "text/javascript; charset=utf-8", "Accept-Encoding")


def _manifest(request: Request) -> Response:
    language = languages.choose(request.headers.get("accept-language", ""))
    kind = "application/manifest+json"
    return _answer(request, parts.manifest(language), kind, "Accept-Language, Accept-Encoding")


def _answer(request: Request, content: bytes, kind: str, vary: str) -> Response:
    etag = strong_etag(content)
    headers = {
        "ETag": etag,
        "Cache-Control": "no-cache",
        "Vary": vary,
        "Content-Security-Policy": parts.POLICY,
    }
    if matches(request.headers.get("if-none-match"), etag):
        return Response(b"", 304, headers)
    if takes_gzip(request.headers.get("accept-encoding", "")):
        content, headers["Content-Encoding"] = _packed(content), "gzip"
    return Response(content, 200, headers, kind)


@lru_cache(maxsize=16)
def _packed(content: bytes) -> bytes:
    return gzip.compress(content, 9, mtime=0)
