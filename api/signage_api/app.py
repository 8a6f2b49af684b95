"""The service: applications over a store, inside the shell, behind the door for scans."""

import asyncio
import threading
import time
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, cast

from starlette.datastructures import State
from starlette.types import Receive, Scope, Send

from signage.domain.validity import today
from signage.errors import InvalidInput, NotFound, SignageError, Unavailable
from signage.maps.configured import configured_maps
from signage.services.tokens import check_token
from signage.settings import Settings
from signage.store import Store, open_store
from signage_api.bearers import rights_in_session
from signage_api.doors import Doors
from signage_api.mailing import Mailing
from signage_api.press import LOGOS, PRINTING, Turns
from signage_api.reporting.desk import Desk
from signage_api.scanning import LocalDay, ScanFirst
from signage_api.shell import Shell
from signage_api.visitor.copies import CopiesFirst

if TYPE_CHECKING:
    from fastapi import FastAPI

_SIGNS_LOOKED_AT = 100
_ASK_AGAIN_S = 2.0  # for a store that was gone at the start


class Service:
    """The outermost ASGI app; what its applications share stands in `state`."""

    def __init__(self, settings: Settings, given_store: Store | None, *, is_demo: bool = False) -> None:
        configured = configured_maps(settings)
        self.state = State({"settings": settings, "mailing": Mailing(settings)})
        self.state.press = Turns(at_work=2, inside=8, busy=PRINTING)
        self.state.logos = Turns(at_work=1, inside=4, busy=LOGOS)
        self.state.is_demo = is_demo
        self.state.base_maps, self.state.archives = configured.maps, configured.archives
        self.state.large_bodies = asyncio.Semaphore(1)
        self._settings, self._given_store = settings, given_store
        self._doors = Doors(self.state)
        self._shell = Shell(self._doors, public_url=settings.public_url, max_body_mb=settings.max_body_mb)
        self._door: ScanFirst | None = None
        self._copies: CopiesFirst | None = None
        self._asked_again_at = 0.0
        self._turning = threading.Lock()
        if given_store is not None:
            self.open()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        else:
            if self._copies and time.monotonic() - self._asked_again_at > _ASK_AGAIN_S:
                await asyncio.to_thread(self.open)
            await (self._door or self._copies or self._shell)(scope, receive, send)

    @property
    def api(self) -> "FastAPI":
        """The API's own application, loaded now if nobody has asked for it yet."""

        return cast("FastAPI", self._doors.application("api"))

    async def _live(self, receive: Receive, send: Send) -> None:
        """Open when the server starts, close when it ends (ASGI, lifespan)."""
        await receive()
        try:
            await asyncio.to_thread(self.open)
        except BaseException as error:
            await send({"type": "lifespan.startup.failed", "message": str(error)})
            raise
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await asyncio.to_thread(self.close)
        await send({"type": "lifespan.shutdown.complete"})

    def at_once(self, request: bytes) -> tuple[bytes, bytes] | None:
        """See `ScanFirst.at_once`."""
        return self._door.at_once(request) if self._door else None

    def get_ready(self) -> None:
        """Open, and make the page of one sign, that of the fullest area at hand: what a first scan loads is
        loaded before it comes, and the longest wait is over before anybody waits.
        """
        self.open()
        if self._door is None:
            return
        self._doors.application("visitors")  # every phone asks for its files
        with suppress(SignageError):  # who scans is told in words what has failed
            code = _code_of_a_full_area(self.state.store)
            if code:
                self._door.get_ready(code)

    def open(self) -> None:
        """Open the store, unless one was given, and the door for scans.

        Where the store is gone, codes are answered by their last published copy until it is there again;
        raises what opening it raises where nothing is published.
        """
        with self._turning:
            if self._door is None:
                self._asked_again_at = time.monotonic()
                try:
                    store = self._given_store or open_store(self._settings.store, fsync=self._settings.fsync)
                except (InvalidInput, NotFound, Unavailable):  # damaged, gone, silent
                    if not self._settings.publication:
                        raise
                    self._copies = self._copies or CopiesFirst(self._settings)
                    return
                store.figures = self._settings.figures
                self.state.store = store
                self.state.desk = Desk(store, self._settings, today=LocalDay())
                authorise = partial(check_token, store)
                recognise = partial(rights_in_session, store, self._settings.public_url)
                self._door = ScanFirst(
                    self._shell, store, self._settings, authorise=authorise, recognise=recognise
                )
                self._copies = None

    def close(self) -> None:
        """Write what waits, and close the store unless it was given. Once closed, it stays so."""
        with self._turning:
            self._copies = None
            if self._door is None:
                return
            self._door.close()
            self._door = None
            self.state.desk.close()
            self.state.mailing.close()
            if self._given_store is None:
                self.state.store.close()


def create_app(settings: Settings, *, store: Store | None = None, is_demo: bool = False) -> Service:
    """The service as `settings` say. It opens their store when it starts; a given store stays open.

    A demo asks staff for no second factor.
    """
    return Service(settings, store, is_demo=is_demo)


def _code_of_a_full_area(store: Store) -> str | None:
    """The code of one of the first signs, whose area has the most firms today; None without a sign."""
    day = today()
    some = store.read("sign", as_of=day, limit=_SIGNS_LOOKED_AT)
    signs = [sign for sign in some if sign["code"] and sign["area"] is not None]
    firms = {area: store.count("tenant", area=area, as_of=day) for area in {sign["area"] for sign in signs}}
    fullest = max(signs, key=lambda sign: firms[sign["area"]], default=None)
    return fullest["code"] if fullest else None
