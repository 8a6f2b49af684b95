"""Three applications over one state: the visitors' pages, the API, the desk.

Scans need none of them, visitors' phones the first only. FastAPI (20 MB) and the desk's rooms are loaded by
the first request for them, so that a process that answers scans keeps its memory for scans.
"""

from collections.abc import Callable
from threading import Lock

from starlette.datastructures import State
from starlette.types import ASGIApp, Receive, Scope, Send

API = "/api/v1"
# The first parts of the paths of all rooms of the desk.
DESK = frozenset({"desk", "login", "logout", "account", "invite", "people", "firm", "oidc"})


class Doors:
    """ASGI: leads a request to the application that its path belongs to."""

    def __init__(self, state: State) -> None:
        self._makers: dict[str, Callable[[State], ASGIApp]] = {
            "api": _api,
            "desk": _desk,
            "visitors": _visitors,
        }
        self._state = state
        self._made: dict[str, ASGIApp] = {}
        self._making = Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        await self.application(door_of(scope["path"]))(scope, receive, send)

    def application(self, name: str) -> ASGIApp:
        """The application behind a door: `api`, `desk` or `visitors`."""
        made = self._made.get(name)
        if made is None:
            with self._making:
                made = self._made.get(name) or self._makers[name](self._state)
                self._made[name] = made
        return made


def door_of(path: str) -> str:
    """Which application answers a path."""
    if path.startswith(f"{API}/"):
        return "api"
    return "desk" if path[1:].partition("/")[0] in DESK else "visitors"


def _visitors(state: State) -> ASGIApp:
    from signage_api.visitors import visitors_app

    return visitors_app(state)


def _api(state: State) -> ASGIApp:
    from signage_api.routes.application import api_app

    return api_app(state)


def _desk(state: State) -> ASGIApp:
    from signage_api.desk.routes import desk_app

    return desk_app(state)
