"""A CSV whose character set was guessed wrongly is read once more as its sender says."""

import pytest

from signage.store import Store
from tests.desk.conftest import HERE, SignIn
from tests.desk.test_excel import sent
from tests.parts.desk import Visitor
from tests.places import an_area

LIST = "Betrieb;Standort;Straße\nBäckerei Müßig;EK;Größe 1\n"


@pytest.fixture
def clerk(inventory: Store, sign_in: SignIn) -> Visitor:
    """Somebody with one area."""
    an_area(inventory)
    return sign_in("clerk", HERE)


def test_the_page_shows_how_it_was_read_with_a_line_to_judge_by(clerk: Visitor) -> None:
    page = clerk.get(sent(clerk, LIST.encode("cp850"), "liste.csv")).text
    assert "Gelesen als DOS (CP850)" in page
    assert "Bäckerei Müßig · EK · Größe 1" in page


def test_another_character_set_can_be_chosen(clerk: Visitor) -> None:
    path = sent(clerk, "Betrieb;Standort\nFirma Š;EK\n".encode("cp1250"), "liste.csv")
    wrong = clerk.get(path).text
    assert "Firma ä" in wrong
    assert clerk.post(f"{path}/sheet", {"encoding": "cp1250"}).status_code == 303
    page = clerk.get(path).text
    assert "Firma Š" in page
    assert "Firma ä" not in page
    assert "Gelesen als Windows-1250" in page


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "rot13", "utf-7"])
def test_one_that_does_not_fit_is_told_and_nothing_is_lost(clerk: Visitor, encoding: str) -> None:
    path = sent(clerk, LIST.encode("cp1252"), "liste.csv")
    answer = clerk.post(f"{path}/sheet", {"encoding": encoding})
    assert answer.status_code == 422
    assert "Diese Datei ließ sich nicht lesen" in answer.text
    assert "Gelesen als Windows-1252" in clerk.get(path).text


@pytest.mark.parametrize(
    ("language", "said"), [("de", "Die Zeile hat 3 Zellen"), ("en", "The row has 3 cells")]
)
def test_a_row_with_a_separator_too_many_is_told_in_the_readers_language(
    clerk: Visitor, language: str, said: str
) -> None:
    path = sent(clerk, b"Betrieb;Standort\nBeta AG;EK\nGamma; Sohn AG;EK\n", "liste.csv")
    clerk.post(f"{path}/columns", {"column": ["name", "area"]})
    page = clerk.get(f"{path}?lang={language}").text
    assert said in page
    assert ("Die Zeile hat" in page) == (language == "de")


def test_nobody_is_asked_where_it_makes_no_difference(clerk: Visitor) -> None:
    path = sent(clerk, b"Betrieb;Standort\nBeta AG;EK\n", "liste.csv")
    assert 'name="encoding"' not in clerk.get(path).text


def test_a_file_whose_columns_are_known_can_be_read_anew_as_well(clerk: Visitor) -> None:
    path = sent(clerk, LIST.encode("cp1252"), "liste.csv")
    clerk.post(f"{path}/columns", {"column": ["name", "area", "street"]})
    assert 'name="encoding"' in clerk.get(path).text
