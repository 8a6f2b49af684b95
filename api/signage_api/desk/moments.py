"""Days and times as people at the desk read them."""

from datetime import datetime

from signage.domain.validity import at_the_signs


def moment(at: datetime | None, language: str) -> str:
    """`28.11.2026, 18:05`, by the clocks at the signs; empty for none."""
    if at is None:
        return ""
    return at_the_signs(at).strftime("%d.%m.%Y, %H:%M" if language == "de" else "%Y-%m-%d %H:%M")
