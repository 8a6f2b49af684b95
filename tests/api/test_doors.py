"""What an application loads is loaded when it is needed, and keeps nobody else waiting."""

import asyncio
from threading import Event
from typing import Any

from starlette.datastructures import State
from starlette.types import ASGIApp

from signage_api.doors import Doors


async def answered(*_: Any) -> None:
    """An application that answers everything."""


def doors_with(api: Any) -> Doors:
    return Doors(State(), {"api": api, "visitors": lambda _: answered})


async def ask(doors: Doors, path: str) -> None:
    await doors({"type": "http", "path": path}, None, None)  # type: ignore[arg-type]


def test_who_scans_does_not_wait_while_the_api_is_loaded() -> None:
    scanned = Event()
    seen: list[bool] = []

    def slow(_: State) -> ASGIApp:
        seen.append(scanned.wait(10))
        return answered

    async def both() -> None:
        doors = doors_with(slow)
        await ask(doors, "/static/scan.css")
        first = asyncio.create_task(ask(doors, "/api/v1/signs"))
        await asyncio.sleep(0.05)
        await ask(doors, "/7K3M9QX4")
        scanned.set()
        await first

    asyncio.run(both())
    assert seen == [True]


def test_the_api_is_loaded_while_the_page_of_a_map_is_on_its_way() -> None:
    loaded = Event()

    def api(_: State) -> ASGIApp:
        loaded.set()
        return answered

    asyncio.run(ask(doors_with(api), "/map"))
    assert loaded.is_set()  # who ends the loop waits for its threads


def test_a_page_without_a_map_loads_no_api() -> None:
    loaded: list[State] = []

    def api(state: State) -> ASGIApp:
        loaded.append(state)
        return answered

    asyncio.run(ask(doors_with(api), "/7K3M9QX4"))
    assert loaded == []
