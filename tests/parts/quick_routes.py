"""The addresses of the desk and the API read once for all services of a process.

FastAPI reads the signature of each function that answers, and of what it needs, whenever a service is made: a
tenth of a second for the desk, which a server pays once and a test with a service of its own each time.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from types import FunctionType
from typing import Any
from unittest.mock import patch

from fastapi.routing import APIRoute, APIRouter

from signage.domain.layers import Layer

_real = APIRouter.add_api_route


@contextmanager
def quick_routes() -> Iterator[None]:
    """Within the block applications share a route where the same function answers at the same address, said
    the same way. A function with something of its application inside has a route of its own.
    """
    routes: dict[tuple[object, ...], APIRoute] = {}

    def add(router: APIRouter, path: str, endpoint: Any, **said: Any) -> None:
        if (function := _known_by(endpoint)) is None:
            return _real(router, path, endpoint, **said)
        key = (path, function, tuple(router.dependencies), router.prefix, repr(sorted(said.items())))
        if key not in routes:
            _real(router, path, endpoint, **said)
            [*_, added] = router.routes
            assert isinstance(added, APIRoute)
            routes[key] = added
            return None
        router.routes.append(routes[key])
        return router._mark_routes_changed()

    with patch.object(APIRouter, "add_api_route", add):
        yield


def _known_by(endpoint: Any) -> object:
    """What two functions that do the same have in common; None where it cannot be told."""
    if not isinstance(endpoint, FunctionType):
        return None
    inside = [_word_for(cell.cell_contents) for cell in endpoint.__closure__ or ()]
    return None if None in inside else (endpoint.__code__, *inside)


def _word_for(inside: object) -> str | None:
    if isinstance(inside, Layer):
        return f"layer {id(inside)}"  # layers last as long as their module
    return inside if isinstance(inside, str) else None
