"""An import of a file while somebody edits the same rows through another connection."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from signage.services.importing import ImportReport
from signage.store import Store
from signage.store.changes import ChangeSet
from tests.services.import_world import fill_world, take

FIRMS = "Firma;Gewerbegebiet;Straße;Hausnr\n"


@pytest.fixture
def world(store: Store) -> Store:
    """Two towns and two areas on either engine."""
    fill_world(store)
    return store


@contextmanager
def under_way(store: Store) -> Iterator[tuple[ChangeSet, threading.Event]]:
    """A change set of another thread that is not committed before the event is set."""
    begun, ready, end = list[ChangeSet](), threading.Event(), threading.Event()

    def edit() -> None:
        with store.change(who="Bauamt", why="t") as change:
            begun.append(change)
            ready.set()
            assert end.wait(20)

    editor = threading.Thread(target=edit)
    editor.start()
    assert ready.wait(20)
    yield begun[0], end
    end.set()
    editor.join()


def imported_meanwhile(store: Store, folder: Path, text: str, end: threading.Event) -> ImportReport:
    """What came of an import that began before the edit was committed."""
    reports = list[ImportReport]()
    importer = threading.Thread(target=lambda: reports.append(take(store, "tenants", folder, text)))
    importer.start()
    importer.join(0.5)
    end.set()
    importer.join()
    return reports[0]


def test_a_firm_added_meanwhile_is_not_added_twice(world: Store, tmp_path: Path) -> None:
    with under_way(world) as (change, end):
        change.create("tenant", {"name": "Neu GmbH", "area": 1, "street": "Am Kreuz", "house_number": "5"})
        report = imported_meanwhile(world, tmp_path, f"{FIRMS}Neu GmbH;EK;Am Kreuz;5\n", end)
    assert world.count("tenant") == 1
    assert report.taken == 0


def test_a_number_given_meanwhile_is_not_given_twice(world: Store, tmp_path: Path) -> None:
    with under_way(world) as (change, end):
        change.create("tenant", {"name": "Andere", "area": 1, "number": 1})
        imported_meanwhile(world, tmp_path, f"{FIRMS}Neu GmbH;EK;Am Kreuz;5\n", end)
    assert sorted(row["number"] for row in world.read("tenant")) == [1, 2]


def test_an_edit_of_the_same_row_is_not_lost(world: Store, tmp_path: Path) -> None:
    take(world, "tenants", tmp_path, f"{FIRMS}Neu GmbH;EK;Am Kreuz;5\n")
    with under_way(world) as (change, end):
        change.update("tenant", 1, {"activity": "Logistik", "house_number": "6"})
        text = "Firma;Gewerbegebiet;Telefon\nNeu GmbH;EK;03621 1\n"
        imported_meanwhile(world, tmp_path, text, end)
    [row] = world.read("tenant")
    assert (row["activity"], row["house_number"], row["phone"]) == ("Logistik", "6", "03621 1")
