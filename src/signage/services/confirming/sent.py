"""Which reminders went out: claimed before a mail is sent, so that two runs at once send it once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select, update

from signage.domain.validity import at_the_signs
from signage.store import Store
from signage.store.desk_tables import reminder
from signage.store.schema import upsert

# Longer than a mail server can keep a run waiting that has one letter for a few addresses.
_LONGEST = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Sent:
    """A step and what became of it: `sending`, `sent`, `failed`, or `unclear` once a run has told that nobody
    knows; `at` is when (UTC), the same for steps that went out in one mail, and `on` the day of that.
    """

    due_on: date
    step: str
    outcome: str
    at: datetime

    @property
    def on(self) -> date:
        """The day, by the clocks at the signs."""
        return at_the_signs(self.at).date()

    def is_under_way(self, now: datetime) -> bool:
        """Whether a run may still be at it; what was claimed longer ago nobody settles any more."""
        return self.outcome == "sending" and abs(now - self.at) < _LONGEST


def reminders_of(store: Store) -> Mapping[str, Sequence[Sent]]:
    """The steps of each municipality (AGS)."""
    found: dict[str, list[Sent]] = {}
    with store.engine_read() as connection:
        for row in connection.execute(select(reminder).order_by(reminder.c.id)):
            one = Sent(row.due_on, row.step, row.outcome, row.sent_at)
            found.setdefault(row.municipality, []).append(one)
    return found


def claim(store: Store, steps: Collection[tuple[str, date, str]]) -> set[tuple[str, date, str]]:
    """Those of the steps (municipality, due day, step) of one letter that this run is to send: nobody did, or
    nobody's mail server took it, or nobody knows. All at once, so that two runs do not share them.
    """
    if not steps:  # then there is no need to wait for who writes
        return set()
    begun = {"sent_at": datetime.now(UTC), "outcome": "sending"}
    with store.write_plain() as connection:
        return {step for step in sorted(steps) if _is_ours(connection, step, begun)}


def _is_ours(connection: Connection, step: tuple[str, date, str], begun: dict[str, Any]) -> bool:
    row: dict[str, Any] = dict(zip(("municipality", "due_on", "step"), step, strict=True))
    adding = upsert(connection.dialect.name, reminder).values(row | begun)
    if connection.execute(adding.on_conflict_do_nothing().returning(reminder.c.id)).first():
        return True
    this = [reminder.c[name] == value for name, value in row.items()]
    open_ = reminder.c.outcome.in_(("failed", "unclear"))
    again = update(reminder).where(*this, open_).values(begun)
    return connection.execute(again.returning(reminder.c.id)).first() is not None


def note_unclear(store: Store, ags: str, due_on: date, step: str) -> bool:
    """Record that nobody knows of a step whether it went out; whether this run is the first to tell of it."""
    row = {"municipality": ags, "due_on": due_on, "step": step, "outcome": "sending"}
    this = [reminder.c[name] == value for name, value in row.items()]
    with store.write_plain() as connection:
        done = update(reminder).where(*this).values(outcome="unclear").returning(reminder.c.id)
        return connection.execute(done).first() is not None


def settle(store: Store, steps: Collection[tuple[str, date, str]], outcome: str, at: datetime) -> None:
    """Record what became of the steps (as in `claim`) of one letter, all at once: their `at` tells that they
    are of one mail.
    """
    with store.write_plain() as connection:
        for ags, due_on, step in sorted(steps):
            row = {"municipality": ags, "due_on": due_on, "step": step}
            this = [reminder.c[name] == value for name, value in row.items()]
            connection.execute(update(reminder).where(*this).values(outcome=outcome, sent_at=at))
