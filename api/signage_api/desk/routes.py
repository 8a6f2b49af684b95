"""The rooms of the desk, in the order of the navigation."""

from fastapi import Depends, FastAPI
from starlette.datastructures import State

from signage_api import problems
from signage_api.desk import (
    account,
    account_passkeys,
    by_link,
    confirm,
    event_log,
    excel,
    find,
    firms,
    login,
    office,
    parked,
    passkeys,
    people,
    person,
    provider,
    queue,
    region,
    scans,
    second,
    security,
    start,
    undo,
)
from signage_api.desk.history import asof, changes, compare, signs
from signage_api.desk.rooms import Room
from signage_api.desk.signed_in import NotSignedIn, ProofNeeded, require_text, to_login, to_proof
from signage_api.firm import routes as firm

ROOMS: tuple[Room, ...] = (
    start.ROOM,
    find.ROOM,
    firms.ROOM,
    confirm.ROOM,
    queue.ROOM,
    excel.ROOM,
    region.ROOM,
    scans.ROOM,
    signs.ROOM,
    changes.ROOM,
    asof.ROOM,
    compare.ROOM,
    login.ROOM,
    second.ROOM,
    by_link.ROOM,
    account.ROOM,
    security.ROOM,
    people.ROOM,
    event_log.ROOM,
    person.ROOM,
    passkeys.ROOM,
    account_passkeys.ROOM,
    undo.ROOM,
    parked.ROOM,
    office.ROOM,
    provider.ROOM,
)


def desk_app(state: State) -> FastAPI:
    """All rooms as an application over the state of the service."""
    readable = [Depends(require_text)]
    api = FastAPI(
        openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False, dependencies=readable
    )
    api.state = state
    api.state.desk_rooms = ROOMS
    problems.install(api)
    api.add_exception_handler(NotSignedIn, to_login)
    api.add_exception_handler(ProofNeeded, to_proof)
    for room in ROOMS:
        room.add_to(api)
    firm.add_to(api)
    return api
