"""When a firm is due again."""

from datetime import date, timedelta

import pytest

from signage.domain.cycles import due_on, due_until


@pytest.mark.parametrize(
    ("confirmed", "months", "due"),
    [
        ("2026-05-28", 6, "2026-11-28"),
        ("2026-08-31", 6, "2027-03-01"),
        ("2023-08-29", 6, "2024-02-29"),
        ("2026-12-31", 1, "2027-01-31"),
        ("2024-02-29", 12, "2025-03-01"),
    ],
)
def test_it_is_due_on_the_same_day_so_many_months_later(confirmed: str, months: int, due: str) -> None:
    assert due_on(date.fromisoformat(confirmed), months).isoformat() == due


@pytest.mark.parametrize("months", [1, 5, 6, 12, 24])
def test_what_is_due_by_a_day_is_told_by_one_comparison(months: int) -> None:
    """So that a database can say it of a million rows."""
    start = date(2023, 6, 1)
    for today in (start + timedelta(days=n) for n in range(0, 1000, 7)):
        newest = due_until(today, months)
        assert due_on(newest, months) <= today < due_on(newest + timedelta(days=1), months)


def test_the_end_of_the_calendar_is_no_trouble() -> None:
    assert due_on(date.max, 6) == date.max
    assert due_until(date.min, 6) == date.min
