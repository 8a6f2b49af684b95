"""Three applications over one state: the visitors' pages, the API, the desk.

Scans need none of them, visitors' phones the first only. FastAPI (20 MB) and the desk's rooms are loaded by
the first request for them, so that a process that answers scans keeps its memory for scans; in a thread, for
scans are answered meanwhile.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from threading import Lock

from starlette.datastructures import State
from starlette.types import ASGIApp, Receive, Scope, Send

_log = logging.getLogger(__name__)
API = "/api/v1"
# The first parts of the paths of all rooms of the desk.
DESK = frozenset({"desk", "login", "logout", "account", "invite", "people", "firm", "oidc"})
# Pages whose scripts ask the API as soon as they are there: it is loaded while they are on their way.
_MAPS = frozenset({"map", "plan"})


class Doors:
    """ASGI: leads a request to the application that its path belongs to."""

    def __init__(self, state: State, makers: Mapping[str, Callable[[State], ASGIApp]] | None = None) -> None:
        self._makers = makers or {"api": _api, "desk": _desk, "visitors": _visitors}
        self._state = state
        self._made: dict[str, ASGIApp] = {}
        self._coming: dict[str, asyncio.Future[ASGIApp]] = {}
        self._making = Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        name = door_of(scope["path"])
        if _first(scope["path"]) in _MAPS and "api" not in self._made:
            self._load("api")
        made = self._made.get(name)
        if made is None:
            made = await asyncio.shield(self._load(name))  # others wait for it too
        await made(scope, receive, send)

    def _load(self, name: str) -> "asyncio.Future[ASGIApp]":
        """One thread for all who wait for the same: scans need the others."""
        loop, coming = asyncio.get_running_loop(), self._coming.get(name)
        if coming is None or coming.get_loop() is not loop:
            coming = loop.run_in_executor(None, self.application, name)
            coming.add_done_callback(lambda done: self._loaded(name, done))
            self._coming[name] = coming
        return coming

    def _loaded(self, name: str, done: "asyncio.Future[ASGIApp]") -> None:
        self._coming.pop(name, None)
        if not done.cancelled() and done.exception() is not None:
            _log.error("the application %s did not load", name, exc_info=done.exception())

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
    return "desk" if _first(path) in DESK else "visitors"


def _first(path: str) -> str:
    return path[1:].partition("/")[0]


def _visitors(state: State) -> ASGIApp:
    from signage_api.visitors import visitors_app

    return visitors_app(state)


def _api(state: State) -> ASGIApp:
    from signage_api.routes.application import api_app

    return api_app(state)


def _desk(state: State) -> ASGIApp:
    from signage_api.desk.routes import desk_app

    return desk_app(state)
