"""What other programs change in a store directly is noticed, on either engine."""

import sqlite3
from contextlib import suppress
from datetime import date

import psycopg
import pytest
from sqlalchemy import select

from signage.errors import StaleVersion, Unavailable
from signage.services.doctor import examine
from signage.services.editing import change_row
from signage.services.history import list_change_sets, list_changes
from signage.services.reverting import revert_change_set
from signage.services.rights import everywhere
from signage.store import Store, open_store
from signage.store.outside import trigger_names
from signage.store.schema import area_revision
from tests.places import a_municipality, a_sign, a_tenant, an_area
from tests.store.outsiders import as_outsider

BOSS = everywhere("Leitstelle")


def revision_of(store: Store, area: int) -> int:
    with store.engine_read() as connection:
        found = connection.execute(select(area_revision.c.revision).where(area_revision.c.area == area))
        return int(found.scalar_one())


def test_an_edit_in_qgis_counts_the_version_up_and_is_kept(store: Store) -> None:
    firm = a_tenant(store, valid_from=date(2020, 1, 1), is_person=True)
    state = store.state()
    as_outsider(store, "UPDATE tenant SET name = 'Neu', valid_from = NULL, is_person = NULL")
    row = store.row("tenant", firm)
    assert row is not None
    assert (row["name"], row["version"]) == ("Neu", 2)
    [edit, _created] = list_changes(store, rights=BOSS, layer="tenant", row=firm)
    assert (edit["action"], edit["kind"], edit["version"]) == ("update", "outside", 2)
    assert edit["before"] == {"name": "Muster GmbH", "valid_from": date(2020, 1, 1), "is_person": True}
    assert edit["after"] == {"name": "Neu", "valid_from": None, "is_person": None}
    assert row["changed_at"] >= edit["at"].replace(microsecond=0)
    assert store.state() != state


def test_every_edit_in_qgis_is_another_state(store: Store) -> None:
    a_tenant(store)
    seen = {store.state()}
    for number in range(3):
        as_outsider(store, f"UPDATE tenant SET number = {number + 1}")
        seen.add(store.state())
    assert len(seen) == 4


def test_edits_of_one_transaction_are_one_change_set(store: Store) -> None:
    for name in ("A", "B", "C"):
        a_tenant(store, name=name)
    before = store.revision()
    as_outsider(store, "UPDATE tenant SET street = 'Am Kreuz'", "UPDATE tenant SET number = id")
    newest = list_change_sets(store, limit=1)[0]
    assert (newest["id"], newest["rows"]) == (before + 1, 6)
    assert newest["who"].startswith("außerhalb")


def test_the_directories_of_both_areas_are_new(store: Store) -> None:
    old, new, other = an_area(store), an_area(store, name="Am Wald"), an_area(store, name="Dritte")
    a_tenant(store, old)
    before = [revision_of(store, area) for area in (old, new, other)]
    as_outsider(store, f"UPDATE tenant SET area = {new}")
    after = [revision_of(store, area) for area in (old, new, other)]
    assert [now > was for now, was in zip(after, before, strict=True)] == [True, True, False]


@pytest.mark.parametrize(
    "edit", ["UPDATE area SET name = 'Neu'", "UPDATE municipality SET name = 'Neu' WHERE ags = '16070028'"]
)
def test_an_area_is_new_with_its_name_and_its_municipality(store: Store, edit: str) -> None:
    a_municipality(store)
    area = an_area(store)
    before = revision_of(store, area)
    as_outsider(store, edit)
    assert revision_of(store, area) > before


def test_an_edit_that_changes_nothing_is_none(store: Store) -> None:
    firm = a_tenant(store)
    before = store.state() if store.kind == "geopackage" else store.revision()
    as_outsider(store, "UPDATE tenant SET name = 'Muster GmbH', geometry = geometry")
    assert store.row("tenant", firm)["version"] == 1  # type: ignore[index]
    assert before == (store.state() if store.kind == "geopackage" else store.revision())


