"""What an application loads is loaded when it is needed, and keeps nobody else waiting."""

import asyncio
from threading import Event, active_count
from typing import Any

import pytest
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


def test_however_many_wait_for_the_api_one_thread_loads_it() -> None:
    go, loading = Event(), Event()
    threads: list[int] = []

    def slow(_: State) -> ASGIApp:
        loading.set()
        threads.append(active_count())
        go.wait(10)
        threads.append(active_count())
        return answered

    async def many() -> None:
        doors = doors_with(slow)
        waiting = [asyncio.create_task(ask(doors, path)) for path in ("/api/v1/signs", "/map") * 20]
        await asyncio.to_thread(loading.wait, 10)
        await asyncio.sleep(0.05)
        assert not await asyncio.wait_for(asyncio.to_thread(go.is_set), 5)  # there is a thread for others
        go.set()
        await asyncio.gather(*waiting)

    asyncio.run(many())
    assert len(threads) == 2  # loaded once
    assert threads[1] - threads[0] <= 2


def test_who_goes_away_while_the_api_is_loaded_takes_nobody_along() -> None:
    go = Event()

    def slow(_: State) -> ASGIApp:
        go.wait(10)
        return answered

    async def one_leaves() -> None:
        doors = doors_with(slow)
        first, second = (asyncio.create_task(ask(doors, "/api/v1/signs")) for _ in range(2))
        await asyncio.sleep(0.05)
        first.cancel()
        await asyncio.sleep(0.05)
        go.set()
        await second

    asyncio.run(one_leaves())


def test_an_api_that_failed_to_load_is_tried_again() -> None:
    tries: list[int] = []

    def flaky(_: State) -> ASGIApp:
        tries.append(1)
        if len(tries) == 1:
            raise OSError("no more files")
        return answered

    async def twice() -> None:
        doors = doors_with(flaky)
        with pytest.raises(OSError, match="no more files"):
            await ask(doors, "/api/v1/signs")
        await ask(doors, "/api/v1/signs")

    asyncio.run(twice())
    assert len(tries) == 2
