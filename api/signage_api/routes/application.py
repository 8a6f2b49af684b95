"""The API: every group of its addresses in one application."""

from fastapi import FastAPI
from starlette.datastructures import State

from signage import __version__
from signage_api import problems
from signage_api.routes import (
    bulk,
    changes,
    finding,
    me,
    misses,
    notices,
    outlines,
    printing,
    proposals,
    qr,
    reports,
    rows,
    scans,
    shaping,
    siting,
    table,
    writing,
)

# What has a word where others have a number comes before these (`/signs/table`).
ROOMS = (
    finding,
    qr,
    siting,
    shaping,
    outlines,
    printing,
    table,
    rows,
    writing,
    bulk,
    changes,
    reports,
    proposals,
    misses,
    notices,
    me,
    scans,
)


def api_app(state: State) -> FastAPI:
    """The application over the state of the service."""
    api = FastAPI(
        title="Signage",
        version=__version__,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    api.state = state
    problems.install(api)
    for room in ROOMS:
        room.add_to(api)
    return api
