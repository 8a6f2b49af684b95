"""What the routes of the API have in common: who asks, what was sent, the store."""

from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from signage.services.rights import Rights
from signage.store import Store
from signage_api.bodies import Body, json_body
from signage_api.rights import staff_rights

Staff = Annotated[Rights, Depends(staff_rights)]
Sent = Annotated[Body, Depends(json_body)]


def row_number(given: object) -> int | None:
    """The id or version that a body gives, None when it cannot be one."""
    if isinstance(given, int) and not isinstance(given, bool) and 0 < given < 10**9:
        return given
    return None


def store_of(request: Request) -> Store:
    """The store that the application serves."""
    store: Store = request.app.state.store
    return store
