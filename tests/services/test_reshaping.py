"""Areas split and merged: what lies in them goes along, and all of it can be taken back."""

import threading
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from signage.domain.validity import today
from signage.errors import InvalidInput, NotFound, SignageError, StaleVersion
from signage.services.history import list_changes
from signage.services.reshaping import Reshaped, merge_areas, split_area
from signage.services.reverting import revert_change_set
from signage.services.rights import Rights, everywhere
from signage.store import Store
from tests.places import a_municipality, a_sign, a_tenant, add, an_area, line, outline, point, polygon

HERE, THERE = "16070028", "16067029"
CLERK = Rights(frozenset([HERE]), "Bauamt")
BOSS = everywhere("Leitstelle")
MIDDLE = line((700, -10), (700, 1010))


@pytest.fixture
def area(store: Store) -> int:
    """A square kilometre of Amt Wachsenburg."""
    a_municipality(store)
    return an_area(store)


def split(store: Store, area: int, by: bytes = MIDDLE, **more: Any) -> Reshaped:
    asked: dict[str, Any] = {"seen_version": 1, "rights": CLERK} | more
    return split_area(store, area, by, **asked)


def merge(store: Store, keep: int, *others: int, **more: Any) -> Reshaped:
    seen = dict.fromkeys([*others, keep], 1)
    asked: dict[str, Any] = {"keep": keep, "rights": CLERK} | more
    return merge_areas(store, seen, **asked)


def area_of(store: Store, layer: str, row_id: int) -> Any:
    row = store.row(layer, row_id)
    assert row is not None
    return row["area"]


def everything(store: Store) -> dict[str, dict[int, dict[str, Any]]]:
    """Every row but for version and time of the last change."""
    kept = ("version", "changed_at")
    return {
        layer: {
            row["id"]: {n: v for n, v in row.items() if n not in kept} for row in store.read(layer)
        }
        for layer in ("area", "tenant", "sign", "road", "backdrop")
    }  # fmt: skip


def test_what_lies_in_the_new_part_goes_along(store: Store, area: int) -> None:
    west, east = (
        a_tenant(store, area, geometry=point(100, 100)),
        a_tenant(store, area, geometry=point(900, 1)),
    )
    sign, nowhere = a_sign(store, area, geometry=point(990, 10)), a_tenant(store, area, geometry=None)
    done = split(store, area)
    kept, new = (row["id"] for row in done.areas)
    assert kept == area
    assert [area_of(store, "tenant", firm) for firm in (west, east, nowhere)] == [area, new, area]
    assert area_of(store, "sign", sign) == new
    assert [one.row["id"] for one in done.unplaced] == [nowhere]


def test_the_ground_goes_along_too(store: Store, area: int) -> None:
    road = add(store, "road", geometry=line((750, 0), (990, 0)), area=area)
    house = add(store, "backdrop", kind="building", geometry=polygon(10, 10, 20), area=area)
    new = split(store, area).areas[1]["id"]
    assert (area_of(store, "road", road), area_of(store, "backdrop", house)) == (new, area)


def test_an_approach_sign_beside_the_area_goes_with_the_nearer_part(store: Store, area: int) -> None:
    near_new, near_old = (
        a_sign(store, area, geometry=point(1050, 1)),
        a_sign(store, area, geometry=point(-50, 1)),
    )
    new = split(store, area).areas[1]["id"]
    assert (area_of(store, "sign", near_new), area_of(store, "sign", near_old)) == (new, area)


def test_the_new_area_is_proposed_a_name_and_a_free_key(store: Store, area: int) -> None:
    an_area(store, number="ek2", geometry=outline(3000))
    new = split(store, area).areas[1]
    assert (new["name"], new["number"]) == ("Erfurter Kreuz Ost", "EK3")
    assert (new["valid_from"], new["municipality"], new["version"]) == (today(), HERE, 1)


def test_a_given_name_is_held_to_the_rules(store: Store, area: int) -> None:
    assert split(store, area, values={"name": "Neu", "number": "NE"}, dry_run=True).areas[1]["number"] == "NE"
    with pytest.raises(InvalidInput):
        split(store, area, values={"name": ""})
    assert store.count("area") == 1


def test_numbers_on_the_plan_stay_with_their_firms(store: Store, area: int) -> None:
    firm = a_tenant(store, area, number=7, geometry=point(900, 1))
    split(store, area)
    assert store.row("tenant", firm)["number"] == 7  # type: ignore[index]


def test_a_firm_that_has_ended_stays_where_it_was(store: Store, area: int) -> None:
    gone = a_tenant(store, area, geometry=point(900, 1), valid_to=date(2020, 1, 1))
    split(store, area)
    assert area_of(store, "tenant", gone) == area


