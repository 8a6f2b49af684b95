"""The dashboard of the region's managers."""

import re

import pytest

from signage.store import Store
from signage_api.desk.region import _SORTS
from tests.desk.conftest import HERE, THERE, SignIn
from tests.places import a_tenant, an_area

HOSTILE = "<img src=x onerror=alert(1)> & Söhne"


@pytest.fixture(autouse=True)
def _firms(inventory: Store) -> None:
    area = an_area(inventory, name="=Kreuz")
    a_tenant(inventory, area, name=HOSTILE, number=None, confirmed_on=None)
    a_tenant(inventory, area, name="Nebenan", municipality=THERE, confirmed_on=None)


def test_a_manager_sees_every_municipality_and_what_to_mend(sign_in: SignIn) -> None:
    page = sign_in("manager").get("/desk/region")
    assert page.status_code == 200
    assert {"Amt Wachsenburg", "Gotha", "=Kreuz", "Nebenan"} <= {
        name for name in ("Amt Wachsenburg", "Gotha", "=Kreuz", "Nebenan") if name in page.text
    }
    assert "keine Nummer auf dem Plan" in page.text
    assert "<img src=x" not in page.text
    assert page.text.count("<path class=") == 2


@pytest.mark.parametrize("sort", [*_SORTS, "<script>"])
def test_the_table_is_sorted_by_each_of_its_columns(sign_in: SignIn, sort: str) -> None:
    page = sign_in("manager").get("/desk/region", params={"sort": sort})
    assert page.status_code == 200
    assert page.text.count("aria-sort=") == 1


def test_the_table_comes_as_csv_too(sign_in: SignIn) -> None:
    answer = sign_in("manager").get("/desk/region.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    lines = answer.text.lstrip("\ufeff").splitlines()
    assert len(lines) == 3
    assert HERE in lines[1]
    assert THERE in lines[2]


@pytest.mark.parametrize("role", ["reader", "clerk", "planner"])
def test_nobody_else_sees_it(sign_in: SignIn, role: str) -> None:
    visitor = sign_in(role, HERE)
    assert "/desk/region" not in visitor.get("/desk").text
    for path in ("/desk/region", "/desk/region.csv"):
        answer = visitor.get(path)
        assert answer.status_code == 403
        assert "Gotha" not in answer.text


def test_a_number_has_the_decimal_mark_of_its_reader(sign_in: SignIn, inventory: Store) -> None:
    for number in range(5):  # seven firms: their mean has a fraction
        a_tenant(
            inventory, an_area(inventory, name=f"Gebiet {number}"), name=f"Firma {number}", number=number + 1
        )
    manager = sign_in("manager")
    german, english = (manager.get(f"/desk/region?lang={language}").text for language in ("de", "en"))
    assert re.search(r"<dd>\d+,\d</dd>", german)
    assert re.search(r"<dd>\d+\.\d</dd>", english)


def test_each_thing_that_is_missing_leads_to_the_field_where_it_is_mended(
    sign_in: SignIn, inventory: Store
) -> None:
    nowhere = a_tenant(inventory, None, name="Nirgends", confirmed_on=None, number=None)
    manager = sign_in("manager")
    page = manager.get("/desk/region").text
    links = re.findall(rf'href="(/desk/firms/{nowhere})#([a-z_]+)"', page)
    assert {anchor for _, anchor in links} >= {"confirmed_on", "area", "number"}
    form = manager.get(links[0][0]).text
    assert [anchor for _, anchor in links if f'id="{anchor}"' not in form] == []
