"""Rows edited from Python: the same checks and rights as through the service's door."""

import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from signage.domain.layers import LAYERS
from signage.errors import Conflict, InvalidInput, NotFound, Said, StaleVersion
from signage.services.editing import add_row, change_row, check_values, end_row
from signage.services.history import list_change_sets, list_changes
from signage.services.reverting import revert_change_set
from signage.services.rights import Rights, everywhere
from signage.store import Store
from tests.parts.figures import own_figure
from tests.places import a_municipality, a_sign, a_tenant, add, an_area, line, outline, point

HERE = "16070028"
CLERK = Rights(frozenset([HERE]), "Bauamt")
BOSS = everywhere("Leitstelle")


@pytest.fixture
def area(store: Store) -> int:
    """An area of Amt Wachsenburg."""
    a_municipality(store)
    return an_area(store)


def test_values_come_out_as_the_store_keeps_them() -> None:
    given = {
        "name": "  Mu\u0308ller ",
        "valid_from": "2024-02-29",
        "number": 7.0,
        "street": " ",
        "is_person": False,
    }
    assert check_values(LAYERS["tenant"], given) == {
        "name": "Müller",
        "valid_from": date(2024, 2, 29),
        "number": 7,
        "street": None,
        "is_person": False,
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("name", None),
        ("name", 7),
        ("number", "7"),
        ("number", True),
        ("number", 7.5),
        ("number", 10_000),
        ("number", 2**40),
        ("valid_from", "2023-02-29"),
        ("valid_from", "20240101"),
        ("valid_from", "٢٠٢٤-01-01"),
        ("is_person", 1),
        ("municipality", 16070028),
        ("municipality", "1607"),
        ("area", "1"),
        ("area", -1),
        ("contact", "a\u202eb"),
        ("contact", "a\x85b"),
        ("web", "ftp://example.de"),
        ("web", "https://user@example.de"),
    ],
)
def test_a_wrong_value_is_named_in_both_languages(name: str, value: object) -> None:
    with pytest.raises(InvalidInput) as caught:
        check_values(LAYERS["tenant"], {name: value})
    [(field, said)] = caught.value.problems.items()
    assert field == name
    assert isinstance(said, Said)
    assert said.english != said


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "180", True, 361, -1])
def test_a_bearing_is_a_number_of_the_circle(value: object) -> None:
    with pytest.raises(InvalidInput):
        check_values(LAYERS["sign"], {"bearing_deg": value})


def test_a_note_may_have_lines(store: Store, area: int) -> None:
    row = add_row(store, "tenant", {"name": "A", "area": area, "note": "eins\nzwei"}, rights=CLERK)
    assert row["note"] == "eins\nzwei"


def test_a_refused_row_leaves_nothing_behind(store: Store, area: int) -> None:
    before = store.revision()
    with pytest.raises(InvalidInput):
        add_row(store, "sign", {"type": "INF", "area": area}, rights=CLERK)
    assert store.revision() == before
    assert store.count("sign") == 0


def test_the_change_set_says_who_and_why(store: Store, area: int) -> None:
    row = add_row(store, "tenant", {"name": "A", "area": area}, rights=CLERK, why="Antrag vom 3.11.")
    end_row(store, "tenant", row["id"], date(2030, 1, 1), rights=CLERK)
    last, first = list_change_sets(store, limit=2)
    assert (first["who"], first["why"], first["rows"]) == ("Bauamt", "Antrag vom 3.11.", 1)
    assert last["why"] == "Firmen: beendet"


def test_a_firms_area_moves_its_number_along(store: Store, area: int) -> None:
    other = an_area(store, name="Am Wald")
    a_tenant(store, other, number=4)
    firm = a_tenant(store, area, number=4)
    row = change_row(store, "tenant", firm, {"area": other}, seen_version=1, rights=BOSS)
    assert row["number"] == 5


