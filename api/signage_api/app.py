"""The application: routes over a store, inside the shell, behind the door for scans."""

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from fastapi import FastAPI
from starlette.types import Receive, Scope, Send

from signage import __version__
from signage.services.tokens import check_token
from signage.settings import Settings
from signage.store import Store, open_store
from signage_api import problems
from signage_api.desk import routes as desk
from signage_api.firm import routes as firm
from signage_api.mailing import Mailing
from signage_api.offline import routes as offline
from signage_api.reporting import routes as reporting
from signage_api.reporting.desk import Desk
from signage_api.routes import (
    area_plans,
    bulk,
    changes,
    finding,
    misses,
    outlines,
    printing,
    qr,
    reports,
    rows,
    scans,
    shaping,
    site,
    siting,
    table,
    writing,
)
from signage_api.scanning import LocalDay, ScanFirst
from signage_api.shell import Shell


class Service:
    """The outermost ASGI app; `api` is the FastAPI application inside."""

    def __init__(self, api: FastAPI, settings: Settings, given_store: Store | None) -> None:
        self.api = api
        self._settings, self._given_store = settings, given_store
        self._shell = Shell(api, public_url=settings.public_url, max_body_mb=settings.max_body_mb)
        self._door: ScanFirst | None = None
        self._turning = threading.Lock()
        if given_store is not None:
            self.open()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        await (self._door or self._shell)(scope, receive, send)

    def at_once(self, request: bytes) -> tuple[bytes, bytes] | None:
        """See `ScanFirst.at_once`."""
        return self._door.at_once(request) if self._door else None

    def open(self) -> None:
        """Open the store, unless one was given, and the door for scans."""
        with self._turning:
            if self._door is None:
                store = self._given_store or open_store(self._settings.store, fsync=self._settings.fsync)
                self.api.state.store = store
                self.api.state.desk = Desk(store, self._settings, today=LocalDay())
                authorise = partial(check_token, store)
                self._door = ScanFirst(self._shell, store, self._settings, authorise=authorise)

    def close(self) -> None:
        """Write what waits, and close the store unless it was given. Once closed, it stays so."""
        with self._turning:
            if self._door is None:
                return
            self._door.close()
            self._door = None
            self.api.state.desk.close()
            self.api.state.mailing.close()
            if self._given_store is None:
                self.api.state.store.close()


def create_app(settings: Settings, *, store: Store | None = None, is_demo: bool = False) -> Service:
    """The service as `settings` say. It opens their store when it starts; a given store stays open.

    A demo asks staff for no second factor.
    """
    api = FastAPI(
        title="Signage",
        version=__version__,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=_lifespan,
    )
    api.state.settings = settings
    api.state.is_demo = is_demo
    api.state.mailing = Mailing(settings)
    api.state.large_bodies = asyncio.Semaphore(1)
    problems.install(api)
    for room in (
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
        misses,
        scans,
        site,
        offline,
        area_plans,
        desk,
        firm,
        reporting,
    ):
        room.add_to(api)
    api.state.service = Service(api, settings, store)
    service: Service = api.state.service
    return service


@asynccontextmanager
async def _lifespan(api: FastAPI) -> AsyncIterator[None]:
    service: Service = api.state.service
    await asyncio.to_thread(service.open)
    try:
        yield
    finally:
        await asyncio.to_thread(service.close)
