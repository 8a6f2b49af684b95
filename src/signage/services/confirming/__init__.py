"""Lists kept true twice a year: what is due, "all still there except ...", reminders for who forgets."""

from signage.services.confirming.answers import CORRECTING, MOVING, VERDICTS, Answer, Verdict
from signage.services.confirming.areas import (
    Due,
    DueArea,
    count_due,
    due_areas,
    may_confirm,
    require_may_confirm,
)
from signage.services.confirming.confirm import Confirmed, confirm_area
from signage.services.confirming.firms import AreaFirms, firms_to_confirm

__all__ = [
    "CORRECTING",
    "MOVING",
    "VERDICTS",
    "Answer",
    "AreaFirms",
    "Confirmed",
    "Due",
    "DueArea",
    "Verdict",
    "confirm_area",
    "count_due",
    "due_areas",
    "firms_to_confirm",
    "may_confirm",
    "require_may_confirm",
]
