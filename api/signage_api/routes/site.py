"""Map, documentation, their files, and what machines ask of a web service."""

import gzip
from collections.abc import Callable
from functools import lru_cache

import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response

from signage import __version__
from signage.store import Store
from signage_api.answers import json_answer, unchanged
from signage_api.assets import asset
from signage_api.headers import IMMUTABLE, matches, strong_etag, takes_gzip
from signage_api.pages import MapPages, Page, docs_page, favicon
from signage_api.plan_pages import PlanPages
from signage_api.problems import LANGUAGES, NOTHING_HERE, answer, language_of
from signage_api.routes.tiles import tiles

_ROBOTS = (
    b"User-agent: *\nDisallow: /api/\nDisallow: /map\nDisallow: /plan\nDisallow: /desk\nDisallow: /login\n"
)
_READ = ["GET", "HEAD"]


def add_to(app: Starlette) -> None:
    """The addresses of this room."""
    app.state.map_pages = MapPages(app.state.base_maps)
    app.state.plan_pages = PlanPages(app.state.base_maps)
    pages: dict[str, Callable[[Request], Response]] = {
        "/health": _health,
        "/map": _map,
        "/plan": _plan,
        "/plan/{area}": _plan,
        "/api/docs": _docs,
        "/openapi.json": _openapi,
        "/static/basemaps/{name}": tiles,
        "/static/{path:path}": _static,
        "/robots.txt": _robots,
        "/favicon.ico": _favicon,
    }
    for path, handle in pages.items():
        app.add_route(path, handle, methods=_READ)


def _health(request: Request) -> Response:
    """Whether the store answers; an error of it is a 503."""
    store: Store = request.app.state.store
    store.probe()
    state = {"status": "ok", "version": __version__, "revision": store.revision(), "store": store.kind}
    return json_answer(request, state, headers={"Cache-Control": "no-store"})


def _map(request: Request) -> Response:
    pages: MapPages = request.app.state.map_pages
    return _page(request, pages.page(request.app.state.store, _language(request)))


def _plan(request: Request) -> Response:
    pages: PlanPages = request.app.state.plan_pages
    area = request.path_params.get("area")
    return _page(request, pages.page(request.app.state.store, _language(request), area))


def _docs(request: Request) -> Response:
    return _page(request, docs_page(_language(request)))


def _language(request: Request) -> str:
    """The language asked for by link, else by the browser."""
    wanted = request.query_params.get("lang", "")
    return wanted if wanted in LANGUAGES else language_of(request)


def _page(request: Request, page: Page) -> Response:
    headers = {
        "ETag": page.etag,
        "Cache-Control": "no-cache",
        "Content-Security-Policy": page.csp,
        "Content-Language": _language(request),
        "Vary": "Accept-Language, Accept-Encoding",
    }
    if matches(request.headers.get("if-none-match"), page.etag):
        return Response(b"", 304, headers, "text/html; charset=utf-8")
    html = page.html
    if takes_gzip(request.headers.get("accept-encoding", "")):
        html, headers["Content-Encoding"] = _packed(html), "gzip"
    return Response(html, 200, headers, "text/html; charset=utf-8")


@lru_cache(maxsize=64)
def _packed(html: bytes) -> bytes:
    return gzip.compress(html, 9, mtime=0)


def _openapi(request: Request) -> Response:
    from signage_api.openapi import describe

    body = orjson.dumps(describe(request.app.state.settings.public_url))
    etag = strong_etag(body)
    return unchanged(request, etag) or json_answer(request, orjson.Fragment(body), headers={"ETag": etag})


def _static(request: Request) -> Response:
    found = asset(request.url.path)
    if found is None:
        return answer(request, 404, NOTHING_HERE)
    headers = {"ETag": found.etag, "Cache-Control": IMMUTABLE, "Vary": "Accept-Encoding"}
    if matches(request.headers.get("if-none-match"), found.etag):
        return Response(b"", 304, headers)
    if found.packed is not None and takes_gzip(request.headers.get("accept-encoding", "")):
        return Response(found.packed, 200, headers | {"Content-Encoding": "gzip"}, found.media_type)
    return Response(found.plain, 200, headers, found.media_type)


def _robots(_request: Request) -> Response:
    return Response(_ROBOTS, media_type="text/plain; charset=utf-8")


def _favicon(_request: Request) -> Response:
    return Response(favicon(), 200, {"Cache-Control": "public, max-age=86400"}, "image/svg+xml")
