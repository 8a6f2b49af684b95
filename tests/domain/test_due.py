"""What falls due next at a sign."""

from datetime import date
from typing import Any

import pytest

from signage.domain.due import DueYears, due_class, due_on, months_later

YEARS = DueYears(2, {"RA2": 10})


def sign(**values: Any) -> dict[str, Any]:
    days = dict.fromkeys(("inspected_on", "mounted_on", "film_from", "film_class", "earmarked_until"))
    return {"state": "mounted"} | days | values


@pytest.mark.parametrize(
    ("values", "day"),
    [
        ({"mounted_on": "2020-02-29"}, "2022-02-28"),
        ({"mounted_on": "2020-01-01", "inspected_on": "2021-05-01"}, "2023-05-01"),
        ({"inspected_on": "2029-01-01", "mounted_on": "2020-01-01", "film_class": "RA2"}, "2030-01-01"),
        ({"earmarked_until": "2021-01-01", "mounted_on": "2020-01-01"}, "2021-01-01"),
        ({"state": "planned", "mounted_on": "2020-01-01"}, None),
        ({}, None),
    ],
)
def test_the_earliest_of_inspection_film_and_earmarking_is_next(
    values: dict[str, Any], day: str | None
) -> None:
    assert due_on(sign(**values), YEARS) == day


def test_a_month_without_that_day_ends_on_its_last_and_the_calendar_on_its_own() -> None:
    assert months_later(date(2026, 11, 30), 3) == date(2027, 2, 28)
    assert months_later(date(9999, 6, 1), 12) == date.max


@pytest.mark.parametrize(
    ("day", "near"),
    [
        (None, "none"),
        ("2026-11-27", "overdue"),
        ("2026-11-28", "soon"),
        ("2027-02-28", "soon"),
        ("2027-11-28", "year"),
        ("2027-11-29", "later"),
    ],
)
def test_a_day_is_as_near_as_the_page_calls_it(day: str | None, near: str) -> None:
    assert due_class(day, date(2026, 11, 28)) == near
