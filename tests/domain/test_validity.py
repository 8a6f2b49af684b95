"""How a day is written, at every door alike."""

from datetime import date

import pytest

from signage.domain.layers import Field
from signage.domain.validity import read_day
from signage.errors import InvalidInput
from signage.services.values import Refused, read_value

OTHER_FORMS = [
    "20261122",
    "2026-W47-7",
    "2026W477",
    "2026-11-22T00:00",
    "26-11-22",
    "22.11.2026",
    "2026-02-30",
    "٢٠٢٦-١١-٢٢",
    " 2026-11-22",
    "",
]


def test_a_day_is_year_month_day() -> None:
    assert read_day("2026-11-22") == date(2026, 11, 22)


@pytest.mark.parametrize("text", OTHER_FORMS)
def test_other_forms_of_a_day_are_refused_in_words(text: str) -> None:
    with pytest.raises(InvalidInput, match="2026-11-22"):
        read_day(text)


@pytest.mark.parametrize("text", [text for text in OTHER_FORMS if text.strip() == text != ""])
def test_a_value_is_held_to_the_same_form(text: str) -> None:
    with pytest.raises(Refused):
        read_value(Field(name="valid_from", kind="date", german="", english=""), text)
