"""The way from a sign to a firm, as the page tells it."""

import re
from collections.abc import Callable

import pytest

from signage.store import Store
from signage_api.scanning import ScanFirst
from tests.scan import places
from tests.scan.asking import ask
from tests.scan.conftest import change

AddFirm = Callable[..., int]


def told(text: str) -> list[str]:
    """The ways in the order of the list, without markup."""
    return [re.sub(r"<.*?>", "", way).strip() for way in re.findall(r'<p class="d">(.*?)</p>', text)]


@pytest.fixture
def streets(store: Store, area: int) -> None:
    with change(store) as changes:
        places.streets(changes, area)


@pytest.mark.usefixtures("streets")
def test_the_way_follows_the_streets(door: ScanFirst, code: str, add_firm: AddFirm) -> None:
    add_firm(gate="B")
    text = ask(door, f"/{code}").text
    assert told(text) == ["→ nach rechts, erste links, 450\u00a0m, Tor B"]
    assert "Wege auf der Straße" in text
    english = ask(door, f"/{code}?lang=en").text
    assert told(english) == ["→ to the right, first left, 450\u00a0m, Gate B"]


@pytest.mark.usefixtures("streets")
def test_a_firm_far_from_any_street_is_told_as_the_crow_flies(
    door: ScanFirst, code: str, add_firm: AddFirm
) -> None:
    add_firm(x=300, y=2000)
    assert told(ask(door, f"/{code}").text) == ["↑ 2,1\u00a0km geradeaus (Luftlinie)"]


@pytest.mark.usefixtures("streets")
def test_a_driver_is_sent_to_the_lorry_entrance(door: ScanFirst, code: str, add_firm: AddFirm) -> None:
    add_firm(x=300, y=300)
    before = ask(door, f"/{code}.json").data["firms"][0]
    east, north = places.WEST + 600, places.SOUTH - 40
    add_firm(name="Z", number=2, x=300, y=300, entrance_east_m=east, entrance_north_m=north)
    text = ask(door, f"/{code}").text
    after = ask(door, f"/{code}.json").data["firms"][1]
    assert after["position"] == before["position"]
    assert (after["distance_m"], after["way"]["turns"]) == (310, [])
    place = after["lorry_entrance"]
    there = f"{place['latitude']:.5f},{place['longitude']:.5f}"
    google, apple = "www.google.com/maps/dir/?api=1&amp;destination=", "maps.apple.com/?daddr="
    for app in ("geo:", f"https://{google}", f"https://{apple}"):
        assert f'href="{app}{there}' in text
    assert "zur Lkw-Einfahrt" in text


def test_limits_of_the_streets_are_told(door: ScanFirst, store: Store, code: str, add_firm: AddFirm) -> None:
    area = add_firm() and store.read("area")[0]["id"]
    low = {"road_class": "G", "max_height_m": 3.8, "max_weight_t": 7.5}
    with change(store) as changes:
        changes.create("road", low | {"area": area, "geometry": places.line([(300, -70), (300, 400)])})
    (way,) = told(ask(door, f"/{code}").text)
    assert way.endswith("unterwegs höchstens 3,8 m hoch · unterwegs höchstens 7,5 t")


def test_a_new_street_is_in_the_next_answer(
    door: ScanFirst, store: Store, area: int, code: str, add_firm: AddFirm
) -> None:
    add_firm()
    before = ask(door, f"/{code}").text
    with change(store) as changes:
        road = changes.create(
            "road", {"road_class": "G", "area": area, "geometry": places.line([(300, -70), (300, 400)])}
        )
    after = ask(door, f"/{code}").text
    with change(store) as changes:
        changes.withdraw("road", road)
    assert told(before) == ["↑ 360\u00a0m geradeaus"]
    assert told(after) == ["↑ geradeaus, 360\u00a0m"]
    assert told(ask(door, f"/{code}").text) == told(before)


def test_a_way_on_foot_is_told_where_it_is_much_shorter(
    door: ScanFirst, store: Store, area: int, code: str, add_firm: AddFirm
) -> None:
    add_firm()
    path = {"road_class": "P", "width_m": 1.5, "area": area}
    road = {"road_class": "G", "area": area}
    round_about = [(300, -60), (900, -60), (900, 300), (300, 300)]
    with change(store) as changes:
        changes.create("road", path | {"geometry": places.line([(300, -60), (300, 300)])})
        changes.create("road", road | {"geometry": places.line(round_about)})
    assert told(ask(door, f"/{code}").text) == ["→ nach rechts, 1,6\u00a0km · zu Fuß 360\u00a0m"]


@pytest.mark.parametrize(("bearing_deg", "turned"), [(180.0, False), (270.0, True), (None, False)])
def test_the_map_is_turned_as_the_reader_looks(
    door: ScanFirst, store: Store, area: int, bearing_deg: float | None, turned: bool
) -> None:
    with change(store) as changes:
        code = places.a_sign(changes, area, bearing_deg=bearing_deg)
    text = ask(door, f"/{code}").text
    assert ("Oben ist vorn" in text) is turned
    assert ('transform="rotate(-90,' in text) is turned


def test_on_the_turned_map_what_lies_ahead_is_above(
    door: ScanFirst, store: Store, area: int, add_firm: AddFirm
) -> None:
    add_firm(x=700, y=300)
    with change(store) as changes:
        code = places.a_sign(changes, area, x=100, y=300, bearing_deg=270.0)
    text = ask(door, f"/{code}").text
    firm = re.search(r'translate\((\d+),(\d+)\)" id="m1"', text)
    mark = re.search(r'class="i"><circle cx="(\d+)" cy="(\d+)"', text)
    assert firm
    assert mark
    assert abs(int(firm[1]) - int(mark[1])) <= 2
    assert int(firm[2]) < int(mark[2]) - 200
