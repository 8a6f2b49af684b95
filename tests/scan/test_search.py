"""Finding a firm on the page, without a script."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from urllib.parse import quote

import pytest
from sqlalchemy import select, update

from signage.domain.names import folded, sort_key
from signage.services.reverting import revert_change_set
from signage.store import Store
from signage.store.schema import change_set
from signage_api.scanning import ScanFirst
from tests.scan.asking import ask
from tests.scan.conftest import change


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


FIRMS = [
    {"name": "Blech & Form GmbH", "activity": "Blechbau", "wz_code": "25.11.0", "wz_edition": "2008"},
    {"name": "Nordlicht GmbH", "activity": "", "wz_code": "49.41.0", "wz_edition": "2025"},
    {"name": "Hansen", "activity": "Internationale Spedition"},
    {"name": "Bäckerei Großmann", "activity": "Backwaren"},
    {"name": "Meister Röhrig", "activity": "Kfz-Werkstatt"},
]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Blechbearbeitung", ["Blech & Form GmbH"]),
        ("Großmnan", ["Bäckerei Großmann"]),
        ("Backerei Grosmann", ["Bäckerei Großmann"]),
        ("Spedition", ["Hansen", "Nordlicht GmbH"]),
        ("spedycja", ["Hansen", "Nordlicht GmbH"]),
        ("dopravce", ["Hansen", "Nordlicht GmbH"]),
        ("перевізник", ["Hansen", "Nordlicht GmbH"]),
        ("nakliye", ["Hansen", "Nordlicht GmbH"]),
        ("car repair", ["Meister Röhrig"]),
        ("vehicle repair shop", ["Meister Röhrig"]),
        ("piekarnia Großmann", ["Bäckerei Großmann"]),
        ("Bäkcerei Schulze", []),
        ("4711", []),
    ],
)
def test_a_firm_is_found_by_what_people_mean(
    door: ScanFirst, code: str, add_firm: Callable[..., int], typed: str, found: list[str]
) -> None:
    for number, firm in enumerate(FIRMS, start=1):
        add_firm(number=number, street="Ring", **{"activity": "", **firm})
    text = ask(door, f"/{code}?q={quote(typed)}").text
    assert [unescape(name) for name in re.findall(r'<h3 dir="auto">(.*?)</h3>', text)] == found


def test_what_is_only_similar_is_said_to_be(door: ScanFirst, code: str, add_firm: Callable[..., int]) -> None:
    add_firm(name="Großmann GmbH")
    assert "Genau so heißt nichts" in ask(door, f"/{code}?q=Grosmnan").text
    assert "Genau so heißt nichts" not in ask(door, f"/{code}?q=Grossmann").text


def earlier(store: Store, days: int) -> None:
    """Let all that was changed so far have happened `days` days earlier."""
    with store.write_plain() as connection:
        for number, at in connection.execute(select(change_set.c.id, change_set.c.at)).all():
            connection.execute(
                update(change_set).where(change_set.c.id == number).values(at=at - timedelta(days=days))
            )


def rename(store: Store, firm: int, name: str) -> int:
    """The number of the change set that gives a firm another name."""
    with change(store) as changes:
        changes.update("tenant", firm, {"name": name})
    return int(changes.id)


def test_a_firm_is_found_by_the_name_it_had(
    door: ScanFirst, store: Store, code: str, add_firm: Callable[..., int]
) -> None:
    firm = add_firm(name="Alt & Söhne", activity="Metallbau")
    add_firm(name="Zaunbau Peukert", number=2)
    earlier(store, days=40)
    with change(store) as changes:
        changes.update("tenant", firm, {"name": "Neu GmbH"})
        changes.update("tenant", firm, {"activity": "Schlosserei"})
    text = ask(door, f"/{code}?q=Soehne").text
    assert "„Alt &amp; Söhne“ heißt heute „Neu GmbH“." in text
    assert re.findall(r'<h3 dir="auto">(.*?)</h3>', text) == ["Neu GmbH"]
    assert "heißt heute" not in ask(door, f"/{code}?q=neu").text


def test_a_slip_that_was_soon_put_right_is_no_former_name(
    door: ScanFirst, store: Store, code: str, add_firm: Callable[..., int]
) -> None:
    firm = add_firm(name="Altmeister KG")
    earlier(store, days=40)
    rename(store, firm, "Betrugsverdacht Meier")
    earlier(store, days=29)
    rename(store, firm, "Neu GmbH")
    assert "Neu GmbH" not in ask(door, f"/{code}?q=Betrugsverdacht").text
    assert "„Altmeister KG“ heißt heute „Neu GmbH“." in ask(door, f"/{code}?q=Altmeister").text


def test_a_name_that_was_taken_back_is_no_former_name(
    door: ScanFirst, store: Store, code: str, add_firm: Callable[..., int]
) -> None:
    firm = add_firm(name="Altmeister KG")
    earlier(store, days=40)
    wrong = rename(store, firm, "Falscher Import")
    earlier(store, days=40)
    revert_change_set(store, wrong, who="Test")
    earlier(store, days=40)
    assert "Altmeister" not in ask(door, f"/{code}?q=Falscher").text
    rename(store, firm, "Neu GmbH")
    assert "„Altmeister KG“ heißt heute „Neu GmbH“." in ask(door, f"/{code}?q=Altmeister").text
    assert "Neu GmbH" not in ask(door, f"/{code}?q=Falscher").text


def test_what_a_person_was_called_is_told_to_nobody(
    door: ScanFirst, store: Store, code: str, add_firm: Callable[..., int]
) -> None:
    still = add_firm(name="Erna Altmeister", is_person=True)
    then = add_firm(name="Otto Altmeister", is_person=True, number=2)
    earlier(store, days=40)
    rename(store, still, "Erna Neumann")
    with change(store) as changes:
        changes.update("tenant", then, {"name": "Neu GmbH", "is_person": False})
    text = ask(door, f"/{code}?q=Altmeister").text
    assert "Neumann" not in text
    assert "Neu GmbH" not in text


def test_what_was_not_found_is_counted_without_a_trace_of_who_asked(
    door: ScanFirst, store: Store, area: int, code: str, add_firm: Callable[..., int]
) -> None:
    add_firm()
    for query in ("Zahnarzt", "zahnarzt", "Müller", "0171 12345", "Mülelr"):
        ask(door, f"/{code}?q={quote(query)}", accept_language="de")
    door.visits.misses.flush()
    with store.engine_read() as connection:
        rows = connection.exec_driver_sql("SELECT area, term, misses FROM search_miss ORDER BY term")
        assert [tuple(row) for row in rows] == [(area, "mülelr", 1), (area, "zahnarzt", 2)]
