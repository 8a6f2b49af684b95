"""A workbook that another program stored anew, and what somebody edited in it: the edits are found, alone."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from signage.services.round_trip.comparing import compare_own
from signage.services.round_trip.lines import CHANGED, GONE, UNCHANGED
from signage.services.round_trip.reading import Sheet, read_book_in_child
from signage.store import Store, create_store
from tests.parts.workbooks import ME, Page, compared, edited, exported, said
from tests.places import a_municipality, a_tenant, an_area
from tests.round_trip.test_hostile_names import NAMES, PIECES, filled

FEW = settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
EDITED = range(7, NAMES, 500)


@pytest.fixture
def crowd(geopackage: Store) -> Store:
    """Five thousand hostile names."""
    return filled(geopackage)


def by_number(page: Page) -> dict[int, int]:
    """The rows of the sheet by the number of the firm: hostile names are not unique."""
    column = page.columns["Nummer auf dem Plan"] - 1
    return {int(row[column].value): row[0].row for row in page.page.iter_rows(min_row=2, max_row=NAMES + 1)}


def some_edits(page: Page) -> None:
    rows, last = by_number(page), page.columns["Telefon"]
    for number in EDITED:
        page.page.cell(rows[number], last).value = f"03628 {number}"
    page.page.cell(rows[8], page.columns["Was ist zu tun?"]).value = "weg"


def test_five_thousand_names_stored_anew_and_edited_give_the_edits_alone(crowd: Store) -> None:
    found = compared(crowd, edited(exported(crowd), some_edits))
    assert len(found.lines) == NAMES
    other = [line for line in found.lines if line.kind != UNCHANGED]
    assert sorted(line.kind for line in other) == [CHANGED] * len(EDITED) + [GONE]
    changes = [said(line) for line in other if line.kind == CHANGED]
    assert sorted(change.pop("phone") for change in changes) == sorted(f"03628 {n}" for n in EDITED)
    assert not any(changes)


@pytest.fixture(scope="module")
def one_firm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store with a firm to be renamed again and again."""
    made = create_store(Path(tmp_path_factory.mktemp("resaved")) / "a.gpkg", fsync=False)
    a_municipality(made)
    a_tenant(made, an_area(made), name="Alpha", number=1, street="Weg", house_number="3-5", geometry=None)
    yield made
    made.close()


def renamed(store: Store, name: str) -> None:
    [row] = store.read("tenant")
    with store.change(who="test", why="test") as change:
        change.update("tenant", row["id"], {"name": name}, seen_version=row["version"])


def resaved(content: bytes, **cells: str) -> Sheet:
    """What is read of a workbook after openpyxl stored it, with cells of its first firm written over."""
    book = openpyxl.load_workbook(BytesIO(content))
    page = Page(book["Firmen"])
    for heading, value in cells.items():
        page.page.cell(2, page.columns[heading]).value = value
    with TemporaryDirectory() as work:
        path = Path(work, "Firmen.xlsx")
        book.save(path)
        return Sheet.from_json(read_book_in_child(str(path), work, None))


ANY_NAME = st.one_of(
    st.text(min_size=1, max_size=40),
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=3).map(" ".join),
).filter(lambda name: bool(name.strip()))


@FEW
@given(name=ANY_NAME)
def test_no_name_differs_because_another_program_stored_it(one_firm: Store, name: str) -> None:
    renamed(one_firm, name)
    [line] = compare_own(one_firm, resaved(exported(one_firm)), rights=ME).lines
    assert (line.kind, said(line)) == (UNCHANGED, {})


@FEW
@given(name=ANY_NAME)
def test_an_edit_beside_any_name_is_found_alone(one_firm: Store, name: str) -> None:
    renamed(one_firm, name)
    [line] = compare_own(one_firm, resaved(exported(one_firm), Telefon="03628 77"), rights=ME).lines
    assert (line.kind, said(line)) == (CHANGED, {"phone": "03628 77"})