def test_a_signs_type_moves_its_family_along(store: Store, area: int) -> None:
    sign = a_sign(store, area, code=False, type="AMT", family="official")
    row = change_row(store, "sign", sign, {"type": "INF"}, seen_version=1, rights=CLERK)
    assert row["family"] == "guide"
    assert store.code(row["code"])["state"] == "live"  # type: ignore[index]


def two_streets(store: Store) -> None:
    """Werkstraße through the origin, Hallenring 100 m north of it, a way without a name beyond."""
    for north, name in ((0, "Werkstraße"), (100, "Hallenring"), (200, None)):
        way = line((-300, north), (300, north))
        add(store, "road", geometry=way, road_class="G", width_m=6.0, in_town=True, name=name)


@pytest.mark.parametrize(
    ("street", "north", "then"),
    [
        ("Werkstraße", 95, "Hallenring"),
        ("Werkstraße", 12, "Werkstraße"),
        ("Werkstraße", 195, None),  # its road has no name
        ("Werkstraße", 500, None),  # no road is near
        ("Zufahrt Tor 3", 95, "Zufahrt Tor 3"),  # written by hand
        (None, 95, None),
    ],
)
def test_a_moved_signs_street_follows_where_it_was_the_roads_name(
    store: Store, area: int, street: str | None, north: int, then: str | None
) -> None:
    two_streets(store)
    sign = a_sign(store, area, street=street, geometry=point(20, 5))
    row = change_row(store, "sign", sign, {"geometry": point(20, north)}, seen_version=1, rights=CLERK)
    assert row["street"] == then


@pytest.mark.parametrize("north", [500, 195])  # no road is near; its road has no name
def test_a_sign_without_a_street_takes_that_of_the_road_it_is_moved_to(
    store: Store, area: int, north: int
) -> None:
    two_streets(store)
    sign = a_sign(store, area, street=None, geometry=point(20, north))
    row = change_row(store, "sign", sign, {"geometry": point(20, 95)}, seen_version=1, rights=CLERK)
    assert row["street"] == "Hallenring"


def test_a_moved_signs_street_follows_the_operators_figures(store: Store, area: int, tmp_path: Path) -> None:
    two_streets(store)
    sign = a_sign(store, area, street="Werkstraße", geometry=point(20, 5))
    store.figures = own_figure(tmp_path, "road.reach", 20)
    row = change_row(store, "sign", sign, {"geometry": point(20, 70)}, seen_version=1, rights=CLERK)
    assert row["street"] is None


def test_a_street_said_with_the_move_is_taken(store: Store, area: int) -> None:
    two_streets(store)
    sign = a_sign(store, area, street="Werkstraße", geometry=point(20, 5))
    said = {"geometry": point(20, 95), "street": "Werkstraße"}
    assert change_row(store, "sign", sign, said, seen_version=1, rights=CLERK)["street"] == "Werkstraße"


def test_the_street_stands_in_the_history_of_the_move_and_goes_back_with_it(store: Store, area: int) -> None:
    two_streets(store)
    sign = a_sign(store, area, street="Werkstraße", geometry=point(20, 5))
    change_row(store, "sign", sign, {"geometry": point(20, 95)}, seen_version=1, rights=CLERK)
    [told, _] = list_changes(store, rights=CLERK, layer="sign", row=sign)
    assert (told["before"]["street"], told["after"]["street"]) == ("Werkstraße", "Hallenring")
    revert_change_set(store, store.revision(), who="t")
    row = store.row("sign", sign)
    assert row is not None
    assert (row["street"], row["geometry"]) == ("Werkstraße", point(20, 5))


def test_a_sign_without_code_does_not_get_one_by_the_way(store: Store, area: int) -> None:
    sign = a_sign(store, area, code=False)
    assert change_row(store, "sign", sign, {"owner": "Stadt"}, seen_version=1, rights=CLERK)["code"] is None


