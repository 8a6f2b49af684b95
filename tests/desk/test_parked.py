"""Rows that an import could not take wait on the first page of who may mend them."""

import re
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from signage.services.importing import import_file
from signage.services.parked import list_parked
from signage.store import Store
from tests.desk.conftest import HERE, THERE, SignIn
from tests.desk.test_excel import form_of
from tests.places import an_area

NASTY = "<img src=x onerror=alert(1)> & Söhne.csv"


@pytest.fixture
def parked(inventory: Store, tmp_path: Path) -> str:
    """A file with two firms in an area that is not there."""
    file = tmp_path / NASTY
    file.write_text("Firma;Gewerbegebiet\nHolz GmbH;Nirgendwo\nStahl GmbH;Nirgendwo\n", encoding="utf-8")
    assert import_file(inventory, "tenant", file, who="test").parked == 2
    return file.name


def test_the_first_page_leads_to_them(sign_in: SignIn, parked: str) -> None:
    manager = sign_in("manager")
    assert "2 geparkte Zeilen ansehen" in manager.get("/desk").text
    told = manager.get("/desk/parked").text
    assert "Nirgendwo" in told
    assert "2: Holz GmbH" in told
    assert "<img src=x" not in told
    assert "&lt;img src=x" in told


def test_what_is_wrong_is_told_in_english_too(sign_in: SignIn, inventory: Store, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("Firma;gültig bis\nHolz GmbH;gestern\n", encoding="utf-8")
    import_file(inventory, "tenant", file, who="test")
    page = sign_in("manager").get("/desk/parked?lang=en").text
    assert "is no date." in page
    assert "Write a day such as 2026-04-01." in page
    assert "ist kein Datum" not in page
    assert "Firms: list.csv" in page


def test_they_come_as_the_table_that_they_were(sign_in: SignIn, parked: str, tmp_path: Path) -> None:
    answer = sign_in("manager").get("/desk/parked.xlsx", params={"file": parked})
    assert answer.headers["cache-control"] == "no-store"
    (tmp_path / "got.xlsx").write_bytes(answer.content)
    rows = CalamineWorkbook.from_path(tmp_path / "got.xlsx").get_sheet_by_index(0).to_python()
    assert rows[0][:2] == ["Firma", "Gewerbegebiet"]
    assert [row[0] for row in rows[1:]] == ["Holz GmbH", "Stahl GmbH"]


def test_who_has_done_with_them_puts_them_away(sign_in: SignIn, parked: str) -> None:
    manager = sign_in("manager")
    done = manager.post("/desk/parked", {"file": parked})
    assert done.headers["location"] == "/desk/parked?cleared=2"
    assert "Es ist nichts geparkt." in manager.get("/desk/parked").text
    assert "geparkte" not in manager.get("/desk").text


def test_a_clerk_is_not_shown_what_may_belong_to_others(
    sign_in: SignIn, inventory: Store, parked: str
) -> None:
    clerk = sign_in("clerk", HERE)
    assert "geparkte" not in clerk.get("/desk").text
    assert "Nirgendwo" not in clerk.get("/desk/parked").text
    number = list_parked(inventory)[0].id
    answers = [
        clerk.get("/desk/parked.xlsx"),
        clerk.get("/desk/parked.xlsx", params={"file": parked}),
        clerk.get(f"/desk/parked/{number}"),
        clerk.post("/desk/parked", {"file": parked}),
        clerk.post("/desk/parked", {"file": parked, "row": str(number)}),
        clerk.post(f"/desk/parked/{number}", {"cell": ["Holz GmbH", ""]}),
    ]
    assert [answer.status_code for answer in answers] == [404] * len(answers)
    assert not any("Nirgendwo" in answer.text for answer in answers)
    assert len(list_parked(inventory)) == 2


@pytest.fixture
def two_towns(inventory: Store, tmp_path: Path) -> str:
    """A file with a firm of each municipality whose last day is none."""
    an_area(inventory, name="EK", number="EK", municipality=HERE)
    an_area(inventory, name="Gotha-Süd", number="GS", municipality=THERE)
    file = tmp_path / "list.csv"
    rows = "Holz GmbH;EK;Hauptstr. 1;gestern\nStahl GmbH;Gotha-Süd;Hauptstr. 2;gestern\n"
    file.write_text(f"Firma;Gewerbegebiet;Straße;gültig bis\n{rows}", encoding="utf-8")
    assert import_file(inventory, "tenant", file, who="test").parked == 2
    return file.name


def test_a_clerk_sees_exactly_the_rows_of_the_own_municipality(
    sign_in: SignIn, two_towns: str, tmp_path: Path
) -> None:
    clerk = sign_in("clerk", HERE)
    assert "1 geparkte Zeile ansehen" in clerk.get("/desk").text
    assert "1 Zeile wartet" in clerk.get("/desk/parked").text
    (tmp_path / "got.xlsx").write_bytes(clerk.get("/desk/parked.xlsx").content)
    rows = CalamineWorkbook.from_path(tmp_path / "got.xlsx").get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows[1:]] == ["Holz GmbH"]


def test_a_clerk_puts_away_only_the_own_rows_of_a_file(
    sign_in: SignIn, inventory: Store, two_towns: str
) -> None:
    done = sign_in("clerk", HERE).post("/desk/parked", {"file": two_towns})
    assert done.headers["location"] == "/desk/parked?cleared=1"
    [left] = list_parked(inventory)
    assert (left.content["Firma"], left.municipality) == ("Stahl GmbH", THERE)


