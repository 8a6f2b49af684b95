"""The application: routes over a store, inside the shell, behind the door for scans."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from signage import __version__
from signage.settings import Settings
from signage.store import Store, open_store
from signage_api import problems
from signage_api.shell import Shell


class Service:
    """The outermost ASGI app; `api` is the FastAPI application inside."""

    def __init__(self, api: FastAPI, outermost: ASGIApp) -> None:
        self.api = api
        self._app = outermost

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        await self._app(scope, receive, send)


def create_app(settings: Settings, *, store: Store | None = None) -> Service:
    """The service as `settings` say. It opens their store when it starts; a given store stays open."""
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
    api.state.given_store = store
    api.state.store = store
    problems.install(api)
    return Service(api, Shell(api, public_url=settings.public_url, max_body_mb=settings.max_body_mb))


@asynccontextmanager
async def _lifespan(api: FastAPI) -> AsyncIterator[None]:
    if api.state.given_store is not None:
        yield
        return
    settings: Settings = api.state.settings
    api.state.store = open_store(settings.store, fsync=settings.fsync)
    try:
        yield
    finally:
        api.state.store.close()
