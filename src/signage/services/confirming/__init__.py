"""Lists kept true twice a year: what is due, "all still there except ...", reminders for who forgets."""

from signage.services.confirming.answers import VERDICTS, Answer
from signage.services.confirming.areas import DueArea, due_areas
from signage.services.confirming.confirm import Confirmed, confirm_area
from signage.services.confirming.firms import AreaFirms, firms_to_confirm

__all__ = [
    "VERDICTS",
    "Answer",
    "AreaFirms",
    "Confirmed",
    "DueArea",
    "confirm_area",
    "due_areas",
    "firms_to_confirm",
]
