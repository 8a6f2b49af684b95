"""Days as people of the desk read them."""

from datetime import date, datetime

from signage.domain.validity import at_the_signs

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def shown_day(language: str, day: date | None) -> str:
    """`05.06.2026` or `5 June 2026`; empty for no day."""
    if day is None:
        return ""
    return f"{day:%d.%m.%Y}" if language == "de" else f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def shown_moment(language: str, moment: datetime) -> str:
    """The day and the time at the signs: `05.06.2026, 14:03`."""
    local = at_the_signs(moment)
    return f"{shown_day(language, local.date())}, {local:%H:%M}"
