"""The search of the first page: firms, signs and areas."""

import pytest

from signage.store import Store
from tests.desk.conftest import HERE, THERE, SignIn
from tests.parts.desk import Visitor
from tests.places import a_sign, a_tenant, an_area, outline, point

HOSTILE = "<img src=x onerror=alert(1)> & Söhne"


@pytest.fixture(autouse=True)
def code(inventory: Store) -> str:
    """The code of EK-003, in an area of here; another area and sign there."""
    area = an_area(inventory, name=HOSTILE, number="EK")
    sign = inventory.row("sign", a_sign(inventory, area, number="EK-003", name="Haltebucht"))
    a_tenant(inventory, area, name="Haltern GmbH")
    there = an_area(inventory, name="Gotha-Süd", number="GS", municipality=THERE, geometry=outline(25e3))
    a_sign(inventory, there, number="GS-003", municipality=THERE, geometry=point(25_500, 500))
    assert sign
    return str(sign["code"])


@pytest.mark.parametrize("typed", ["EK-003", "ek003", "haltebucht", "halte bucht"])
def test_a_sign_is_found_by_number_and_place(clerk: Visitor, typed: str) -> None:
    page = clerk.get("/desk/find", params={"q": typed})
    assert page.status_code == 200
    assert ">EK-003</a>" in page.text


def test_a_sign_is_found_by_its_code_however_it_is_typed(clerk: Visitor, code: str) -> None:
    for typed in (code, code.lower(), f"{code[:4]}-{code[4:]}", f"{code[:4]} {code[4:]}"):
        assert f'href="/{code}?uncounted"' in clerk.get("/desk/find", params={"q": typed}).text, typed


def test_areas_and_firms_stand_beside_signs(clerk: Visitor) -> None:
    page = clerk.get("/desk/find", params={"q": "söhne"}).text
    assert "/desk/confirm/1" in page
    assert "<img src=x" not in page
    page = clerk.get("/desk/find", params={"q": "halte"}).text
    assert "Haltern GmbH" in page
    assert "1 Firma in der Tabelle zeigen" in page


def test_a_sign_without_a_code_has_no_page(clerk: Visitor, inventory: Store, code: str) -> None:
    a_sign(inventory, 1, number="EK-009", code=False)
    page = clerk.get("/desk/find", params={"q": "ek"}).text
    assert "EK-009" in page
    assert page.count("?uncounted") == 1


def test_words_that_find_no_sign_lead_to_the_table_of_firms(clerk: Visitor) -> None:
    answer = clerk.get("/desk/find", params={"q": "Haltern"})
    assert answer.headers["location"] == "/desk/firms?q=Haltern"
    assert clerk.get("/desk/find").status_code == 200
    assert clerk.get("/desk/find", params={"q": "%_-"}).status_code == 303


def test_what_is_of_others_is_not_found(clerk: Visitor, sign_in: SignIn) -> None:
    assert clerk.get("/desk/find", params={"q": "GS-003"}).status_code == 303
    assert clerk.get("/desk/find", params={"q": "Gotha-Süd"}).status_code == 303
    assert "GS-003" in sign_in("reader", THERE).get("/desk/find", params={"q": "gs003"}).text
    assert "EK-003" in sign_in("reader", HERE).get("/desk/find", params={"q": "ek"}).text
