"""Answers with a body: ETag, 304 and gzip in one place."""

from collections.abc import Mapping

from isal import igzip
from starlette.requests import Request
from starlette.responses import Response

from signage_api.features import as_json
from signage_api.headers import matches, takes_gzip

GEOJSON = "application/geo+json"
JSON = "application/json"
_WORTH_PACKING = 1400  # what fits a packet need not be packed
_LEVEL = 1


def json_answer(
    request: Request,
    value: object,
    *,
    status: int = 200,
    media_type: str = JSON,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """`value` as JSON, packed where the reader takes it; what rights open is kept by no cache."""
    body = as_json(value)
    given = {"Cache-Control": caching(request), "Vary": "Authorization, Cookie, Accept-Encoding"} | dict(
        headers or {}
    )
    if len(body) > _WORTH_PACKING and takes_gzip(request.headers.get("accept-encoding", "")):
        # ISA-L: several times as quick as zlib's fastest level, and no larger.
        body, given["Content-Encoding"] = igzip.compress(body, _LEVEL), "gzip"
    return Response(body, status, given, media_type)


def caching(request: Request) -> str:
    """Public answers may be kept but are asked for again each time; what a token or a session opens is not
    kept.
    """
    is_for_one = "authorization" in request.headers or "cookie" in request.headers
    return "private, no-store" if is_for_one else "no-cache"


def unchanged(request: Request, etag: str) -> Response | None:
    """304 when the reader holds this answer already, else None."""
    if not matches(request.headers.get("if-none-match"), etag):
        return None
    return Response(status_code=304, headers={"ETag": etag, "Cache-Control": caching(request)})
