"""The rooms of the desk, in the order of the navigation."""

from fastapi import FastAPI

from signage_api.desk import (
    account_passkeys,
    by_link,
    confirm,
    firms,
    login,
    office,
    passkeys,
    provider,
    second,
    start,
    undo,
)
from signage_api.desk.history import asof, changes, compare, signs
from signage_api.desk.rooms import Room
from signage_api.desk.signed_in import NotSignedIn, ProofNeeded, to_login, to_proof

ROOMS: tuple[Room, ...] = (
    start.ROOM,
    firms.ROOM,
    confirm.ROOM,
    signs.ROOM,
    changes.ROOM,
    asof.ROOM,
    compare.ROOM,
    login.ROOM,
    second.ROOM,
    by_link.ROOM,
    passkeys.ROOM,
    account_passkeys.ROOM,
    undo.ROOM,
    office.ROOM,
    provider.ROOM,
)


def add_to(api: FastAPI) -> None:
    """Every room's addresses."""
    api.state.desk_rooms = ROOMS
    api.add_exception_handler(NotSignedIn, to_login)
    api.add_exception_handler(ProofNeeded, to_proof)
    for room in ROOMS:
        room.add_to(api)
