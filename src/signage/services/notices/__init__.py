"""Signs whose text is no longer true: which signs name a firm, what became wrong, when it was put right."""

from signage.services.notices.asking import signs_after, signs_naming
from signage.services.notices.listing import Notice, count_signs, list_notices
from signage.services.notices.naming import Mention
from signage.services.notices.settling import report_done, undo_done
from signage.services.notices.wording import told, untrue_texts

__all__ = [
    "Mention",
    "Notice",
    "count_signs",
    "list_notices",
    "report_done",
    "signs_after",
    "signs_naming",
    "told",
    "undo_done",
    "untrue_texts",
]
