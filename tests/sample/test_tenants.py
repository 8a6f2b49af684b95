"""Tenants: invented, in their area, with everything that real lists bring."""

import datetime as dt
import unicodedata
from collections import Counter, defaultdict

from signage.domain.names import sort_key
from tests.sample.conftest import Item, Items
from tools.sample.tenants import AS_OF
from tools.sample.trades import TRADES


def test_every_tenant_lies_in_a_building_of_its_area(tenants: Items, backdrop: Items) -> None:
    buildings = defaultdict(list)
    for item in backdrop:
        if item["kind"] == "building":
            buildings[item["area"]].append(item.shape.buffer(0.2))
    placed = [tenant for tenant in tenants if tenant.shape is not None]
    assert all(any(shape.covers(tenant.shape) for shape in buildings[tenant["area"]]) for tenant in placed)


def test_a_few_tenants_have_an_area_but_no_place_yet(tenants: Items, areas: dict[str, Item]) -> None:
    unplaced = [tenant for tenant in tenants if tenant.shape is None]
    assert 1 <= len(unplaced) <= 12
    assert all(tenant["area"] in areas and tenant["note"] for tenant in unplaced)


def test_the_municipality_of_a_tenant_is_the_one_it_stands_in(tenants: Items, today: dict[str, Item]) -> None:
    placed = [tenant for tenant in tenants if tenant.shape is not None]
    assert all(today[tenant["municipality"]].shape.covers(tenant.shape) for tenant in placed)
    assert {tenant["municipality"] for tenant in placed if tenant["area"] == "EK"} == {"16070028", "16070004"}


def test_numbers_run_from_one_a_to_z_over_those_who_are_there(tenants: Items, areas: dict[str, Item]) -> None:
    for key in areas:
        numbered = [one for one in tenants if one["area"] == key and one["number"]]
        now = [one for one in numbered if not one["valid_from"] or one["valid_from"] <= AS_OF.isoformat()]
        ordered = sorted(now, key=lambda one: sort_key(one["name"]))
        assert [one["number"] for one in ordered] == list(range(1, len(now) + 1))
        assert sorted(one["number"] for one in numbered) == list(range(1, len(numbered) + 1))


def test_some_have_left_and_some_are_still_to_come(tenants: Items) -> None:
    day = AS_OF.isoformat()
    left = [one for one in tenants if one["valid_to"] and one["valid_to"] <= day]
    to_come = [one for one in tenants if one["valid_from"] and one["valid_from"] > day]
    assert len(left) >= 15
    assert len(to_come) >= 8
    assert all(one["number"] is None for one in left)


def test_a_successor_moves_in_on_the_day_the_predecessor_leaves(tenants: Items) -> None:
    ends = {
        (one["area"], one["street"], one["house_number"], one["valid_to"])
        for one in tenants
        if one["valid_to"]
    }
    starts = {(one["area"], one["street"], one["house_number"], one["valid_from"]) for one in tenants}
    assert len(ends & starts) >= 7


def test_confirmations_spread_over_two_years(tenants: Items) -> None:
    days = [dt.date.fromisoformat(one["confirmed_on"]) for one in tenants if one["confirmed_on"]]
    assert max(days) < AS_OF
    assert sum(day < AS_OF - dt.timedelta(days=365) for day in days) > 100
    assert len(tenants) - len(days) > 15


def test_contact_data_appear_only_with_consent(tenants: Items) -> None:
    for one in tenants:
        told = any(one[column] for column in ("phone", "email", "web", "contact"))
        assert not told or (one["legal_basis"] == "consent" and one["consented_by"] and one["consented_on"])


def test_nobody_can_be_reached_by_accident(tenants: Items) -> None:
    phones = [one["phone"] for one in tenants if one["phone"]]
    assert all(
        phone.startswith(("030 23125 ", "040 66969 ", "069 90009 ", "0171 39200 ")) for phone in phones
    )
    assert all(one["email"].endswith(".example") for one in tenants if one["email"])
    assert all(one["web"].endswith(".example/") for one in tenants if one["web"])


def test_names_are_unique_and_some_are_awkward(tenants: Items) -> None:
    names = [one["name"] for one in tenants]
    assert len(set(names)) == len(names) >= 300
    assert {"<img src=x onerror=alert(1)> & Söhne", "${7*7} Rechenbeispiel GmbH"} <= set(names)
    assert max(map(len, names)) == 80
    scripts = Counter(unicodedata.bidirectional(letter) for name in names for letter in name)
    assert min(scripts["AL"], scripts["R"]) > 0
    assert any("CYRILLIC" in unicodedata.name(name[0]) for name in names)


def test_activities_spread_over_the_sections_in_both_editions(tenants: Items) -> None:
    divisions = {one["wz_code"][:2] for one in tenants}
    editions = Counter(one["wz_edition"] for one in tenants)
    codes = {trade.wz_2008 for trade in TRADES} | {trade.wz_2025 for trade in TRADES}
    assert len(divisions) > 40
    assert min(editions["2008"], editions["2025"]) > 100
    assert {one["wz_code"] for one in tenants} <= codes


def test_odd_and_even_numbers_lie_on_opposite_sides(tenants: Items) -> None:
    addresses = {(one["area"], one["street"], one["house_number"]) for one in tenants}
    numbers = [int(number.rstrip("ab")) % 2 for _, _, number in addresses]
    assert 0.3 < sum(numbers) / len(numbers) < 0.7
