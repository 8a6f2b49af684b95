"""When something that is confirmed every so many months is due again."""

from calendar import monthrange
from datetime import date, timedelta


def due_on(confirmed_on: date, months: int) -> date:
    """The day on which it is due: the same day so many months later, or the first of the month after where
    that month has no such day.
    """
    year, month = _moved(confirmed_on, months)
    if year > date.max.year:
        return date.max
    last = monthrange(year, month)[1]
    if confirmed_on.day <= last:
        return date(year, month, confirmed_on.day)
    return date(year, month, last) + timedelta(days=1)


def due_until(day: date, months: int) -> date:
    """The newest day of confirmation that is due on `day`: `due_on(it) <= day`, and of no later one."""
    return months_earlier(day, months)


def months_earlier(day: date, months: int) -> date:
    """The same day so many months earlier; the last of the month where it has no such day."""
    year, month = _moved(day, -months)
    if year < date.min.year:
        return date.min
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _moved(day: date, months: int) -> tuple[int, int]:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return year, month + 1
