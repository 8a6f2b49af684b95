"""Files that come a second time, and what is told of them in the language of who looks."""

import re

import pytest

from signage.services.parked import list_parked
from signage.services.round_trip import desk
from signage.store import Store
from tests.desk.conftest import HERE, SignIn
from tests.desk.test_excel import download, firms, form_of, sent
from tests.parts.desk import Visitor
from tests.parts.workbooks import edited

__all__ = ["firms"]


def names(store: Store) -> list[str]:
    return [row["name"] for row in store.read("tenant")]


def test_a_file_that_was_taken_is_not_compared_again_by_an_old_page(
    firms: Store, clerk: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = sent(clerk, edited(download(clerk), lambda page: page.add(Firma="Neu", Gewerbegebiet="EK")))
    form = form_of(clerk.get(path).text) | {"then": "take"}
    clerk.post(f"{path}/rows", form)
    monkeypatch.setattr(desk, "compare", None)
    late = clerk.post(f"{path}/rows", form)
    assert (late.status_code, "wurde schon übernommen" in late.text) == (409, True)
    assert names(firms).count("Neu") == 1


@pytest.mark.parametrize(
    ("way", "fields"),
    [
        ("rows", {"then": "take"}),
        ("columns", {"then": "again"}),
        ("columns", {"column": ["name"]}),
        ("sheet", {"sheet": "Firmen"}),
    ],
)
def test_what_was_taken_back_is_not_taken_again_by_an_old_page(
    firms: Store, clerk: Visitor, way: str, fields: dict[str, object]
) -> None:
    path = sent(clerk, edited(download(clerk), lambda page: page.add(Firma="Neu", Gewerbegebiet="EK")))
    form = form_of(clerk.get(path).text)
    clerk.post(f"{path}/rows", form | {"then": "take"})
    clerk.post(f"{path}/revert")
    assert "Neu" not in names(firms)
    late = clerk.post(f"{path}/{way}", form | fields)
    assert late.status_code == 409
    clerk.post(f"{path}/rows", form | {"then": "take"})
    assert "Neu" not in names(firms)


def test_what_is_told_of_a_file_is_told_in_the_language_of_the_desk(firms: Store, clerk: Visitor) -> None:
    path = sent(
        clerk, "Übersicht;;\nBetrieb;Strasse;Telefon\nDelta KG;Am Kreuz;1\n".encode("cp1252"), "a.csv"
    )
    german, english = clerk.get(path).text, clerk.get(f"{path}?lang=en").text
    assert "Gelesen als Windows-1252, Trennzeichen Semikolon." in german
    assert "Read as Windows-1252, separated by semicolon." in english
    assert "The row of headings was found in line 2." in english
    assert not re.search("Gelesen|Trennzeichen|Kopfzeile wurde", english)


def test_two_people_of_one_name_put_away_no_rows_of_each_other(
    firms: Store, clerk: Visitor, sign_in: SignIn
) -> None:
    for who in (sign_in("clerk", HERE), clerk):
        assert ", Kim Clerk</h1>" in who.get("/desk").text
        wrong = edited(download(who), lambda page: page.put("Beta AG", **{"E-Mail": "keine"}))
        path = sent(who, wrong)
        who.post(f"{path}/rows", form_of(who.get(path).text) | {"then": "take"})
    assert [row.content["Firma"] for row in list_parked(firms)] == ["Beta AG", "Beta AG"]