def test_one_row_is_put_away_alone(sign_in: SignIn, inventory: Store, two_towns: str) -> None:
    first, second = list_parked(inventory)
    sign_in("manager").post("/desk/parked", {"file": two_towns, "row": str(first.id)})
    assert [row.id for row in list_parked(inventory)] == [second.id]
    odd = sign_in("manager").post("/desk/parked", {"file": two_towns, "row": "all"})
    assert odd.status_code == 404
    assert [row.id for row in list_parked(inventory)] == [second.id]


def test_a_row_corrected_here_is_compared_taken_and_waits_no_longer(
    sign_in: SignIn, inventory: Store, two_towns: str
) -> None:
    clerk, row = sign_in("clerk", HERE), list_parked(inventory)[0]
    asked = clerk.get(f"/desk/parked/{row.id}").text
    assert 'value="gestern"' in asked
    assert "gültig bis" in asked
    upload = clerk.post(
        f"/desk/parked/{row.id}", {"cell": ["Holz GmbH", "EK", "Hauptstr. 1", "2031-05-01"]}
    ).headers["location"]
    columns = clerk.get(upload).text
    if "/columns" in columns:
        clerk.post(f"{upload}/columns", {"column": ["name", "area", "street", "valid_to"]})
    form = form_of(clerk.get(upload).text)
    assert clerk.post(f"{upload}/rows", form | {"then": "take"}).status_code == 303
    [firm] = inventory.read("tenant")
    assert (firm["name"], str(firm["valid_to"])) == ("Holz GmbH", "2031-05-01")
    assert [one.content["Firma"] for one in list_parked(inventory)] == ["Stahl GmbH"]


def test_cells_that_do_not_fit_the_row_are_refused_in_words(
    sign_in: SignIn, inventory: Store, two_towns: str
) -> None:
    row = list_parked(inventory)[0]
    answer = sign_in("clerk", HERE).post(f"/desk/parked/{row.id}", {"cell": ["Holz GmbH"]})
    assert answer.status_code == 422
    assert "lässt sich hier nicht berichtigen" in answer.text


def test_who_only_reads_is_told_that_the_role_does_not_mend(sign_in: SignIn, two_towns: str) -> None:
    reader = sign_in("reader", HERE)
    assert "geparkte" not in reader.get("/desk").text
    for answer in (reader.get("/desk/parked"), reader.post("/desk/parked", {"file": two_towns})):
        assert answer.status_code == 403
        assert "Holz" not in answer.text


def test_a_planner_mends_signs_and_no_firms(sign_in: SignIn, two_towns: str) -> None:
    assert "Es ist nichts geparkt." in sign_in("planner", HERE).get("/desk/parked").text


def test_of_very_many_rows_the_first_are_shown_and_all_are_counted(
    sign_in: SignIn, inventory: Store, parked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("signage_api.desk.parked.MOST_SHOWN", 1)
    page = sign_in("manager").get("/desk/parked").text
    assert ("2: Holz GmbH" in page, "Stahl GmbH" in page) == (True, False)
    assert "2 Zeilen warten" in page
    assert "1 weitere" in page


def test_of_very_many_rows_the_table_holds_the_first_and_then_the_next(
    sign_in: SignIn, inventory: Store, parked: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    manager = sign_in("manager")
    assert "Die Tabelle fasst" not in manager.get("/desk/parked").text
    monkeypatch.setattr("signage_api.desk.parked.MOST_IN_TABLE", 1)

    def firms() -> list[object]:
        (tmp_path / "got.xlsx").write_bytes(manager.get("/desk/parked.xlsx", params={"file": parked}).content)
        rows = CalamineWorkbook.from_path(tmp_path / "got.xlsx").get_sheet_by_index(0).to_python()
        return [row[0] for row in rows[1:]]

    assert "Die Tabelle fasst die ersten 1 Zeilen." in manager.get("/desk/parked").text
    assert firms() == ["Holz GmbH"]
    manager.post("/desk/parked", {"file": parked, "row": str(list_parked(inventory)[0].id)})
    assert firms() == ["Stahl GmbH"]
    assert "Die Tabelle fasst" not in manager.get("/desk/parked").text


def test_a_file_of_the_same_name_for_another_layer_stays(
    sign_in: SignIn, inventory: Store, parked: str, tmp_path: Path
) -> None:
    file = tmp_path / NASTY
    file.write_text("Nummer;Gewerbegebiet\nA-1;Nirgendwo\n", encoding="utf-8")
    assert import_file(inventory, "sign", file, who="test").parked == 1
    manager = sign_in("manager")
    assert 'name="layer" value="tenant"' in manager.get("/desk/parked").text
    done = manager.post("/desk/parked", {"file": parked, "layer": "tenant"})
    assert done.headers["location"] == "/desk/parked?cleared=2"
    assert [row.layer for row in list_parked(inventory)] == ["sign"]


def test_the_area_of_a_row_is_chosen_among_ones_own(
    sign_in: SignIn, inventory: Store, two_towns: str
) -> None:
    an_area(inventory, name="Nord & Süd", number="NS", municipality=HERE)
    own = next(row for row in list_parked(inventory) if row.municipality == HERE)
    page = sign_in("clerk", HERE).get(f"/desk/parked/{own.id}").text
    assert re.search(r'>Gewerbegebiet</label>\s*<input [^>]*list="areas">', page)
    assert page.count(' list="areas"') == 1
    assert '<option value="Nord &amp; Süd">' in page
    assert '<option value="Gotha-Süd">' not in page
