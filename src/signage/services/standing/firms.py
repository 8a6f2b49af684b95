"""The firms of today, whose they are and which of them are due: SQL that several questions share."""

from datetime import date
from typing import Any

from sqlalchemy import Connection, and_, case, func, or_, select

from signage.domain.cycles import due_until
from signage.services.offices import CYCLE_MONTHS
from signage.store.base import valid_on
from signage.store.desk_tables import office
from signage.store.schema import LAYER_TABLES

TENANT, AREA, TOWN = (LAYER_TABLES[name] for name in ("tenant", "area", "municipality"))
OWNER = func.coalesce(TENANT.c.municipality, AREA.c.municipality)  # whose firm it is: see `rules`
FIRMS = TENANT.outerjoin(AREA, AREA.c.id == TENANT.c.area).outerjoin(office, office.c.ags == OWNER)
MONTHS = func.coalesce(office.c.cycle_months, CYCLE_MONTHS)


def counts(on: date) -> Any:
    """The condition for a firm that is in the lists on a day."""
    return and_(TENANT.c.withdrawn_by.is_(None), valid_on(TENANT, on))


def is_due(connection: Connection, on: date) -> Any:
    """The condition for a firm of `FIRMS` whose last confirmation is older than its municipality's cycle, or
    that never had one.
    """
    cycles = {CYCLE_MONTHS, *connection.execute(select(office.c.cycle_months).distinct()).scalars()}
    newest = case({months: due_until(on, months) for months in cycles}, value=MONTHS)
    return or_(TENANT.c.confirmed_on.is_(None), TENANT.c.confirmed_on <= newest)
