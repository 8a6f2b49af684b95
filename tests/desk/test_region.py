"""The dashboard of the region's managers."""

import re

import pytest

from signage.domain.validity import today
from signage.services.reports import Report, subject_of, take_report
from signage.services.scan_counts import ScanCounts
from signage.store import Store
from signage_api.desk.region import _SORTS
from tests.desk.conftest import HERE, THERE, SignIn
from tests.places import a_sign, a_tenant, an_area

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


def cells_of(page: str, town: str) -> list[str]:
    """The cells of a municipality's row, as they are read."""
    row = page.partition(f'<th scope="row" class="kern-table__cell">{town}</th>')[2].partition("</tr>")[0]
    return [
        " ".join(re.sub("<[^>]+>", " ", cell).split()) for cell in re.findall(r"<td.*?</td>", row, re.DOTALL)
    ]


def test_each_municipality_has_its_freshness_reports_and_scans(sign_in: SignIn, inventory: Store) -> None:
    area = an_area(inventory, name="Nord", number="N")
    for number in (1, 2):
        a_tenant(inventory, area, name=f"Frisch {number}", number=number, confirmed_on=today())
    sign = a_sign(inventory, area, number="N-1")
    code = next(row["code"] for row in inventory.read("sign") if row["id"] == sign)
    subject = subject_of(inventory, code)
    assert subject
    take_report(inventory, subject, Report(kind="damaged", language="de", text="kaputt", photo=None), today())
    counted = ScanCounts(inventory, 3600)
    for _ in range(7):
        counted.add(code, today(), "de")
    counted.close()
    page = sign_in("manager").get("/desk/region").text
    fresh, firms, _due, reports, scans, _score = cells_of(page, "Amt Wachsenburg")
    assert (fresh, firms, reports, scans) == ("66,7 %", "3", "1", "7")
    fresh, firms, _due, reports, scans, _score = cells_of(page, "Gotha")
    assert (fresh, firms, reports, scans) == ("0 %", "1", "0", "&lt;5")


def test_ten_confirmations_are_named_and_twenty_of_the_worst(sign_in: SignIn, inventory: Store) -> None:
    for number in range(25):
        area = an_area(inventory, name=f"Gebiet {number}", number=f"G{number}")
        a_tenant(inventory, area, name=f"Alt {number}", number=number + 1, confirmed_on=None)
    page = sign_in("manager").get("/desk/region").text
    helpful = page.partition('id="region-helpful"')[2].partition("</section>")[0]
    worst = page.partition('id="region-worst"')[2].partition("</table>")[0]
    assert helpful.count("<li>") == 10
    assert worst.count('<th scope="row"') == 20
