"""The workbook that comes back: the sender's own, with what became of each row."""

import zipfile
from io import BytesIO
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from signage.services.round_trip.foreign import compare_foreign
from signage.services.round_trip.layouts import Layout, guessed
from signage.services.round_trip.verdicts import with_verdicts
from signage.store import Store
from tests.parts.workbooks import ME, Page, sheet_of, taken


def made(*, formula: bool = False) -> bytes:
    """Somebody's own list, with a chart beside it."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out)
    page = book.add_worksheet("Liste")
    page.write_row(0, 0, ["Firma", "Gebiet", "Mitarbeiter"])
    page.write_row(1, 0, ["Neu GmbH", "EK", 12])
    page.write_row(2, 0, ["Ganz Neu GmbH", "Nirgendwo", 3])
    if formula:
        page.write_formula(1, 3, "=C2*2", None, 24)
    chart = book.add_chart({"type": "pie"})
    chart.add_series({"values": ["Liste", 1, 2, 2, 2]})
    page.insert_chart("H2", chart)
    book.close()
    return out.getvalue()


def answered(office: Store, content: bytes, language: str = "de") -> bytes:
    """The list after it was taken."""
    sheet = sheet_of(content)
    found = compare_foreign(office, sheet, Layout(guessed(sheet)), rights=ME)
    return with_verdicts(content, sheet, taken(office, found).outcomes, language=language)


def page_of(content: bytes) -> Page:
    """The list itself."""
    return Page(openpyxl.load_workbook(BytesIO(content))["Liste"])


def names(content: bytes) -> set[str]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return set(archive.namelist())


def test_charts_of_the_sender_stay_where_they_are(office: Store) -> None:
    content = made()
    answer = answered(office, content)
    assert "xl/charts/chart1.xml" in names(content) == names(answer)
    assert page_of(answer).get("Neu GmbH", "Ergebnis") == "neu aufgenommen"
    assert "Nirgendwo" in page_of(answer).get("Ganz Neu GmbH", "Befund")


@pytest.mark.parametrize("second", ["de", "en"])
def test_a_second_verdict_goes_where_the_first_one_stands(office: Store, second: str) -> None:
    once = answered(office, made())
    twice = answered(office, once, second)
    words: dict[str, Any] = {"de": ("Ergebnis", "unverändert"), "en": ("Verdict", "unchanged")}
    heading, verdict = words[second]
    assert page_of(twice).get("Neu GmbH", heading) == verdict
    assert len(page_of(twice).columns) == 5


def test_of_a_workbook_that_cannot_be_written_to_the_table_comes_back(office: Store) -> None:
    content, out = made(), BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            raw = old.read(name).replace(b'encoding="UTF-8"', b'encoding="us-ascii"')
            new.writestr(name, raw if name == "xl/worksheets/sheet1.xml" else old.read(name))
    page = page_of(answered(office, out.getvalue()))
    assert (page.get("Neu GmbH", "Ergebnis"), page.get("Neu GmbH", "Mitarbeiter")) == ("neu aufgenommen", 12)


def test_a_column_without_a_heading_is_not_written_over(office: Store) -> None:
    page = openpyxl.load_workbook(BytesIO(answered(office, made(formula=True))))["Liste"]
    assert (page["D2"].value, page["E2"].value) == ("=C2*2", "neu aufgenommen")
