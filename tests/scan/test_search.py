"""Finding a firm on the page, without a script."""

from collections.abc import Callable

import pytest

from signage.domain.names import folded, sort_key
from signage_api.scanning import ScanFirst
from tests.scan.asking import ask


@pytest.mark.parametrize(
    "typed", ["Müller", "mueller", "MULLER", "  müll ", "Muller GmbH", "holzweg", "metall müller"]
)
def test_a_firm_is_found_however_it_is_typed(
    door: ScanFirst, code: str, add_firm: Callable[..., int], typed: str
) -> None:
    add_firm(number=1)
    add_firm(name="Zaunbau Peukert", activity="Zäune", street="Werkstraße", number=2)
    text = ask(door, f"/{code}?q={typed.replace(' ', '+')}").text
    assert "Müller GmbH" in text
    assert "Zaunbau" not in text
    assert 'id="m2"' not in text


def test_nothing_found_is_said_with_the_words_that_were_typed(
    door: ScanFirst, code: str, add_firm: Callable[..., int]
) -> None:
    add_firm()
    text = ask(door, f"/{code}?q=%3Cb%3Exyz").text
    assert "Keine Firma passt zu „&lt;b&gt;xyz“" in text


@pytest.mark.parametrize("typed", ["a%00b%00c", "%00here%00", "%00"])
def test_a_nul_in_the_search_is_a_blank(door: ScanFirst, code: str, typed: str) -> None:
    assert ask(door, f"/{code}?q={typed}").status == 200


def test_an_empty_search_shows_all(door: ScanFirst, code: str, add_firm: Callable[..., int]) -> None:
    add_firm()
    assert ask(door, f"/{code}?q=+").text == ask(door, f"/{code}").text


def test_a_search_keeps_the_language(door: ScanFirst, code: str, add_firm: Callable[..., int]) -> None:
    add_firm()
    text = ask(door, f"/{code}?q=m&lang=en").text
    assert "1 firm found" in text
    assert '<input type="hidden" name="lang" value="en">' in text
    assert 'href="?lang=de&amp;q=m"' in text


def test_a_search_is_not_kept_by_caches(door: ScanFirst, code: str) -> None:
    assert ask(door, f"/{code}?q=m").headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("one", "other"), [("Groß", "gross"), ("Łódź", "lodz"), ("Neue", "neü"), ("Jähnig", "jaehnig")]
)
def test_folding_makes_spellings_one(one: str, other: str) -> None:
    assert folded(one) == folded(other)


def test_sorting_leaves_signs_before_a_name_aside() -> None:
    assert sort_key("„Bäcker“ & Co") < sort_key("Bader")
