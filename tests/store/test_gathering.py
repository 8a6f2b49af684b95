"""Updates of one transaction are run together, and nobody sees that they waited."""

from pathlib import Path

import pytest
from sqlalchemy import select

from signage.errors import NotFound
from signage.services.bulk import Wanted, change_rows
from signage.services.rights import everywhere
from signage.services.round_trip import desk, uploads
from signage.services.round_trip.layouts import Layout
from signage.services.tenants.many import preview_tenants
from signage.store import Store
from signage.store.changes import ChangeSet
from signage.store.schema import LAYER_TABLES
from tests.parts.statements import statements
from tests.places import a_municipality, an_area
from tests.services.import_world import take

BOSS = everywhere("Leitstelle")
FIRM = LAYER_TABLES["tenant"]


def firms(store: Store, count: int) -> list[int]:
    """So many firms of a new area with the key EK."""
    a_municipality(store)
    common = {"area": an_area(store), "municipality": "16070028", "street": "Am Kreuz"}
    rows = [common | {"name": f"Firma {number} KG", "number": number} for number in range(1, count + 1)]
    with store.change(who="t", why="t") as change:
        return change.create_many("tenant", rows)


def test_many_rows_are_changed_with_few_statements(store: Store) -> None:
    wanted = [Wanted(row, 1, {"note": f"n{row}", "phone": None}) for row in firms(store, 60)]
    with statements(store) as run:
        change_rows(store, "tenant", wanted, rights=BOSS)
    assert len(run) < 20
    rows = store.read("tenant")
    assert [(row["note"], row["version"]) for row in rows] == [(f"n{row['id']}", 2) for row in rows]
    assert [len(store.history(layer="tenant", row=row["id"])) for row in rows] == [2] * 60


def test_a_preview_of_many_rows_writes_none(store: Store) -> None:
    wanted = [Wanted(row, 1, {"note": "neu"}) for row in firms(store, 60)]
    with statements(store) as run:
        found = preview_tenants(store, wanted, rights=BOSS)
    assert ([one.changed for one in found], len(run) < 10) == ([["note"]] * 60, True)
    assert not any("UPDATE tenant" in statement for statement in run)


def test_a_list_that_comes_again_changes_its_rows_with_few_statements(store: Store, tmp_path: Path) -> None:
    firms(store, 60)
    rows = "".join(f"Firma {number} KG;EK;0361 {number}\n" for number in range(1, 61))
    with statements(store) as run:
        report = take(store, "tenants", tmp_path, f"Firma;Gewerbegebiet;Telefon\n{rows}")
    assert report.changed == 60
    assert sum("tenant SET" in statement or "FOR UPDATE" in statement for statement in run) < 10
    assert len(run) < 60


def test_a_workbook_changes_its_rows_with_few_statements(store: Store) -> None:
    firms(store, 60)
    rows = "".join(f"Firma {number} KG;EK;0361 {number}\n" for number in range(1, 61))
    key = desk.receive(store, f"Betrieb;Standort;Tel\n{rows}".encode(), "liste.csv", rights=BOSS)
    upload = uploads.load_upload(store, key, account=None)
    fields = {"Betrieb": "name", "Standort": "area", "Tel": "phone"}
    desk.lay_out(store, upload, Layout(fields), rights=BOSS)
    upload = uploads.load_upload(store, key, account=None)
    stamp = desk.compare(store, upload, rights=BOSS).stamp
    with statements(store) as run:
        taken = desk.take_decided(store, upload, stamp=stamp, rights=BOSS)
    assert taken.counts["changed"] == 60
    assert len(run) < 60
    assert {row["phone"] for row in store.read("tenant")} == {f"0361 {n}" for n in range(1, 61)}


def test_who_reads_within_the_change_sees_what_waited(store: Store) -> None:
    first, second = firms(store, 2)
    name = select(FIRM.c.name).where(FIRM.c.id == first)
    with store.change(who="t", why="t") as change:
        connection = change.connection
        change.update("tenant", first, {"name": "Anders"})
        assert connection.execute(name).scalar() == "Anders"
        change.update("tenant", first, {"note": "a"})
        assert change.update("tenant", first, {"name": "Wieder"})["version"] == 4
        assert change.current("tenant", second)["version"] == 1
    row = store.row("tenant", first)
    assert row is not None
    assert (row["name"], row["note"], row["version"]) == ("Wieder", "a", 4)


def test_rows_that_are_held_follow_what_was_changed_of_them(store: Store) -> None:
    first, second = firms(store, 2)
    with store.change(who="t", why="t") as change:
        change.hold("tenant", [first, second])
        change.update("tenant", first, {"note": "a"})
        assert change.update("tenant", first, {"phone": "1"}, seen_version=2)["note"] == "a"
        change.current("tenant", second)["name"] = "only in this copy"
        assert change.current("tenant", second)["name"] == "Firma 2 KG"


def note(change: ChangeSet, *rows: int) -> None:
    for row in rows:
        change.update("tenant", row, {"note": "geht"})


def test_what_is_taken_back_in_between_leaves_nothing_that_waits(store: Store) -> None:
    first, second = firms(store, 2)
    with store.change(who="t", why="t") as change:
        change.hold("tenant", [first, second])
        change.update("tenant", first, {"note": "bleibt"})
        with pytest.raises(NotFound), change.whole():
            note(change, first, second, second + 1)
        assert change.current("tenant", first)["note"] == "bleibt"
        change.update("tenant", second, {"phone": "1"}, seen_version=1)
    rows = store.read("tenant")
    assert [(row["note"], row["phone"], row["version"]) for row in rows] == [
        ("bleibt", None, 2),
        (None, "1", 2),
    ]
    assert len(store.history(layer="tenant")) == 4
