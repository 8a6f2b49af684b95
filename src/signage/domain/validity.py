"""When a row counts: from `valid_from` (inclusive) to `valid_to` (exclusive); an open end is None.

Exclusive, so that a firm whose last day is entered as today is off the directory today, and a successor can
start on the day the predecessor ends.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from signage.errors import InvalidInput, Said

LOCAL = ZoneInfo("Europe/Berlin")
# Nothing was recorded outside of these; days further off have no moment that every store can compare.
_FIRST, _LAST = date(1900, 1, 1), date(9000, 1, 1)


def today() -> date:
    """The calendar day at the signs, in Europe/Berlin."""
    return datetime.now(LOCAL).date()


def at_the_signs(moment: datetime) -> datetime:
    """An instant as the clocks at the signs show it; one without a zone is UTC, as stores keep it."""
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(LOCAL)


def start_of(day: date) -> datetime:
    """The moment (UTC) at which a day begins at the signs."""
    return datetime.combine(min(max(day, _FIRST), _LAST), time(), LOCAL).astimezone(UTC)


def end_of(day: date) -> datetime:
    """The moment (UTC) at which a day ends at the signs."""
    return start_of(min(day, _LAST) + timedelta(days=1))


def read_day(text: str) -> date:
    """The day that a person or a program names, as 2026-11-22; InvalidInput says how it is written.

    ISO 8601 knows more forms (20261122, 2026-W47-7); who types one of those has mistyped.
    """
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise InvalidInput(
        Said(
            f"Den Tag {text[:40]!r} gibt es nicht; geschrieben wird er als Jahr-Monat-Tag, etwa 2026-11-22.",
            f"no day {text[:40]!r}; it is written as year-month-day, such as 2026-11-22.",
        )
    )


def is_valid(valid_from: date | None, valid_to: date | None, day: date) -> bool:
    """Whether a row with these dates counts on `day`."""
    return (valid_from is None or valid_from <= day) and (valid_to is None or day < valid_to)


def is_span(valid_from: date | None, valid_to: date | None) -> bool:
    """Whether the end does not come before the beginning. The empty span is one: such a row never counted."""
    return valid_from is None or valid_to is None or valid_from <= valid_to