def test_a_preview_says_what_would_move_and_stores_nothing(store: Store, area: int) -> None:
    firm = a_tenant(store, area, geometry=point(900, 1))
    before, revision = everything(store), store.revision()
    preview = split(store, area, dry_run=True)
    assert ([move.row for move in preview.moves], preview.change_set) == ([firm], None)
    assert preview.areas[1]["id"] is None
    assert (everything(store), store.revision()) == (before, revision)


def test_a_merger_takes_everything_along_and_ends_the_others(store: Store, area: int) -> None:
    other = an_area(store, name="B", number="B", geometry=outline(1000))
    firm, sign = a_tenant(store, other), a_sign(store, other)
    done = merge(store, area, other)
    assert (area_of(store, "tenant", firm), area_of(store, "sign", sign)) == (area, area)
    assert [row["id"] for row in store.read("area", as_of=today())] == [area]
    assert store.row("area", other)["valid_to"] == today()  # type: ignore[index]
    assert shapely.from_wkb(done.areas[0]["geometry"]).area == pytest.approx(2e6)
    assert len(shapely.get_parts(shapely.from_wkb(done.areas[0]["geometry"]))) == 1


def test_numbers_that_clash_get_the_next_free_one_and_are_told(store: Store, area: int) -> None:
    other = an_area(store, name="B", geometry=outline(1000))
    a_tenant(store, area, number=1)
    a_tenant(store, area, number=2, valid_to=date(2020, 1, 1))  # stands on printed boards
    firms = [a_tenant(store, other, number=number) for number in (1, 2, 5, None)]
    done = merge(store, area, other)
    found = [store.row("tenant", firm)["number"] for firm in firms]  # type: ignore[index]
    assert found == [6, 7, 5, None]
    assert [(move.number, move.new_number) for move in done.moves if move.is_renumbered] == [(1, 6), (2, 7)]


def test_an_area_that_was_merged_can_be_split_and_merged_on_one_day(store: Store, area: int) -> None:
    new = split(store, area).areas[1]["id"]
    merge_areas(store, {area: 2, new: 1}, keep=new, rights=CLERK)
    assert [row["id"] for row in store.read("area", as_of=today())] == [new]


@pytest.mark.parametrize("keep_first", [True, False])
def test_a_merger_is_taken_back_as_one(store: Store, area: int, keep_first: bool) -> None:
    other = an_area(store, name="B", geometry=outline(1000))
    for one in (area, other):
        a_tenant(store, one, number=1)
        a_sign(store, one)
    before = everything(store)
    done = merge(store, *((area, other) if keep_first else (other, area)))
    assert done.change_set is not None
    revert_change_set(store, done.change_set, rights=CLERK)
    assert everything(store) == before


def test_a_split_is_taken_back_as_one(store: Store, area: int) -> None:
    a_tenant(store, area, number=1, geometry=point(900, 1))
    sign = a_sign(store, area, geometry=point(900, 9))
    before, done = everything(store), split(store, area)
    assert done.change_set is not None
    touched = list_changes(store, rights=CLERK, change_set_id=done.change_set)
    assert len(touched) == 4
    revert_change_set(store, done.change_set, rights=CLERK)
    assert everything(store) == before
    assert store.code(store.row("sign", sign)["code"])["state"] == "live"  # type: ignore[index]


def test_an_area_that_moved_on_is_not_reshaped(store: Store, area: int) -> None:
    with pytest.raises(StaleVersion):
        split(store, area, seen_version=7)
    other = an_area(store, geometry=outline(1000))
    with pytest.raises(StaleVersion) as stale:
        merge_areas(store, {area: 1, other: 7}, keep=area, rights=CLERK)
    assert stale.value.current["id"] == other


def test_only_areas_of_today_and_at_least_two_are_merged(store: Store, area: int) -> None:
    ended = an_area(store, valid_to=today() - timedelta(days=1), geometry=outline(1000))
    with pytest.raises(InvalidInput, match="beendet"):
        merge(store, area, ended)
    with pytest.raises(InvalidInput, match="2 bis"):
        merge(store, area)
    with pytest.raises(InvalidInput, match="2 bis"):
        merge_areas(store, {area: 1, ended: 1}, keep=99, rights=BOSS)


def test_another_municipalitys_area_is_not_there(store: Store, area: int) -> None:
    a_municipality(store, ags=THERE, name="Gotha", geometry=outline(20e3, -20e3, 40e3))
    other = an_area(store, municipality=THERE, geometry=outline(21e3))
    with pytest.raises(NotFound):
        split(store, other)
    with pytest.raises(NotFound):
        merge(store, area, other)
    assert merge(store, area, other, rights=BOSS).change_set


