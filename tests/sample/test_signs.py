"""Signs and codes: of every type, beside the road, turned to their readers."""

import csv

import shapely

from signage.codes import token
from signage.domain import words
from tests.sample.conftest import HOME, Item, Items
from tools.sample.signs import FATES
from tools.sample.streets import heading_deg


def codes() -> list[dict[str, str]]:
    with (HOME / "codes.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_there_are_signs_of_every_type(signs: Items) -> None:
    assert {sign["type"] for sign in signs} == set(words.SIGN_TYPES)
    assert 55 <= len(signs) <= 75


def test_codes_are_unique_and_have_the_right_check_character(signs: Items) -> None:
    tokens = [sign["code"] for sign in signs if sign["code"]] + [
        row["token"] for row in codes() if row["state"] == "minted"
    ]
    assert len(set(tokens)) == len(tokens)
    assert all(token.is_valid(one) for one in tokens)


def test_only_the_guide_system_carries_codes(signs: Items) -> None:
    assert all(bool(sign["code"]) == (sign["family"] == "guide") for sign in signs)
    assert {sign["family"] for sign in signs} == set(words.FAMILIES)


def test_the_list_of_codes_knows_a_moved_a_retired_and_a_minted_one(signs: Items) -> None:
    by_code = {sign["code"]: sign for sign in signs if sign["code"]}
    states = {row["state"]: row for row in codes()}
    assert states["minted"]["token"] not in by_code
    assert by_code[states["retired"]["token"]]["state"] == "dismantled"
    assert by_code[states["moved"]["token"]]["state"] == "dismantled"
    assert by_code[states["moved"]["moved_to"]]["state"] == "accepted"


def test_a_sign_taken_down_has_an_end(signs: Items) -> None:
    for sign in signs:
        assert (sign["state"] == "dismantled") == (sign["valid_to"] is not None)


def test_every_special_fate_found_its_sign(signs: Items) -> None:
    numbers = {sign["number"]: sign for sign in signs}
    assert all(numbers[number]["state"] == fate["state"] for number, fate in FATES.items())


def test_numbers_count_within_the_area(signs: Items) -> None:
    numbers = [sign["number"] for sign in signs]
    assert len(set(numbers)) == len(numbers)
    assert all(sign["number"].startswith(f"{sign['area']}-0") for sign in signs)


def test_signs_stand_beside_the_carriageway(signs: Items, roads: Items) -> None:
    surface = shapely.union_all([road.shape.buffer(road["width_m"] / 2) for road in roads])
    for sign in signs:
        assert 1.4 <= sign.shape.distance(surface) <= 3.1, sign["number"]


def test_no_sign_stands_on_a_plot(signs: Items, backdrop: Items) -> None:
    plots = shapely.union_all([item.shape for item in backdrop if item["kind"] in ("plot", "building")])
    assert not [sign["number"] for sign in signs if plots.intersects(sign.shape)]


def test_faces_look_along_the_road_or_across_it(signs: Items, roads: Items) -> None:
    for sign in signs:
        line = min((road.shape for road in roads if road["name"] == sign["street"]), key=sign.shape.distance)
        turn = (sign["bearing_deg"] - heading_deg(line, line.project(sign.shape))) % 180
        across = sign["type"] in ("INF", "HSN")
        assert abs(turn - 90) < 15 if across else min(turn, 180 - turn) < 15, sign["number"]


def test_every_area_with_signs_has_a_welcome_pylon_at_its_entrance(
    signs: Items, areas: dict[str, Item]
) -> None:
    welcomed = {sign["area"] for sign in signs if sign["type"] == "BEG"}
    assert welcomed == {sign["area"] for sign in signs}
    assert 20 <= len(welcomed) < len(areas)


def test_overview_boards_stand_where_one_may_stop(signs: Items) -> None:
    boards = [sign for sign in signs if sign["type"] == "INF"]
    assert len(boards) == 10
    assert all(sign["stopping_place"] == "lay_by" and sign["lorries_fit"] for sign in boards)


def test_every_funded_sign_says_until_when_it_is_bound(signs: Items) -> None:
    standing = [sign for sign in signs if sign["funder"] and sign["mounted_on"]]
    assert all(sign["earmarked_until"] > sign["mounted_on"] for sign in standing)
    assert {sign["design_generation"] for sign in standing} == {"2011-13", "2022", "2025"}


def test_the_municipality_of_a_sign_is_the_one_it_stands_in(signs: Items, today: dict[str, Item]) -> None:
    assert all(today[sign["municipality"]].shape.covers(sign.shape) for sign in signs)


def test_no_sign_ends_before_it_began(signs: Items) -> None:
    spans = [
        (sign["valid_from"], sign["valid_to"]) for sign in signs if sign["valid_from"] and sign["valid_to"]
    ]
    assert len(spans) == 2
    assert all(start < end for start, end in spans)
