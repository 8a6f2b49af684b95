"""Municipalities whose lists are due, and runs of the reminders on days after that."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from signage.domain.cycles import due_on
from signage.services.accounts.people import add_account
from signage.services.confirming.reminders import remind
from signage.services.offices import save_office
from signage.services.rights import Grant, Rights
from signage.settings import Settings
from signage.store import Store
from signage.store.desk_tables import reminder
from tests.places import a_municipality, a_tenant, an_area, outline

HERE, THERE = "16070028", "16067029"
EVERYBODY = Rights(None, "Regie")
CONFIRMED = date(2020, 6, 1)
DUE = due_on(CONFIRMED, 6)
HOSTILE = "<img src=x onerror=alert(1)> & Söhne"


def a_due_area(store: Store) -> int:
    """An area whose two firms are due on `DUE`, of a municipality with an address; beside it is another."""
    a_municipality(store)
    a_municipality(store, ags=THERE, name="Gotha", district="16067", geometry=outline(20e3, -20e3, 40e3))
    office(store, HERE, "gewerbe@example.org")
    area = an_area(store)
    a_tenant(store, area, name=HOSTILE, email="kim@firma.example", confirmed_on=CONFIRMED)
    a_tenant(store, area, name="B", confirmed_on=CONFIRMED)
    return area


def office(store: Store, ags: str, mail: str) -> None:
    """The address at which a municipality is reminded, of a cycle of six months."""
    save_office(store, ags, mail=mail, cycle_months=6, firms_direct=False, seen_version=0, rights=EVERYBODY)


def a_manager(store: Store) -> None:
    """Who hears of those that forgot."""
    add_account(store, mail="leitung@example.org", name="Lou Leitung", grants=[Grant("manager")], by="test")


def run(store: Store, settings: Settings, days: int, **more: Any) -> list[tuple[str, str]]:
    """What a run so many days after the lists were due did; its mails count as sent on that day."""
    day = DUE + timedelta(days=days)
    before = {row.id: row.sent_at for row in rows(store)}
    done = remind(store, settings, on=day, **more)
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    with store.write_plain() as connection:
        for row in rows(store):
            if before.get(row.id) != row.sent_at:
                connection.execute(update(reminder).where(reminder.c.id == row.id).values(sent_at=at))
    return [(one.step, one.outcome) for one in done]


def rows(store: Store) -> list[Any]:
    """The steps as they are recorded."""
    with store.engine_read() as connection:
        return list(connection.execute(select(reminder).order_by(reminder.c.id)))
