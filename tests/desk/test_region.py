"""The dashboard of the region's managers."""

import re
from datetime import date

import pytest

from signage.domain.validity import today
from signage.services.reports import Report, subject_of, take_report
from signage.services.scan_counts import ScanCounts
from signage.store import Store
from signage_api.desk import region as desk_region
from signage_api.desk.region import _SORTS
from tests.desk.conftest import HERE, THERE, SignIn
from tests.places import a_municipality, a_sign, a_tenant, an_area, outline, point

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
def test_the_table_is_sorted_by_each_of_its_columns(sign_in: SignIn, inventory: Store, sort: str) -> None:
    """Gotha has more firms, an older and fresher ones, a report and scans."""
    area = an_area(inventory, name="Nord", number="N", municipality=THERE, geometry=outline(25e3))
    for number, day in enumerate((today(), today(), date(2020, 1, 1)), start=1):
        place = {"street": "Weg", "house_number": "1", "activity": "Bau", "geometry": point(25_500, 500)}
        firm = {"name": f"Firma {number}", "number": number, "municipality": THERE, "confirmed_on": day}
        a_tenant(inventory, area, **firm, **place)
    reported_and_scanned(inventory, a_sign(inventory, area, number="N-1", municipality=THERE))
    page = sign_in("manager").get("/desk/region", params={"sort": sort}).text
    assert page.count("aria-sort=") == 1
    first = "Gotha" if sort in ("firms", "due", "reports", "scans") else "Amt Wachsenburg"
    assert towns_on(page) == [first, *({"Amt Wachsenburg", "Gotha"} - {first})]


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


def reported_and_scanned(store: Store, sign: int) -> None:
    """A report by a visitor, and seven scans."""
    code = next(row["code"] for row in store.read("sign") if row["id"] == sign)
    subject = subject_of(store, code)
    assert subject
    take_report(store, subject, Report(kind="damaged", language="de", text="kaputt", photo=None), today())
    counted = ScanCounts(store, 3600)
    for _ in range(7):
        counted.add(code, today(), "de")
    counted.close()


def test_each_municipality_has_its_freshness_reports_and_scans(sign_in: SignIn, inventory: Store) -> None:
    area = an_area(inventory, name="Nord", number="N")
    for number in (1, 2):
        a_tenant(inventory, area, name=f"Frisch {number}", number=number, confirmed_on=today())
    sign = a_sign(inventory, area, number="N-1")
    reported_and_scanned(inventory, sign)
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


@pytest.fixture
def many_towns(inventory: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Five municipalities, two on a page of the table and on the map at most."""
    for number in range(3):
        a_municipality(
            inventory, ags=f"1601100{number}", name=f"Größ{number}", district="16011",
            geometry=outline(-60e3 - 20e3 * number, 0, 10e3),
        )  # fmt: skip
    monkeypatch.setattr(desk_region, "PER_PAGE", 2)
    monkeypatch.setattr(desk_region, "MOST_MAPPED", 2)


def towns_on(page: str) -> list[str]:
    """The municipalities of the table, in its order."""
    table = page.partition('id="region-table"')[2].partition("</table>")[0]
    return re.findall(r'<th scope="row" class="kern-table__cell">(.*?)</th>', table)


def test_many_municipalities_are_turned_over_page_by_page(sign_in: SignIn, many_towns: None) -> None:
    manager, path, seen = sign_in("manager"), "/desk/region?sort=name", []
    for _ in range(3):
        page = manager.get(path).text
        assert "Die Karte zeigt höchstens 2" in page
        assert "<path" not in page
        seen.append(towns_on(page))
        following = re.search(r'rel="next" href="([^"#]+)', page)
        path = following[1].replace("&amp;", "&") if following else ""
    assert seen == [["Amt Wachsenburg", "Gotha"], ["Größ0", "Größ1"], ["Größ2"]]
    assert path == "", "the last page leads no further"


@pytest.mark.parametrize(
    ("words", "found"),
    [("grosse", []), ("gross1", ["Größ1"]), ("16070", ["Amt Wachsenburg"]), (HOSTILE, []), ("70028", [])],
)
def test_one_of_many_municipalities_is_found_by_its_name_or_key(
    sign_in: SignIn, many_towns: None, words: str, found: list[str]
) -> None:
    page = sign_in("manager").get("/desk/region", params={"q": words, "sort": "score"}).text
    assert towns_on(page) == found
    assert page.count("<path class=") == len(found)
    assert ("Keine Gemeinde passt dazu" in page) is (not found)
    assert "<img src=x" not in page


def test_sorting_keeps_what_was_searched_for(sign_in: SignIn, many_towns: None) -> None:
    page = sign_in("manager").get("/desk/region", params={"q": "16011", "page": "99"}).text
    assert 'href="/desk/region?sort=name&amp;q=16011#region-table"' in page
    assert len(towns_on(page)) == 1, "the last page, where there is none of that number"


def test_a_region_that_fits_on_one_page_has_neither_search_nor_pages(sign_in: SignIn) -> None:
    page = sign_in("manager").get("/desk/region").text
    assert 'name="q"' not in page.partition("<main")[2]
    assert 'rel="next"' not in page
