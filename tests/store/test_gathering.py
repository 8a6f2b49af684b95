"""Updates of one transaction are run together, and nobody sees that they waited."""

from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from signage.errors import NotFound, RowsRefused
from signage.services.bulk import Wanted, change_rows
from signage.services.editing import no_such_row
from signage.services.rights import Rights, everywhere
from signage.services.round_trip import desk, uploads
from signage.services.round_trip.layouts import Layout
from signage.services.rules import next_number
from signage.services.tenants.many import preview_tenants
from signage.store import Store
from signage.store.changes import ChangeSet
from signage.store.schema import LAYER_TABLES
from tests.parts.statements import statements
from tests.places import a_municipality, a_tenant, an_area, outline, point
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


@pytest.mark.parametrize(
    "values",
    [{"area": 2}, {"house_number": "7 a"}, {"geometry": point(700, 500)}, {"municipality": "16070028"}],
)
def test_many_rows_change_their_place_with_few_statements(store: Store, values: dict[str, Any]) -> None:
    rows = firms(store, 60)
    an_area(store, name="Zweites", geometry=outline(300))
    clerk = Rights(frozenset(["16070028"]), "Kim")
    with statements(store) as run:
        change_rows(store, "tenant", [Wanted(row, 1, values) for row in rows], rights=clerk)
    assert len(run) < 40
    assert all({name: row[name] for name in values} == values for row in store.read("tenant"))


def test_firms_that_change_their_area_together_are_numbered_as_one_by_one(store: Store) -> None:
    rows = firms(store, 6)
    second = an_area(store, name="Zweites", geometry=outline(300))
    a_tenant(store, second, number=8, name="Schon da")
    values: list[dict[str, Any]] = [{"area": second} for _ in rows]
    values[2] |= {"number": 20}
    values[4] |= {"number": 3}
    wanted = [Wanted(row, 1, said) for row, said in zip(rows, values, strict=True)]
    change_rows(store, "tenant", wanted, rights=BOSS)
    numbers = [row["number"] for row in store.read("tenant") if row["id"] in rows]
    assert numbers == [9, 10, 20, 21, 3, 22]


def test_a_number_that_is_free_again_within_the_change_is_given_again(store: Store) -> None:
    first, *_, last = firms(store, 3)
    with store.change(who="t", why="t") as change:
        assert next_number(change, 1) == 4
        change.update("tenant", last, {"number": 9})
        assert next_number(change, 1) == 10
        change.withdraw("tenant", last)
        assert next_number(change, 1) == 3
        change.update("tenant", first, {"number": None})
        with suppress(NotFound), change.whole():
            change.update("tenant", first, {"number": 30})
            raise no_such_row("tenant", first)
        assert next_number(change, 1) == 3


def test_a_number_that_another_firm_has_is_refused_also_in_between(store: Store) -> None:
    rows = firms(store, 3)
    second = an_area(store, name="Zweites", geometry=outline(300))
    a_tenant(store, second, number=5, name="Schon da")
    wanted = [Wanted(rows[0], 1, {"area": second}), Wanted(rows[1], 1, {"area": second, "number": 5})]
    with pytest.raises(RowsRefused, match="5"):
        change_rows(store, "tenant", wanted, rights=BOSS)


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
