"""What a good entry of a firm has, and how much each of it counts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, and_, func, not_, or_, select

from signage.errors import Said
from signage.services.standing.firms import AREA, TENANT, is_due
from signage.store.base import valid_on
from signage.store.schema import report

Condition = Callable[[Connection, date], Any]
# Raised with each change of a condition: figures that are kept by an older one are worked out anew.
EDITION = 1


@dataclass(frozen=True, slots=True)
class Measure:
    """A question with its weight (all weights are 100 together), and where a clerk mends what is missing:
    `mend` is an address with `{firm}` and `{area}`. One that is `live` depends on more than the firms
    of an area, and is asked each time.
    """

    said: Said
    lacking: Said
    weight: int
    mend: str
    holds: Condition
    live: bool = False


def _has(*names: str) -> Condition:
    return lambda _connection, _on: and_(*(TENANT.c[name].is_not(None) for name in names))


def _confirmed(connection: Connection, on: date) -> Any:
    return not_(is_due(connection, on))


def _in_an_area(_connection: Connection, on: date) -> Any:
    return and_(AREA.c.id.is_not(None), AREA.c.withdrawn_by.is_(None), valid_on(AREA, on))


def _has_a_branch(_connection: Connection, _on: date) -> Any:
    return or_(TENANT.c.activity.is_not(None), TENANT.c.wz_code.is_not(None))


def _stands_once(_connection: Connection, _on: date) -> Any:
    """What the checks `tenant.duplicate` and `tenant.duplicate-number` look for, among the firms that are
    asked for: those of whole areas.
    """
    return and_(*(_has_no_twin(key) for key in (TENANT.c.number, func.lower(TENANT.c.name))))


def _has_no_twin(key: Any) -> Any:
    # By a window: a subquery would be answered for every firm anew.
    alike = func.count().over(partition_by=[TENANT.c.area, key])
    return or_(TENANT.c.area.is_(None), key.is_(None), alike == 1)


def _unreported(_connection: Connection, _on: date) -> Any:
    open_ones = select(report.c.tenant).where(report.c.state == "open", report.c.tenant.is_not(None))
    return TENANT.c.id.not_in(open_ones)


MEASURES: Mapping[str, Measure] = {
    "confirmed": Measure(
        Said("fristgerecht bestätigt", "confirmed in time"),
        Said("nicht bestätigt", "not confirmed"),
        30,
        "/desk/confirm/{area}",
        _confirmed,
    ),
    "placed": Measure(
        Said("Stelle auf der Karte", "place on the map"),
        Said("keine Stelle auf der Karte", "no place on the map"),
        15,
        "/desk/firms/{firm}",
        _has("geometry"),
    ),
    "addressed": Measure(
        Said("Straße und Hausnummer", "street and house number"),
        Said("Adresse unvollständig", "address incomplete"),
        15,
        "/desk/firms/{firm}#street",
        _has("street", "house_number"),
    ),
    "assigned": Measure(
        Said("Gewerbegebiet, das es gibt", "an area that there is"),
        Said("kein gültiges Gewerbegebiet", "no valid area"),
        10,
        "/desk/firms/{firm}#area",
        _in_an_area,
    ),
    "numbered": Measure(
        Said("Nummer auf dem Plan", "number on the plan"),
        Said("keine Nummer auf dem Plan", "no number on the plan"),
        10,
        "/desk/firms/{firm}#number",
        _has("number"),
    ),
    "branch": Measure(
        Said("Tätigkeit", "activity"),
        Said("keine Tätigkeit", "no activity"),
        10,
        "/desk/firms/{firm}#activity",
        _has_a_branch,
    ),
    "single": Measure(
        Said("Name und Nummer nur einmal im Gebiet", "name and number once only in the area"),
        Said("Name oder Nummer doppelt", "name or number twice"),
        5,
        "/desk/firms/{firm}",
        _stands_once,
    ),
    "unreported": Measure(
        Said("keine offene Meldung", "no open report"),
        Said("offene Meldung", "open report"),
        5,
        "/desk/queue",
        _unreported,
        live=True,
    ),
}