def test_a_withdrawn_row_cannot_be_edited(store: Store, area: int) -> None:
    firm = a_tenant(store, area)
    revert_change_set(store, store.revision(), who="t")
    with pytest.raises(NotFound):
        change_row(store, "tenant", firm, {"name": "B"}, seen_version=2, rights=BOSS)
    with pytest.raises(NotFound):
        end_row(store, "tenant", firm, date(2030, 1, 1), rights=BOSS)


def test_a_withdrawn_area_takes_no_firms(store: Store, area: int) -> None:
    revert_change_set(store, store.revision(), who="t")
    with pytest.raises(InvalidInput, match="area"):
        add_row(store, "tenant", {"name": "A", "area": area}, rights=BOSS)


def at_once(*actions: Callable[[], object]) -> list[object]:
    """What came of actions started together: their results or their errors."""
    barrier, results = threading.Barrier(len(actions)), list[object]()

    def run(action: Callable[[], object]) -> None:
        barrier.wait()
        try:
            results.append(action())
        except Exception as error:  # noqa: BLE001  the result, whatever it is
            results.append(error)

    threads = [threading.Thread(target=run, args=[action]) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_of_two_editors_at_once_one_is_told(store: Store, area: int) -> None:
    firm = a_tenant(store, area)

    def edit(name: str) -> Callable[[], dict[str, Any]]:
        return lambda: change_row(store, "tenant", firm, {"name": name}, seen_version=1, rights=CLERK)

    results = at_once(edit("Eine"), edit("Andere"))
    assert sorted(isinstance(result, StaleVersion) for result in results) == [False, True]


def test_firms_added_at_once_get_numbers_of_their_own(store: Store, area: int) -> None:
    values = {"name": "A", "area": area}
    at_once(*[lambda: add_row(store, "tenant", values, rights=CLERK) for _ in range(8)])
    assert sorted(row["number"] for row in store.read("tenant")) == list(range(1, 9))


def test_signs_set_at_once_get_numbers_of_their_own_after_all_that_ever_were(store: Store, area: int) -> None:
    change_row(store, "area", area, {"number": "EK"}, seen_version=1, rights=CLERK)
    a_sign(store, area, number="EK-041", valid_to=date(2020, 1, 1))
    a_sign(store, area, number="EK-alt")
    values = {"type": "SAM", "area": area, "geometry": point(5, 5)}
    at_once(*[lambda: add_row(store, "sign", values, rights=CLERK) for _ in range(6)])
    numbers = {row["number"] for row in store.read("sign")} - {"EK-alt", "EK-041"}
    assert numbers == {f"EK-{n:03}" for n in range(42, 48)}


def test_a_sign_that_is_said_to_have_no_number_gets_none(store: Store, area: int) -> None:
    values = {"type": "SAM", "area": area, "number": None, "geometry": point(5, 5)}
    assert add_row(store, "sign", values, rights=CLERK)["number"] is None


def test_one_of_two_signs_at_once_gets_the_code(store: Store, area: int) -> None:
    with store.change(who="t", why="t") as change:
        [code] = change.mint(1)
    values = {"type": "INF", "area": area, "code": code, "geometry": point(5, 5)}
    results = at_once(*[lambda: add_row(store, "sign", values, rights=CLERK) for _ in range(2)])
    assert sorted(isinstance(result, InvalidInput) for result in results) == [False, True]


def test_a_set_is_taken_back_by_one_of_two_at_once(store: Store, area: int) -> None:
    a_tenant(store, area)
    number = store.revision()
    results = at_once(*[lambda: revert_change_set(store, number, who="t") for _ in range(2)])
    assert sorted(isinstance(result, Conflict) for result in results) == [False, True]


def test_a_created_row_is_shown_as_it_was_created(store: Store, area: int) -> None:
    firm = a_tenant(store, area, name="Erster Name", valid_from=date(2020, 1, 1))
    change_row(store, "tenant", firm, {"name": "Zweiter", "valid_from": None}, seen_version=1, rights=CLERK)
    changed, created = list_changes(store, rights=CLERK, layer="tenant", row=firm)
    assert (created["after"]["name"], created["after"]["valid_from"]) == ("Erster Name", date(2020, 1, 1))
    assert created["after"]["geometry"] == point(500, 500)
    assert changed["before"] == {"name": "Erster Name", "valid_from": date(2020, 1, 1)}


GOTHA = "16067029"
_PERSON = {"phone": "03628 1", "email": "a@example.de", "contact": "Frau A", "consented_by": "Frau A"}


def test_what_a_former_municipality_knew_of_people_does_not_move_along(store: Store, area: int) -> None:
    a_municipality(store, ags=GOTHA, name="Gotha")
    firm = a_tenant(store, area, **_PERSON, activity="Logistik")
    change_row(store, "tenant", firm, {"phone": "03628 2"}, seen_version=1, rights=CLERK)
    moved = {"area": None, "municipality": GOTHA, "phone": "03621 3"}
    change_row(store, "tenant", firm, moved, seen_version=2, rights=BOSS)
    change_row(store, "tenant", firm, {"contact": "Frau B"}, seen_version=3, rights=BOSS)
    new = list_changes(store, rights=Rights(frozenset([GOTHA])), layer="tenant", row=firm)
    assert [entry["action"] for entry in new] == ["update", "update", "update", "create"]
    assert (new[0]["after"], new[1]["after"]["phone"]) == ({"contact": "Frau B"}, "03621 3")
    assert new[3]["after"]["activity"] == "Logistik"
    seen = [entry[side] or {} for entry in new[1:] for side in ("before", "after")]
    assert not {"03628 1", "03628 2", "Frau A", "a@example.de"} & {v for row in seen for v in row.values()}
    assert list_changes(store, rights=CLERK, layer="tenant", row=firm) == []
    assert list_changes(store, rights=BOSS, layer="tenant", row=firm)[3]["after"]["phone"] == "03628 1"


def test_a_row_that_was_never_anothers_keeps_its_history_whole(store: Store, area: int) -> None:
    other = an_area(store, name="Am Wald")
    firm = a_tenant(store, area, **_PERSON)
    change_row(store, "tenant", firm, {"area": other}, seen_version=1, rights=CLERK)
    [_, created] = list_changes(store, rights=CLERK, layer="tenant", row=firm)
    assert created["after"]["phone"] == "03628 1"


@pytest.mark.parametrize(("layer", "at"), [("area", outline(25e3)), ("sign", point(25e3))])
def test_a_row_that_names_no_municipality_belongs_to_the_one_it_lies_in(
    store: Store, area: int, layer: str, at: bytes
) -> None:
    a_municipality(store, ags="16067029", name="Gotha", geometry=outline(20e3, -20e3, 40e3))
    values = {"name": "Ost", "geometry": at} | ({"type": "INF"} if layer == "sign" else {})
    assert add_row(store, layer, values, rights=BOSS)["municipality"] == "16067029"


def test_an_area_gets_the_municipality_that_holds_most_of_it(store: Store, area: int) -> None:
    a_municipality(store, ags="16067029", name="Gotha", geometry=outline(20e3, -20e3, 40e3))
    values = {"name": "Grenze", "geometry": outline(19.6e3)}
    assert add_row(store, "area", values, rights=BOSS)["municipality"] == "16067029"


def test_the_municipality_follows_the_area_unless_it_is_said(store: Store, area: int) -> None:
    a_municipality(store, ags="16067029", name="Gotha")
    other = an_area(store, number="GS", municipality="16067029")
    firm, sign = a_tenant(store, area), a_sign(store, area)
    moved = change_row(store, "tenant", firm, {"area": other}, seen_version=1, rights=BOSS)
    said = {"area": other, "municipality": "16070028"}
    kept = change_row(store, "sign", sign, said, seen_version=1, rights=BOSS)
    assert (moved["municipality"], kept["municipality"]) == ("16067029", "16070028")
