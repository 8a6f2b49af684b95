"""The matrix of roles on PostGIS, which reads and locks with statements of its own; and, really printed, what
a map and a sign's sheet tell.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from signage.store import open_store
from tests.api.role_table import TABLE
from tests.api.test_role_matrix import asked_by_everybody, world_of
from tests.artwork.papers_read import words
from tests.parts.postgres import Cluster
from tests.parts.roles import World, secret

PRINTED = {"sheet_of_sign", "print_map"}


@pytest.fixture(scope="module")
def world(postgis: Cluster, empty_database: str) -> Iterator[World]:
    """Rows in a database of their own."""
    with postgis.fresh_database(empty_database) as url, world_of(open_store(url)) as found:
        yield found


@pytest.mark.parametrize("operation", sorted(set(TABLE) - PRINTED))
def test_a_database_answers_each_role_as_a_file_does(world: World, operation: str) -> None:
    wrong = asked_by_everybody(world, operation)
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
