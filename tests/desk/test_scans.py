"""The page of scans: what it tells, and of whose signs."""

import re
from datetime import timedelta

import pytest

from signage import languages
from signage.domain.validity import today
from signage.languages.desk import word
from signage.services.scan_counts import ScanCounts
from signage.store import Store
from signage_api.desk.scan_map import radius_of
from tests.desk.conftest import THERE
from tests.parts.desk import Visitor
from tests.places import a_sign, an_area, outline, point


@pytest.fixture(autouse=True)
def _scanned(inventory: Store) -> None:
    area = an_area(inventory, name="<b>Kreuz</b>")
    foreign = an_area(inventory, name="Gotha-Süd", municipality=THERE, geometry=outline(25e3))
    a_sign(inventory, area, number="EK-001")
    a_sign(inventory, foreign, number="GS-001", municipality=THERE, geometry=point(25_500, 500))
    own, other = (row["code"] for row in inventory.read("sign"))
    counts = ScanCounts(inventory, 3600)
    for code, times, days_ago in ((own, 17, 3), (own, 40, 60), (other, 99, 3)):
        for _ in range(times):
            counts.add(code, today() - timedelta(days=days_ago), "de")
    counts.close()


@pytest.mark.parametrize(
    ("days", "total", "bars"), [("30", 17, 1), ("90", 57, 2), ("365", 57, 2), ("9", 57, 2)]
)
def test_it_tells_the_own_signs_for_the_period(clerk: Visitor, days: str, total: int, bars: int) -> None:
    page = clerk.get(f"/desk/scans?days={days}").text
    assert f"<strong>{total}</strong>" in page
    assert page.count("<rect ") == bars
    assert "&lt;b&gt;Kreuz&lt;/b&gt;" in page
    assert "Gotha" not in page
    assert "GS-001" not in page


def test_the_table_has_the_own_signs_only(clerk: Visitor) -> None:
    answer = clerk.get("/desk/scans.csv?days=30")
    assert answer.headers["content-type"].startswith("text/csv")
    assert "EK-001" in answer.text
    assert "GS-001" not in answer.text


def test_none_and_fewer_than_five_look_the_same(clerk: Visitor, inventory: Store) -> None:
    rare = a_sign(inventory, number="EK-002", municipality="16070028", geometry=point(500, 500))
    silent = a_sign(inventory, number="EK-003", municipality="16070028", geometry=point(600, 500))
    counts = ScanCounts(inventory, 3600)
    for _ in range(3):
        counts.add(inventory.row("sign", rare)["code"], today() - timedelta(days=2), "de")  # type: ignore[index]
    counts.close()
    page = clerk.get("/desk/scans?days=30").text
    drawn = re.findall(r'<circle class="scans-(\w+)" [^>]*><title>([^<]*)<', page)
    # The one that was scanned 17 times is withheld too: it would tell the three by subtraction.
    assert sorted(drawn) == [("few", f"EK-00{n}: &lt;5") for n in (1, 2, 3)]
    assert silent


def test_a_day_and_a_language_of_fewer_than_five_are_neither_drawn_nor_listed(
    clerk: Visitor, inventory: Store
) -> None:
    before, rare_day = clerk.get("/desk/scans?days=30").text, today() - timedelta(days=9)
    [code] = [row["code"] for row in inventory.read("sign") if row["number"] == "EK-001"]
    counts = ScanCounts(inventory, 3600)
    for language, times, day in (("uk", 4, rare_day), ("de", 50, today() - timedelta(days=3))):
        for _ in range(times):
            counts.add(code, day, language)
    counts.close()
    page = clerk.get("/desk/scans?days=30").text
    assert "Ukrainisch" not in page
    assert re.findall("<rect [^>]*>", page) == []  # one bar alone would tell the four by subtraction
    assert before.count("<rect ") == 1


def test_the_chart_has_bars_of_told_days_only(clerk: Visitor, inventory: Store) -> None:
    [code] = [row["code"] for row in inventory.read("sign") if row["number"] == "EK-001"]
    bars = re.findall("<rect [^>]*>", clerk.get("/desk/scans?days=90").text)
    counts = ScanCounts(inventory, 3600)
    for days_ago in (9, 10):
        for _ in range(3):
            counts.add(code, today() - timedelta(days=days_ago), "de")
    counts.close()
    assert re.findall("<rect [^>]*>", clerk.get("/desk/scans?days=90").text) == bars != []


def test_a_circle_grows_by_its_surface(clerk: Visitor) -> None:
    assert (radius_of(400, 400), radius_of(100, 400)) == (28, 14)
    assert radius_of(None, 400) == radius_of(0, 400) == radius_of(5, 40_000)
    page = clerk.get("/desk/scans?days=30").text
    assert re.search(r'<circle class="scans-told" [^>]* r="28.0"><title>EK-001: 17</title>', page)
    assert page.count('class="scans-area"') == 1
    assert 'href="#scans-signs"' in page


def test_each_sign_leads_to_its_page_without_being_counted(clerk: Visitor, inventory: Store) -> None:
    [code] = [row["code"] for row in inventory.read("sign") if row["number"] == "EK-001"]
    assert f'href="/{code}?uncounted"' in clerk.get("/desk/scans").text


def test_languages_are_called_by_their_names(clerk: Visitor) -> None:
    assert '<th scope="row" class="kern-table__cell">Deutsch</th>' in clerk.get("/desk/scans").text
    assert '<th scope="row" class="kern-table__cell">German</th>' in clerk.get("/desk/scans?lang=en").text
    for code in languages.languages():
        assert word("de", f"scans.languages.{code}")
        assert word("en", f"scans.languages.{code}")
