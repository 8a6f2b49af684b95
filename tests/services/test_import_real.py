"""The import on real files, where they lie beside the project: boundaries, a town, a village's signs."""

from pathlib import Path

import pytest

from bench import real_import

DATA = Path(__file__).parents[3] / "shared" / "data"


@pytest.fixture(scope="module")
def lines() -> list[real_import.Line]:
    if not DATA.is_dir():
        pytest.skip("real data not beside the project")
    return real_import.run(DATA)


def test_the_committed_page_says_what_an_import_says_today(lines: list[real_import.Line]) -> None:
    assert real_import.page(lines) == real_import.PAGE.read_text(encoding="utf-8")


def test_a_second_import_of_every_file_changes_nothing(lines: list[real_import.Line]) -> None:
    assert [(line.again.taken, line.again.changed) for line in lines if not line.again.dry_run] == [
        (0, 0)
    ] * 9


def test_every_row_that_is_parked_says_why_and_what_to_do(lines: list[real_import.Line]) -> None:
    for line in lines:
        told = {finding.row for finding in line.report.findings if finding.parked and finding.advice}
        assert len(told) == line.report.parked
