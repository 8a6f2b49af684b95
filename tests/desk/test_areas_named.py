"""Where there are too many areas to choose from, the table of firms asks for one by its name or key."""

import re

import pytest

from signage.store import Store
from tests.desk.conftest import THERE, SignIn
from tests.parts.desk import Visitor
from tests.places import a_tenant, an_area, outline

HOSTILE = '<img src=x onerror=alert(1)> & "Söhne"'


@pytest.fixture
def areas(inventory: Store, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Four areas here, two of one name, each with a firm, and one of the neighbours."""
    monkeypatch.setattr("signage.services.own_areas.MOST_OFFERED", 2)
    found = []
    named = (("Größe Süd", "GS"), (HOSTILE, "X"), ("Doppelt", "D1"), ("Doppelt", "D2"))
    for at, (name, number) in enumerate(named):
        found.append(an_area(inventory, name=name, number=number, geometry=outline(2e3 * at)))
        a_tenant(inventory, found[-1], name=f"Firma {number}")
    an_area(inventory, name="Fremd", number="F", municipality=THERE, geometry=outline(25e3, 0))
    return found


def test_no_list_is_longer_than_somebody_looks_through(clerk: Visitor, areas: list[int]) -> None:
    page = clerk.get("/desk/firms").text
    assert re.search(r'<input[^>]* id="firms-area" name="area" type="text"', page)
    assert "Größe Süd</option>" not in page
    assert '"areas": []' in page


@pytest.mark.parametrize("text", ["Größe Süd", "grosse sud", "GS"])
def test_an_area_is_found_however_its_name_is_written(clerk: Visitor, areas: list[int], text: str) -> None:
    page = clerk.get("/desk/firms", params={"area": text}).text
    assert "Firma GS" in page
    assert "Firma D1" not in page
    assert 'name="area" type="text" value="Größe Süd"' in page
    assert f"area={areas[0]}" in page


def test_what_stands_in_the_field_means_the_same_area_when_it_is_sent_again(
    clerk: Visitor, areas: list[int]
) -> None:
    for path in ("/desk/firms", "/desk/asof"):
        page = clerk.get(path, params={"area": str(areas[2])}).text
        [field] = re.findall(r'name="area" type="text" value="([^"]*)"', page)
        again = clerk.get(path, params={"area": field}).text
        assert "Firma D1" in again
        assert "Firma D2" not in again


def test_a_whole_name_is_found_beside_any_number_of_longer_ones(
    clerk: Visitor, inventory: Store, areas: list[int]
) -> None:
    for number in range(25):
        an_area(inventory, name=f"Altes Gebiet Süd {number}", number=f"A{number}", geometry=outline(2e3))
    south = an_area(inventory, name="Süd", number="ZZ", geometry=outline(2e3))
    a_tenant(inventory, south, name="Die eine GmbH")
    assert "Die eine GmbH" in clerk.get("/desk/firms", params={"area": "süd"}).text


@pytest.mark.parametrize("text", ["Doppelt", "Nirgendwo", "Fremd", HOSTILE + "!"])
def test_what_no_area_or_several_are_called_is_said_and_lists_nothing(
    clerk: Visitor, areas: list[int], text: str
) -> None:
    firms = clerk.get("/desk/firms", params={"area": text}).text
    assert "mit diesem Namen gibt es hier nicht" in firms or "passt auf mehrere" in firms
    assert 'aria-describedby="firms-area-hint firms-area-error" aria-invalid="true"' in firms
    assert "Firma D1" not in firms
    assert "<img src=x" not in firms


def test_the_name_of_anothers_area_is_not_told(clerk: Visitor, inventory: Store, areas: list[int]) -> None:
    [foreign] = [row["id"] for row in inventory.read("area") if row["name"] == "Fremd"]
    assert "Fremd" not in clerk.get(f"/desk/firms?area={foreign}").text


def test_a_firm_of_the_neighbours_in_ones_own_list_leads_nowhere(
    clerk: Visitor, sign_in: SignIn, inventory: Store, areas: list[int]
) -> None:
    foreign = a_tenant(inventory, areas[0], name="Nachbar KG", municipality=THERE)
    path = f"/desk/asof?area={areas[0]}"
    assert "Nachbar KG" in clerk.get(path).text
    assert f"/desk/history/tenant/{foreign}" not in clerk.get(path).text
    assert f"/desk/history/tenant/{foreign}" in sign_in("manager").get(path).text
