"""What visitors report of a sign or its list: taking it, counting it with its likes, settling it.

A report says which sign, what is wrong, perhaps which firm, a note and a photo; never who sent it.
"""

from signage.services.reports.settling import list_reports, photo_of, settle_report
from signage.services.reports.taking import (
    KINDS,
    LONGEST_NOTE,
    STATES,
    Report,
    Subject,
    Taken,
    subject_of,
    take_report,
)

__all__ = [
    "KINDS",
    "LONGEST_NOTE",
    "STATES",
    "Report",
    "Subject",
    "Taken",
    "list_reports",
    "photo_of",
    "settle_report",
    "subject_of",
    "take_report",
]
