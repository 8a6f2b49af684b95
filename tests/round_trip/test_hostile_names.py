"""Five thousand names that were made to break something go out and come back, and nothing differs."""

import random
from collections.abc import Iterator
from datetime import date
from io import BytesIO

import openpyxl
import pytest

from signage.services.round_trip.columns import as_text
from signage.services.round_trip.lines import UNCHANGED
from signage.store import Store
from tests.parts.workbooks import compared, exported, sheet_of, taken
from tests.places import a_municipality, an_area

NAMES = 5_000
PIECES = (
    "<img src=x onerror=alert(1)>", "& Söhne", '=HYPERLINK("http://x.example","Klick")', "+49 3628 1",
    "-1+1", "@SUM(A1:A9)", "\t=1+1", "'=1", "{{7*7}}", "${7*7}", "';DROP TABLE tenant;--", '"', "\\", "]]>",
    "&amp;", "_x0041_", "_x000D_", "שלום חברה", "شركة", "\u200fRTL", "\u202eEVIL", "e\u0301 combining",
    "Z\u0351\u036balgo", "ﬁ Ligatur",
    "😀🏭👩\u200d🔧", "\U0001f1e9\U0001f1ea", "0123", "007", "1e5", "12/2026",
    "1.4.2026", "2026-04-01", "WAHR", "TRUE", "NULL", "nan", "-inf", "-", "–", " ", "\u00a0", "\u200b",
    "\ufeff", "A  B", "Zeile\nzwei", "Zeile\r\ndrei", "\x01\x02", "\x1b[31m", "\x7f", "\uffff", "Ünïcödé ẞ",
    "Łódź", "Київ", "漢字 工業", "#REF!", "#FORMEL!", "A" * 300, "ı İ ŉ", "½ ¼", "Müller GmbH & Co. KG",
)  # fmt: skip


def hostile(chance: random.Random) -> str:
    """One to three pieces and perhaps some characters of any kind."""
    parts = [chance.choice(PIECES) for _ in range(chance.randint(1, 3))]
    if chance.random() < 0.3:
        anything = (chance.randint(1, 0x10FFFF) for _ in range(chance.randint(1, 6)))
        parts.append("".join(chr(code) for code in anything if not 0xD800 <= code <= 0xDFFF))
    return chance.choice(("", " ", "-")).join(parts)


@pytest.fixture
def crowd(geopackage: Store) -> Store:
    """The names, in every text that a firm has, some of them as long as a cell can be."""
    return filled(geopackage)


def filled(store: Store) -> Store:
    """With five thousand firms."""
    a_municipality(store)
    area, chance = an_area(store), random.Random(4)
    with store.change(who="test", why="test") as change:
        change.create_many("tenant", list(rows(area, chance)))
    return store


def rows(area: int, chance: random.Random) -> Iterator[dict[str, object]]:
    for number in range(NAMES):
        name = hostile(chance)
        yield {
            "name": name if number % 500 else name + "x" * (32_767 - len(name)) + "y" * (number % 1000),
            "area": area,
            "municipality": "16070028",
            "number": number + 1,
            "street": hostile(chance),
            "house_number": chance.choice(("3-5", "007", "1e5", "=1", "12/2026", " 4 a ")),
            "postcode": chance.choice(("07629", "99334", "0", "D-07629", "+7629")),
            "phone": chance.choice((None, "+49 3628 1", "03628/1", "=1+1")),
            "note": hostile(chance) + "\n" + hostile(chance),
            "valid_from": chance.choice((None, date(1899, 12, 31), date(1900, 1, 1), date(2026, 2, 28))),
            "is_person": chance.choice((None, True, False)),
            "lorry_height_m": chance.choice((None, 4.0, 3.85, 0.1 + 3)),
        }


def test_nothing_differs_when_nobody_touched_it(crowd: Store) -> None:
    found = compared(crowd, exported(crowd))
    other = [(line.row, line.kind, line.cells) for line in found.lines if line.kind != UNCHANGED]
    assert other == []
    assert len(found.lines) == NAMES
    assert taken(crowd, found).change_set is None


def test_no_cell_is_a_formula_or_a_link(crowd: Store) -> None:
    book = openpyxl.load_workbook(BytesIO(exported(crowd)), read_only=True)
    kinds = {cell.data_type for page in book.worksheets for row in page.iter_rows() for cell in row}
    assert "f" not in kinds
    assert "e" not in kinds


def test_what_is_read_back_is_what_went_out(crowd: Store) -> None:
    sheet = sheet_of(exported(crowd))
    names = sheet.columns[sheet.headings.index("Firma")]
    stored = {as_text(row["name"]) for row in crowd.read("tenant")}
    read = {str(name).replace("\r\n", "\n").strip() for name in names if name is not None}
    assert read == {name.replace("\r\n", "\n").strip() for name in stored} - {""}
