"""Archives of vector tiles: files too large to be sent as a whole, read by ranges."""

import os
from collections.abc import Mapping
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from signage_api.headers import matches
from signage_api.problems import NOTHING_HERE, answer

_MEDIA_TYPE = "application/vnd.pmtiles"


def tiles(request: Request) -> Response:
    """The archive or the part asked for: 200, 206, 304 or 416.

    The address stays when an operator puts a newer archive in its place; the ETag then tells readers that the
    parts they hold are of another file.
    """
    archives: Mapping[str, Path] = request.app.state.archives
    file = archives.get(request.url.path)
    state = None if file is None else _state(file)
    if file is None or state is None:
        return answer(request, 404, NOTHING_HERE)
    etag = f'"{state.st_size:x}-{state.st_mtime_ns:x}-{state.st_ino:x}"'
    headers = {"ETag": etag, "Cache-Control": "no-cache"}
    if matches(request.headers.get("if-none-match"), etag):
        return Response(b"", 304, headers)
    return FileResponse(file, headers=headers, media_type=_MEDIA_TYPE, stat_result=state)


def _state(file: Path) -> os.stat_result | None:
    try:
        return file.stat()
    except OSError:
        return None
