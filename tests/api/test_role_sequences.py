"""Whatever somebody does one after the other, no row of others is changed by it or told in full."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from signage.services.history import stored_fields
from signage.services.rules import place_of
from signage.settings import Settings
from signage_api.app import create_app
from tests.api.role_table import TABLE, Asked
from tests.api.test_role_matrix import leaked
from tests.parts.roles import EAST, PUBLIC_URL, TOWN, WHO, Who, World
from tests.parts.stores import new_geopackage

NAMES = [name for name, who in WHO.items() if who.reads and "foreign" not in who.reads]
SLOW = {"sheet_of_sign", "print_map", "qr_pdf", "qr_png", "qr_svg", "outlines_of_file"}
CELLS = [
    (cell, place)
    for name, cells in TABLE.items()
    if name not in SLOW
    for cell in cells
    for place in cell.targets
]


@pytest.fixture(scope="module")
def world_of(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], World]]:
    """A world for each who acts: what one sequence leaves behind the next one meets."""
    with ExitStack() as started:

        @cache
        def world(name: str) -> World:
            store = new_geopackage(tmp_path_factory.mktemp("sequences") / "store.gpkg")
            started.callback(store.close)
            found = World(store)
            service = create_app(Settings(public_url=PUBLIC_URL), store=store)
            found.client = started.enter_context(TestClient(service, base_url=PUBLIC_URL))
            found.who = WHO[name]
            return found

        yield world


places = st.sampled_from(list(EAST))
asked_of_table = st.tuples(st.just("table"), st.sampled_from(range(len(CELLS))))
moved = st.tuples(st.just("move"), st.sampled_from(["tenant", "sign"]), places, places)
given_away = st.tuples(st.just("give"), st.sampled_from(["tenant", "sign", "area"]), places, places)
taken_back = st.tuples(st.just("revert"), st.integers(0, 6))
steps = st.one_of(asked_of_table, moved, given_away, taken_back)


def request_of(world: World, step: tuple[Any, ...]) -> Asked:
    """What a step asks for."""
    if step[0] == "table":
        cell, place = CELLS[step[1]]
        asked: Asked = cell.ask(world, place)
        return asked
    if step[0] == "revert":
        return Asked("POST", f"/changes/{world.store.revision() - step[1]}/revert", {})
    _, layer, place, to = step
    key = world.target(layer, place)
    body = {"area": world.areas[to]} if step[0] == "move" else {"municipality": TOWN[to]}
    return Asked("PATCH", f"/{layer}s/{key}", body)


def touched_of_others(world: World, who: Who, since: int) -> list[str]:
    """The rows changed since a revision that belonged or belong to where `who` sees nothing in full."""
    found = []
    for entry in world.store.history(limit=200):
        if entry["change_set"] <= since:
            break
        row = world.row(entry["layer"], entry["row"])
        before = row | (stored_fields(entry["layer"], entry["before"]) or {})
        with world.store.engine_read() as connection:
            belongs = [place_of(connection, entry["layer"], one) for one in (row, before)]
        found += [f"{entry['layer']} {entry['row']}" for one in belongs if not is_seen(world, who, one)]
    return found


def is_seen(world: World, who: Who, belongs: tuple[str | None, int | None]) -> bool:
    """Whether somebody sees what belongs there in full: the area where that is all they have, or the town."""
    ags, area = belongs
    if who.reads == {"own"}:
        return area == world.areas["own"]
    return ags in {TOWN[place] for place in who.reads}


@settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(name=st.sampled_from(NAMES), sequence=st.lists(steps, min_size=2, max_size=10))
def test_no_sequence_of_calls_tells_or_changes_what_is_others(
    world_of: Callable[[str], World], name: str, sequence: list[tuple[Any, ...]]
) -> None:
    world, who = world_of(name), WHO[name]
    for step in sequence:
        asked = request_of(world, step)
        before = world.store.revision()
        answer = world.send(asked, name)
        assert answer.status_code < 500, f"{asked}: {answer.text}"
        assert leaked(who, answer) == [], f"{asked} by {name}"
        assert touched_of_others(world, who, before) == [], f"{asked} by {name}"