def test_who_edits_at_the_same_time_is_told(store: Store) -> None:
    a_municipality(store)
    firm = a_tenant(store)
    as_outsider(store, "UPDATE tenant SET name = 'Neu'")
    with pytest.raises(StaleVersion):
        change_row(store, "tenant", firm, {"name": "Anders"}, seen_version=1, rights=BOSS)


def test_an_edit_in_qgis_can_be_taken_back(store: Store) -> None:
    area = an_area(store)
    firm = a_tenant(store, area)
    as_outsider(store, f"UPDATE tenant SET name = 'Neu', area = NULL WHERE id = {firm}")
    revert_change_set(store, store.revision(), who="t")
    row = store.row("tenant", firm)
    assert row is not None
    assert (row["name"], row["area"], row["version"]) == ("Muster GmbH", area, 3)


def test_a_row_added_in_qgis_is_in_the_history(store: Store) -> None:
    area = an_area(store)
    before = revision_of(store, area)
    columns = "(name, area, version, changed_at)"
    as_outsider(store, f"INSERT INTO tenant {columns} VALUES ('Neu', {area}, 1, '2026-11-22T19:00:00.000Z')")
    [created] = list_changes(store, rights=BOSS, layer="tenant")
    assert (created["action"], created["after"]["name"]) == ("create", "Neu")
    assert revision_of(store, area) > before


def test_nothing_is_deleted_from_outside(store: Store) -> None:
    firm = a_tenant(store)
    with pytest.raises((sqlite3.IntegrityError, psycopg.errors.RaiseException), match="valid_to"):
        as_outsider(store, "DELETE FROM tenant")
    assert store.row("tenant", firm) is not None


def test_own_changes_are_not_taken_for_edits_from_outside(store: Store) -> None:
    area = an_area(store)
    with store.change(who="t", why="viele") as change:
        ids = change.create_many("tenant", [{"name": f"F{n}", "area": area} for n in range(2_500)])
        change.create("tenant", {"name": "Eine", "area": area})
        change.update("tenant", ids[0], {"name": "Neu"})
        change.withdraw("tenant", ids[1])
    kinds = [row["kind"] for row in list_change_sets(store)]
    assert kinds == ["edit", "edit"]
    assert store.row("tenant", ids[0])["version"] == 2  # type: ignore[index]
    as_outsider(store, f"UPDATE tenant SET name = 'QGIS' WHERE id = {ids[5]}")
    assert list_change_sets(store)[0]["kind"] == "outside"


def test_a_town_renamed_in_qgis_is_news_to_the_areas_whose_signs_name_it(store: Store) -> None:
    area = an_area(store)
    a_municipality(store, ags="16070004", name="Arnstadt")
    a_sign(store, area, municipality="16070004")
    before = revision_of(store, area)
    as_outsider(store, "UPDATE municipality SET name = 'Neustadt' WHERE ags = '16070004'")
    assert revision_of(store, area) > before


REFUSED = (sqlite3.IntegrityError, psycopg.errors.RaiseException)


@pytest.mark.parametrize(
    "edit",
    [
        "INSERT {replace} INTO tenant (id, name, version, changed_at) VALUES ({id}, 'X', 1, {now}) {upsert}",
        "UPDATE tenant SET id = 770000",
        "UPDATE tenant SET version = 1",
        "UPDATE tenant SET version = version + 7, name = 'X'",
    ],
)
def test_no_row_is_replaced_renumbered_or_set_back_from_outside(store: Store, edit: str) -> None:
    firm = a_tenant(store)
    as_outsider(store, "UPDATE tenant SET street = 'Am Kreuz'")
    before = store.row("tenant", firm)
    in_file = store.kind == "geopackage"
    how = {"replace": "OR REPLACE" if in_file else "", "id": firm, "now": "'2026-11-22'"}
    upsert = "" if in_file else "ON CONFLICT (id) DO UPDATE SET name = 'X'"
    with pytest.raises(REFUSED, match="signage: "):
        as_outsider(store, edit.format(**how, upsert=upsert))
    assert store.row("tenant", firm) == before
    assert len(store.history(layer="tenant", row=firm)) == 2


