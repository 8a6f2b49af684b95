"""Which fields tell of people, and what stands where such a value stood."""

from datetime import date
from typing import Final

from signage.domain.audience import private_columns
from signage.domain.layers import TENANT

BEGIN: Final = "gelöscht am "
# Whom to ask at a firm, and on what that is published: of every firm.
CONTACTS: Final = tuple(name for name in TENANT.columns if name in private_columns("tenant"))
# What tells of a sole trader: all but where the row belongs and how long it counts.
_KEPT: Final = frozenset({
    "area", "municipality", "number", "is_person", "valid_from", "valid_to", "confirmed_on", "version",
    "changed_at", "withdrawn_by",
})  # fmt: skip
PERSONAL: Final = (*(name for name in TENANT.columns if name not in _KEPT), "geometry")


def mark(day: date) -> str:
    """What stands in the place of a value that was erased on a day."""
    return f"{BEGIN}{day:%d.%m.%Y}"


def fields_of(*, is_person: bool | None) -> tuple[str, ...]:
    """The fields of a firm's row that tell of a person."""
    return PERSONAL if is_person else CONTACTS
