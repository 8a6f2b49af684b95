"""A firm leaves on a day, or was only thought to; what is planned for a day can be put off or called off."""

from datetime import date

from signage.domain.layers import TENANT
from signage.domain.validity import is_valid
from signage.errors import Said
from signage.services import rules
from signage.services.changing import changing, reason
from signage.services.editing import Row, set_values
from signage.services.rights import Rights
from signage.services.tenants.succession import Outcome, own_tenant
from signage.services.values import complain
from signage.store import Store

STATES = ("today", "planned", "ended")
_GONE = Said("Firma nicht mehr da", "Firm no longer there")
_STILL = Said("Firma ist doch noch da", "Firm is still there after all")


def end_tenant(
    store: Store, row_id: int, on: date, *, seen_version: int, rights: Rights, why: str = ""
) -> Outcome:
    """From `on` the firm is no longer there: at once, looking back, or planned for a future day.

    Raises as `change_row`; InvalidInput (`on`) when the day is before it began.
    """
    with changing(store, who=rights.who, why=reason(why, _GONE)) as change:
        old = own_tenant(change, row_id, seen_version, rights, fields=("valid_to",))
        wrong = rules.span_problems(old | {"valid_to": on})
        complain({"on": wrong["valid_to"]} if wrong else {})
        now = set_values(store, change, TENANT, old, {"valid_to": on}, rights)
        return Outcome(change.id, [now])


def keep_tenant(store: Store, row_id: int, *, seen_version: int, rights: Rights, why: str = "") -> Outcome:
    """The firm stays after all: its end, past or planned, is taken away. Raises as `change_row`."""
    with changing(store, who=rights.who, why=reason(why, _STILL)) as change:
        old = own_tenant(change, row_id, seen_version, rights, fields=("valid_to",))
        now = set_values(store, change, TENANT, old, {"valid_to": None}, rights)
        return Outcome(change.id, [now])


def state_on(row: Row, day: date) -> str:
    """One of STATES: whether the firm is there on the day, will be, or no longer is."""
    if is_valid(row["valid_from"], row["valid_to"], day):
        return "today"
    return "planned" if row["valid_from"] is not None and row["valid_from"] > day else "ended"


def plan_of(row: Row, day: date) -> Said | None:
    """What is planned for the firm after the day (`ab 01.03.2027`, `endet am 01.03.2027`), or None."""
    start, end = row["valid_from"], row["valid_to"]
    if start is not None and start > day:
        later = f", endet am {written(end)}" if end else ""
        until = f", ends on {end}" if end else ""
        return Said(f"ab {written(start)}{later}", f"from {start}{until}")
    if end is not None and end > day:
        return Said(f"endet am {written(end)}", f"ends on {end}")
    return None


def written(day: date) -> str:
    """A day as German pages have it: `01.03.2027`."""
    return f"{day:%d.%m.%Y}"