@pytest.mark.parametrize(
    "edit",
    [
        "UPDATE code SET state = 'retired'",
        "DELETE FROM code WHERE state = 'minted'",
        "INSERT INTO code (token, state, minted_at) VALUES ('X', 'live', '2026-11-22T19:00:00.000Z')",
    ],
)
def test_the_register_of_codes_is_the_stores_own(store: Store, edit: str) -> None:
    sign = a_sign(store)
    with store.change(who="t", why="t") as change:
        spare = change.mint(1)[0]
    with pytest.raises(REFUSED, match="Register der Codes"):
        as_outsider(store, edit)
    assert store.code(spare) is not None
    assert store.code(store.row("sign", sign)["code"])["state"] == "live"  # type: ignore[index]


@pytest.mark.parametrize("edit", ["INSERT OR REPLACE INTO", "UPDATE OR REPLACE"])
def test_no_sign_is_replaced_by_one_with_its_code(geopackage: Store, edit: str) -> None:
    kept, other = a_sign(geopackage), a_sign(geopackage, code=False)
    code = geopackage.row("sign", kept)["code"]  # type: ignore[index]
    rest = f"sign SET code = '{code}' WHERE id = {other}"
    if edit.startswith("INSERT"):
        columns = "geometry, code, version, changed_at"
        rest = f"sign ({columns}) SELECT {columns} FROM sign LIMIT 1"
    with pytest.raises(sqlite3.IntegrityError, match="ersetzt wird nichts"):
        as_outsider(geopackage, f"{edit} {rest}")
    assert geopackage.row("sign", kept) is not None


def test_the_time_of_the_last_change_is_the_stores_own(store: Store) -> None:
    firm = a_tenant(store)
    before = store.row("tenant", firm)
    with suppress(sqlite3.IntegrityError):
        as_outsider(store, "UPDATE tenant SET changed_at = '2001-01-01T00:00:00.000Z'")
    assert store.row("tenant", firm) == before


def test_a_program_may_count_version_and_time_up_with_its_edit(store: Store) -> None:
    firm = a_tenant(store)
    edit = "SET name = 'Neu', version = version + 1, changed_at = '2001-01-01T00:00:00.000Z'"
    as_outsider(store, f"UPDATE tenant {edit}")
    row = store.row("tenant", firm)
    assert row is not None
    assert row["version"] >= 2
    assert row["changed_at"].year > 2001


@pytest.mark.parametrize("version", ["0", "-3", "'abc'"])
def test_a_row_added_to_a_file_starts_with_a_version(geopackage: Store, version: str) -> None:
    values = f"VALUES ('Neu', {version}, '2026-11-22T19:00:00.000Z')"
    with pytest.raises(sqlite3.IntegrityError, match="braucht version 1"):
        as_outsider(geopackage, f"INSERT INTO tenant (name, version, changed_at) {values}")


@pytest.mark.parametrize("edit", ["DROP TABLE tenant", "ALTER TABLE tenant DROP COLUMN lorry_note"])
def test_a_layer_that_another_program_dropped_is_named(store: Store, edit: str) -> None:
    names = trigger_names("tenant") if store.kind == "geopackage" else ()
    along = " CASCADE" if store.kind == "postgis" and edit.startswith("DROP TABLE") else ""
    as_outsider(store, *(f"DROP TRIGGER {name}" for name in names), edit + along)
    store.close()
    with pytest.raises(Unavailable, match="Ebene tenant"):
        open_store(store.url)
    [finding] = [found for found in examine(store.url) if not found.well]
    assert "Ebene tenant (Firmen) fehlt" in finding.answer
