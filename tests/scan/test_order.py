"""The list in other orders, by plain links."""

import re
from collections.abc import Callable

import pytest

from signage.store import Store
from signage_api.scanning import ScanFirst
from tests.scan import places
from tests.scan.asking import ask
from tests.scan.conftest import change

AddFirm = Callable[..., int]


@pytest.fixture
def around(add_firm: AddFirm) -> None:
    """Firms on all sides of the sign, named against their numbers and distances."""
    for name, number, x, y in (
        ("A fern", 5, 300, 500), ("B links", 1, 40, -60), ("C rechts", 4, 600, -60),
        ("D nah", 2, 300, 100), ("E hinten", 3, 300, -300),
    ):  # fmt: skip
        add_firm(name=name, number=number, x=x, y=y)


def listed(text: str) -> list[str]:
    """Headings of groups and names of firms in their order."""
    return re.findall(r'<h2 class="gh">(.*?)</h2>|<h3 dir="auto">(.*?)</h3>', text) and [
        group or f"  {name}"
        for group, name in re.findall(r'<h2 class="gh">(.*?)</h2>|<h3 dir="auto">(.*?)</h3>', text)
    ]


@pytest.mark.usefixtures("around")
def test_firms_are_listed_by_the_numbers_of_the_board(door: ScanFirst, code: str) -> None:
    names = listed(ask(door, f"/{code}?order=number").text)
    assert names == ["  B links", "  D nah", "  E hinten", "  C rechts", "  A fern"]


@pytest.mark.usefixtures("around")
def test_firms_are_grouped_as_the_reader_stands(door: ScanFirst, code: str) -> None:
    assert listed(ask(door, f"/{code}?order=way").text) == [
        "Links", "  B links", "Geradeaus", "  D nah", "  A fern", "Rechts", "  C rechts",
        "Hinter Ihnen", "  E hinten",
    ]  # fmt: skip


@pytest.mark.usefixtures("around")
def test_without_a_facing_firms_are_grouped_by_the_compass(
    door: ScanFirst, store: Store, area: int, add_firm: AddFirm
) -> None:
    add_firm(name="Ohne Lage", number=9, geometry=None)
    with change(store) as changes:
        code = places.a_sign(changes, area, bearing_deg=None)
    assert listed(ask(door, f"/{code}?order=way").text)[::2][:2] == ["Norden", "  A fern"]
    assert listed(ask(door, f"/{code}?order=way").text)[-2:] == ["Lage nicht verzeichnet", "  Ohne Lage"]


@pytest.mark.usefixtures("around")
def test_each_order_links_to_the_others_and_keeps_search_and_language(door: ScanFirst, code: str) -> None:
    text = ask(door, f"/{code}?order=way&q=e&lang=en").text
    assert '<b aria-current="true">Direction</b>' in text
    assert '<a href="?lang=en&amp;q=e#list">A–Z</a>' in text
    assert '<a href="?lang=en&amp;q=e&amp;order=number#list">Number</a>' in text
    assert '<input type="hidden" name="order" value="way">' in text
    assert 'href="?lang=de&amp;q=e&amp;order=way"' in text


@pytest.mark.usefixtures("around")
@pytest.mark.parametrize("order", ["", "name", "x", "number'"])
def test_any_other_order_is_the_page_as_ever(door: ScanFirst, code: str, order: str) -> None:
    assert ask(door, f"/{code}?order={order}").text == ask(door, f"/{code}").text


@pytest.mark.usefixtures("around")
def test_in_every_order_each_firm_keeps_its_own_way(door: ScanFirst, code: str) -> None:
    def ways(path: str) -> dict[str, str]:
        pairs = re.findall(
            r'<h3 dir="auto">(.*?)</h3>.*?<p class="d">(.*?)</p>', ask(door, path).text, re.DOTALL
        )
        return dict(pairs)

    assert ways(f"/{code}") == ways(f"/{code}?order=number") == ways(f"/{code}?order=way")


@pytest.mark.usefixtures("around")
def test_a_grouped_list_has_its_firms_in_lists(door: ScanFirst, code: str) -> None:
    text = ask(door, f"/{code}?order=way").text
    assert text.count("<ul") == text.count("</ul>")
    assert '<ul class="l">\n</ul>' not in text
