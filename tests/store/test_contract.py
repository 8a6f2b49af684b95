"""What every store promises, GeoPackage and PostGIS alike."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from signage.errors import Conflict, InvalidInput, NotFound, StaleVersion, Unavailable
from signage.services.scan_counts import ScanCounts
from signage.store import Store, create_store, open_store
from tests.places import EAST, NORTH, a_sign, a_tenant, add, an_area, line, outline, point


def test_a_row_comes_back_as_it_went_in(store: Store) -> None:
    area = an_area(store)
    tenant = a_tenant(store, area, name="Äpfel & <b>Söhne</b>", valid_from=date(2020, 1, 31), is_person=True)
    row = store.row("tenant", tenant)
    assert row is not None
    assert (row["name"], row["valid_from"], row["is_person"]) == (
        "Äpfel & <b>Söhne</b>",
        date(2020, 1, 31),
        True,
    )
    assert row["geometry"] == point(500, 500)
    assert row["version"] == 1
    assert row["changed_at"].tzinfo is not None


@pytest.mark.parametrize(
    ("layer", "geometry"),
    [("road", line((0, 0), (5, 9), (7, 7))), ("area", outline(3, 4)), ("municipality", outline())],
)
def test_every_kind_of_geometry_comes_back(store: Store, layer: str, geometry: bytes) -> None:
    required = {"municipality": {"ags": "16070028", "name": "A"}, "area": {"name": "A"}, "road": {}}[layer]
    row = store.row(layer, add(store, layer, geometry=geometry, **required))
    assert row is not None
    assert row["geometry"] == geometry


def test_a_row_that_is_not_there_is_none(store: Store) -> None:
    assert store.row("tenant", 99) is None
    assert store.code("00000000") is None


def test_an_unknown_layer_names_the_known_ones(store: Store) -> None:
    with pytest.raises(NotFound, match="bekannt: municipality, area, tenant"):
        store.read("billboard")


def test_an_unknown_column_names_the_known_ones(store: Store) -> None:
    with pytest.raises(InvalidInput, match="bekannt: id, name"):
        store.read("tenant", where={"colour": "red"})


def test_rows_are_found_by_box(store: Store) -> None:
    near, far = a_tenant(store), a_tenant(store, geometry=point(5000, 5000))
    box = (EAST, NORTH, EAST + 1000, NORTH + 1000)
    assert [row["id"] for row in store.read("tenant", bbox=box)] == [near]
    assert store.count("tenant", bbox=box) == 1
    assert store.count("tenant") == 2
    assert far != near


def test_a_moved_row_is_found_at_its_new_place(store: Store) -> None:
    tenant = a_tenant(store)
    with store.change(who="t", why="moved") as change:
        change.update("tenant", tenant, {"geometry": point(9000, 9000)})
    assert store.count("tenant", bbox=(EAST, NORTH, EAST + 1000, NORTH + 1000)) == 0
    assert store.count("tenant", bbox=(EAST + 8999, NORTH + 8999, EAST + 9001, NORTH + 9001)) == 1


def test_a_firm_that_ends_today_is_gone_today(store: Store) -> None:
    a_tenant(store, valid_from=date(2020, 1, 1), valid_to=date(2026, 5, 1))
    counts = [store.count("tenant", as_of=date(2026, 4, day)) for day in (29, 30)]
    assert counts == [1, 1]
    assert store.count("tenant", as_of=date(2026, 5, 1)) == 0
    assert store.count("tenant", as_of=date(2019, 12, 31)) == 0


def test_pages_by_id_meet_every_row_once(store: Store) -> None:
    ids = [a_tenant(store, name=f"Firma {n}") for n in range(7)]
    seen: list[int] = []
    while page := store.read("tenant", after=seen[-1] if seen else 0, limit=3):
        seen += [row["id"] for row in page]
    assert seen == ids


def test_a_change_counts_the_version_up_and_keeps_both_values(store: Store) -> None:
    tenant = a_tenant(store)
    with store.change(who="Frau Muster", why="umbenannt", source="Anruf") as change:
        assert change.update("tenant", tenant, {"name": "Neu GmbH"}, seen_version=1)["version"] == 2
    [entry, _created] = store.history(layer="tenant", row=tenant)
    assert (entry["who"], entry["why"], entry["source"]) == ("Frau Muster", "umbenannt", "Anruf")
    assert (entry["before"], entry["after"]) == ('{"name":"Muster GmbH"}', '{"name":"Neu GmbH"}')


def test_a_stale_version_is_refused_with_the_present_row(store: Store) -> None:
    tenant = a_tenant(store)
    with store.change(who="a", why="a") as change:
        change.update("tenant", tenant, {"name": "Erster"}, seen_version=1)
    with pytest.raises(StaleVersion) as refused, store.change(who="b", why="b") as change:
        change.update("tenant", tenant, {"name": "Zweiter"}, seen_version=1)
    assert refused.value.current["name"] == "Erster"


def test_equal_values_are_no_change(store: Store) -> None:
    tenant = a_tenant(store)
    before = store.revision()
    with store.change(who="t", why="t") as change:
        change.update("tenant", tenant, {"name": "Muster GmbH"})
    assert store.revision() == before
    assert store.row("tenant", tenant)["version"] == 1  # type: ignore[index]


def test_a_failing_change_set_leaves_nothing(store: Store) -> None:
    before = store.revision()

    def fail_half_way() -> None:
        with store.change(who="t", why="t") as change:
            change.create("tenant", {"name": "Halb"})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_half_way()
    assert store.count("tenant") == 0
    assert store.revision() == before


def test_a_withdrawn_row_stays_in_the_history_only(store: Store) -> None:
    tenant = a_tenant(store)
    with store.change(who="t", why="Irrtum") as change:
        change.withdraw("tenant", tenant)
    assert store.read("tenant") == []
    assert store.row("tenant", tenant)["withdrawn_by"] == store.revision()  # type: ignore[index]
    with store.change(who="t", why="doch") as change:
        change.restore("tenant", tenant)
    assert store.count("tenant") == 1


def test_a_change_in_an_area_raises_its_revision(store: Store) -> None:
    from sqlalchemy import select

    from signage.store.schema import area_revision

    def revisions() -> dict[int, int]:
        with store.engine_read() as connection:
            return {row.area: row.revision for row in connection.execute(select(area_revision))}

    here, there = an_area(store), an_area(store, number="XX", geometry=outline(9000))
    before = revisions()
    tenant = a_tenant(store, here)
    after = revisions()
    assert (after[here] > before[here], after[there]) == (True, before[there])
    with store.change(who="t", why="Umzug") as change:
        change.update("tenant", tenant, {"area": there})
    assert all(revisions()[area] > after[area] for area in (here, there))


def test_many_rows_at_once_are_indexed_as_single_ones(store: Store) -> None:
    rows = [{"name": f"Firma {n}", "geometry": point(n, n)} for n in range(2500)] + [{"name": "ortlos"}]
    with store.change(who="t", why="Import", kind="import") as change:
        ids = change.create_many("tenant", rows)
    assert len(set(ids)) == 2501
    assert store.count("tenant", bbox=(EAST + 99.5, NORTH, EAST + 109.5, NORTH + 5000)) == 10
    a_tenant(store, geometry=point(100, 100))
    assert store.count("tenant", bbox=(EAST + 99.5, NORTH, EAST + 109.5, NORTH + 5000)) == 11


def test_minted_codes_are_registered_and_never_twice(store: Store) -> None:
    with store.change(who="t", why="t") as change:
        codes = change.mint(300)
    assert len(set(codes)) == 300
    assert store.code(codes[0])["state"] == "minted"  # type: ignore[index]


def test_a_code_finds_its_sign_and_belongs_to_one_only(store: Store) -> None:
    sign = a_sign(store)
    token = store.row("sign", sign)["code"]  # type: ignore[index]
    assert store.sign_of(token)["id"] == sign  # type: ignore[index]
    with pytest.raises(Conflict, match="vergeben"):
        add(store, "sign", code=token, geometry=point())


def test_a_row_in_an_area_that_is_not_there_is_refused(store: Store) -> None:
    with pytest.raises(InvalidInput, match="verweist"):
        a_tenant(store, 999)


def test_the_state_of_an_unknown_code_cannot_be_set(store: Store) -> None:
    with pytest.raises(NotFound), store.change(who="t", why="t") as change:
        change.set_code("00000000", state="live")


def test_a_reader_sees_one_state_while_others_write(store: Store) -> None:
    a_tenant(store)
    with store.engine_read() as connection:
        from sqlalchemy import text

        first = connection.execute(text("SELECT count(*) FROM tenant")).scalar()
        if store.kind == "geopackage":
            a_tenant(store)
            assert connection.execute(text("SELECT count(*) FROM tenant")).scalar() == first == 1


def test_no_update_is_lost_when_many_write_at_once(store: Store) -> None:
    tenant = a_tenant(store, number=1)

    def count_up() -> None:
        for _ in range(20):
            with store.change(who="t", why="+1") as change:
                change.update("tenant", tenant, {"number": change.current("tenant", tenant)["number"] + 1})

    threads = [threading.Thread(target=count_up) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.row("tenant", tenant)["number"] == 101  # type: ignore[index]


@pytest.mark.parametrize("store", ["postgis_store"], indirect=True)
def test_of_two_changes_that_wait_for_each_other_one_is_asked_to_come_again(store: Store) -> None:
    firms, both_have_one = [a_tenant(store, name=name) for name in ("Adler", "Bussard")], threading.Barrier(2)

    def rename(first: int, second: int) -> str:
        try:
            with store.change(who="test", why="test") as change:
                change.update("tenant", first, {"name": "Neu"})
                both_have_one.wait(60)
                change.update("tenant", second, {"name": "Neu"})
        except Unavailable as error:
            return str(error)
        return ""

    with ThreadPoolExecutor(2) as both:
        said = sorted(both.map(rename, firms, reversed(firms)))
    assert said[0] == ""
    assert "Bitte gleich noch einmal" in said[1]
    assert [row["version"] for row in store.read("tenant")] == [2, 2]


def test_a_store_is_not_made_twice(store: Store) -> None:
    with pytest.raises(Conflict):
        create_store(store.url)


def test_a_closed_store_opens_again_with_all_rows(store: Store) -> None:
    a_tenant(store)
    store.close()
    again = open_store(store.url)
    assert again.count("tenant") == 1
    again.close()


def test_the_state_is_another_one_after_every_commit_in_any_order(store: Store) -> None:
    seen = {store.state()}
    a_tenant(store)
    seen.add(store.state())
    if store.kind == "postgis":
        with store.change(who="first", why="ends last") as change:
            change.create("tenant", {"name": "A"})
            second = threading.Thread(target=a_tenant, args=(store,))
            second.start()
            second.join()
            seen.add(store.state())
        seen.add(store.state())
        assert len(seen) == 4
    assert len(seen) >= 2


def test_the_state_of_the_history_stays_while_scans_are_counted(store: Store) -> None:
    seen = {store.history_state()}
    counts = ScanCounts(store, 3600)
    counts.add("ABCDEFGH", date(2026, 11, 28), "de")
    counts.close()
    assert {store.history_state()} == seen
    with store.change(who="first", why="ends last") as change:
        change.create("tenant", {"name": "A"})
        if store.kind == "postgis":
            second = threading.Thread(target=a_tenant, args=(store,))
            second.start()
            second.join()
            seen.add(store.history_state())
    seen.add(store.history_state())
    assert len(seen) == (3 if store.kind == "postgis" else 2)


def test_the_state_of_a_layer_stays_while_others_change_and_scans_are_counted(store: Store) -> None:
    area = an_area(store)
    signs = store.layer_state("sign")
    counts = ScanCounts(store, 3600)
    counts.add("ABCDEFGH", date(2026, 11, 28), "de")
    counts.close()
    assert store.layer_state("sign") == signs
    a_sign(store, area)
    assert store.layer_state("sign") != signs


def test_an_areas_revision_grows_with_what_lies_in_it_alone(store: Store) -> None:
    area, other = an_area(store), an_area(store, number="X")
    before = store.area_revision(area)
    a_tenant(store, other)
    assert store.area_revision(area) == before
    a_tenant(store, area)
    assert store.area_revision(area) > before
    assert store.area_revision(999) == 0
