"""Rows that an import could not take wait on the first page of who looks after the region."""

from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from signage.services.importing import import_file
from signage.store import Store
from tests.desk.conftest import HERE, SignIn

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


def test_a_clerk_is_not_shown_what_may_belong_to_others(sign_in: SignIn, parked: str) -> None:
    clerk = sign_in("clerk", HERE)
    assert "geparkte" not in clerk.get("/desk").text
    for path in ("/desk/parked", "/desk/parked.xlsx"):
        answer = clerk.get(path)
        assert answer.status_code == 403
        assert "Nirgendwo" not in answer.text
    assert clerk.post("/desk/parked", {"file": parked}).status_code == 403
