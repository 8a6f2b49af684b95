"""The matrix of roles on PostGIS: every operation by a role of each kind; and, really printed, what a map and
a sign's sheet tell. All roles are asked on a GeoPackage (tests/api/test_role_matrix.py).
"""

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from signage.settings import Settings
from signage.store import open_store
from signage_api.app import create_app
from tests.api.role_table import TABLE
from tests.api.test_role_matrix import faults
from tests.artwork.papers_read import words
from tests.parts.postgres import Cluster
from tests.parts.roles import PUBLIC_URL, WHO, World, secret

SOME = ("nobody", "clerk", "token of one area", "manager")
PRINTED = {"sheet_of_sign", "print_map"}


@pytest.fixture(scope="module")
def world(postgis: Cluster, empty_database: str) -> Iterator[World]:
    """Rows in a database of their own, and a client that asks for everybody."""
    with postgis.fresh_database(empty_database) as url:
        store = open_store(url)
        found = World(store)
        service = create_app(Settings(public_url=PUBLIC_URL), store=store)
        with TestClient(service, base_url=PUBLIC_URL) as client:
            found.client = client
            yield found
        store.close()


@pytest.mark.parametrize("operation", sorted(set(TABLE) - PRINTED))
def test_a_database_answers_each_role_as_a_file_does(world: World, operation: str) -> None:
    wrong = []
    for cell in TABLE[operation]:
        for name in SOME:
            world.who = WHO[name]
            for place in cell.targets:
                asked = cell.ask(world, place)
                answer = world.send(asked, name)
                where = f"{asked.method} {asked.path} by {name} for {place}"
                wrong += [f"{where} {fault}" for fault in faults(world.who, cell, place, answer)]
    assert not wrong, "\n".join(wrong[:12])


def printed(world: World, operation: str, name: str, place: str) -> str:
    """What stands on the paper."""
    [cell] = TABLE[operation]
    answer: Any = world.send(cell.ask(world, place), name)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    return words(answer.content)


@pytest.mark.parametrize(
    ("name", "place", "tells"),
    [
        ("nobody", "own", False), ("clerk", "own", True), ("clerk", "foreign", False),
        ("token of one area", "neighbour", False), ("manager", "foreign", True),
    ],
)  # fmt: skip
def test_a_sheet_that_is_printed_tells_its_note_to_who_sees_the_sign_in_full(
    world: World, name: str, place: str, tells: bool
) -> None:
    paper = printed(world, "sheet_of_sign", name, place)
    assert (secret(place, "sign") in paper) is tells
    assert paper.count("GEHEIM") == tells


@pytest.mark.parametrize("name", ["nobody", "manager"])
def test_a_map_that_is_printed_tells_nobody_a_secret(world: World, name: str) -> None:
    paper = printed(world, "print_map", name, "once")
    assert "Gebiet own" in paper
    assert "GEHEIM" not in paper
