"""What falls due next at a sign: its inspection, its film, the end of its earmarking.

Reckoned from the days on record and the figures of the rules; a sign that does not stand yet, or no longer,
waits for none of it. The planner's page reckons the same (maps/static/plan/due.js).
"""

import calendar
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from signage.domain.words import STANDING

COLUMNS = ("state", "inspected_on", "mounted_on", "film_from", "film_class", "earmarked_until")
# How near the next day is: long past, within so many months, later, or nothing on record.
CLASSES = ("overdue", "soon", "year", "later", "none")
_SOON, _YEAR = 3, 12


@dataclass(frozen=True)
class DueYears:
    """Years after which an inspection is due, and by class a film."""

    inspection: float
    film: Mapping[str, float] = field(default_factory=dict)


def months_later(day: date, months: int) -> date:
    """The same day so many months later; the last of the month where it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    if day.year + years > date.max.year:
        return date.max
    last = calendar.monthrange(day.year + years, month + 1)[1]
    return date(day.year + years, month + 1, min(day.day, last))


def due_on(sign: Mapping[str, Any], years: DueYears) -> str | None:
    """The earliest day on which something is due, as ISO text like the days of `sign`; None where nothing is
    on record.
    """
    if sign["state"] not in STANDING:
        return None
    return min(_days(sign, years), default=None)


def _days(sign: Mapping[str, Any], years: DueYears) -> Iterator[str]:
    life = years.film.get(sign["film_class"] or "")
    pairs = [(sign["inspected_on"] or sign["mounted_on"], years.inspection)]
    pairs += [(sign["film_from"] or sign["mounted_on"], life)] if life else []
    for since, span in pairs:
        if since:
            yield months_later(date.fromisoformat(since), round(span * 12)).isoformat()
    if sign["earmarked_until"]:
        yield sign["earmarked_until"]


def due_class(on: str | None, today: date) -> str:
    """One of CLASSES."""
    if on is None:
        return "none"
    if on < today.isoformat():
        return "overdue"
    if on <= months_later(today, _SOON).isoformat():
        return "soon"
    return "year" if on <= months_later(today, _YEAR).isoformat() else "later"