def test_rows_of_another_municipality_are_moved_by_who_has_all(store: Store, area: int) -> None:
    a_municipality(store, ags=THERE, name="Gotha", geometry=outline(20e3, -20e3, 40e3))
    firm = a_tenant(store, area, municipality=THERE, geometry=point(900, 1))
    with pytest.raises(NotFound, match="alle Gemeinden"):
        split(store, area)
    new = split(store, area, rights=BOSS).areas[1]["id"]
    moved = store.row("tenant", firm)
    assert moved is not None
    assert (moved["area"], moved["municipality"]) == (new, THERE)


def test_a_part_across_the_border_is_the_neighbours(store: Store) -> None:
    a_municipality(store)
    a_municipality(store, ags=THERE, name="Gotha", geometry=outline(20e3, -20e3, 40e3))
    across = an_area(store, geometry=outline(19_300))
    border = line((20_000, -10), (20_000, 1010))
    with pytest.raises(InvalidInput):
        split(store, across, border)
    assert split(store, across, border, rights=BOSS).areas[1]["municipality"] == THERE


def at_once(*actions: Callable[[], object]) -> list[object]:
    results: list[object] = []

    def run(action: Callable[[], object]) -> None:
        try:
            results.append(action())
        except SignageError as error:
            results.append(error)

    threads = [threading.Thread(target=run, args=[action]) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_of_two_splits_at_once_one_is_told(store: Store, area: int) -> None:
    results = at_once(*[lambda: split(store, area) for _ in range(2)])
    assert sorted(isinstance(result, StaleVersion) for result in results) == [False, True]
    assert store.count("area") == 2


def test_of_a_split_and_a_merger_at_once_one_is_told(store: Store, area: int) -> None:
    other = an_area(store, geometry=outline(1000))
    results = at_once(lambda: split(store, area), lambda: merge(store, area, other))
    assert sorted(isinstance(result, StaleVersion) for result in results) == [False, True]


PLACES = st.lists(st.tuples(st.integers(0, 1000), st.integers(0, 1000)), max_size=8)
NUMBERS = st.lists(st.one_of(st.none(), st.integers(1, 6)), max_size=8)
QUIET = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def here(geopackage: Store) -> Store:
    """A store with a municipality."""
    a_municipality(geopackage)
    return geopackage


def sizes(store: Store) -> dict[int, float]:
    return {row["id"]: shapely.from_wkb(row["geometry"]).area for row in store.read("area", as_of=today())}


def take_away(store: Store) -> None:
    """Clear the table for the next example."""
    with store.change(who="t", why="t") as change:
        for layer in ("tenant", "area"):
            for row in store.read(layer):
                change.withdraw(layer, row["id"])


@QUIET
@given(places=PLACES, upper=st.integers(60, 940), lower=st.integers(60, 940))
def test_a_split_keeps_all_ground_and_every_firm_in_one_part(
    here: Store, places: list[tuple[int, int]], upper: int, lower: int
) -> None:
    area = an_area(here)
    for at, (east, north) in enumerate(places):
        a_tenant(here, area, number=at + 1, geometry=point(east, north))
    before = everything(here)
    done = split(here, area, line((lower, -5), (upper, 1005)))
    assert sum(sizes(here).values()) == pytest.approx(1e6, abs=0.01)
    homes = {row["id"]: shapely.from_wkb(row["geometry"]) for row in here.read("area")}
    for row in here.read("tenant"):
        assert homes[row["area"]].distance(shapely.from_wkb(row["geometry"])) < 1e-6
    assert done.change_set is not None
    revert_change_set(here, done.change_set, rights=CLERK)
    assert everything(here) == before
    take_away(here)


@QUIET
@given(one=NUMBERS, two=NUMBERS, east=st.integers(0, 1500))
def test_a_merger_keeps_all_ground_and_gives_no_number_twice(
    here: Store, one: list[int | None], two: list[int | None], east: int
) -> None:
    area, other = an_area(here), an_area(here, geometry=outline(east))
    for home, numbers in ((area, dict.fromkeys(one)), (other, dict.fromkeys(two))):
        for number in numbers:
            a_tenant(here, home, number=number)
    before, shared = everything(here), max(0, 1000 - east) * 1000
    done = merge(here, area, other)
    assert sum(sizes(here).values()) == pytest.approx(2e6 - shared, abs=0.01)
    given_out = [row["number"] for row in here.read("tenant", area=area) if row["number"]]
    assert len(given_out) == len(set(given_out))
    assert {row["area"] for row in here.read("tenant")} <= {area}
    assert done.change_set is not None
    revert_change_set(here, done.change_set, rights=CLERK)
    assert everything(here) == before
    take_away(here)
