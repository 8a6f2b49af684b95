"""An end to what people leave behind: settled reports, rare search terms, old sign-ins, uploads."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from sqlalchemy import Connection, delete, func, select, tuple_

from signage.domain.cycles import months_earlier
from signage.domain.validity import start_of
from signage.errors import Unavailable
from signage.services.accounts.attempts import forget_attempts
from signage.services.accounts.devices import forget_sessions
from signage.services.mailing.links import forget_links
from signage.services.notices.following_outside import follow_outside
from signage.services.scan_counts import LEAST
from signage.services.standing import follow_standing
from signage.services.tenants.listed import follow_listed
from signage.services.tenants.name_index import follow_names
from signage.store import Store
from signage.store.desk_tables import upload
from signage.store.schema import report, report_photo, search_miss

MONTHS: Final = 12  # that a settled report is kept, unless somebody says otherwise
TERM_DAYS: Final = 90
SIGN_IN_DAYS: Final = 30
UPLOADS_KEPT: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Tidied:
    """How many of each are gone."""

    reports: int
    photos: int
    terms: int
    sign_ins: int = 0
    uploads: int = 0


def tidy(store: Store, today: date, *, months: int = MONTHS, dry_run: bool = False) -> Tidied:
    """Remove reports settled more than `months` months ago, photos that no report has, and search terms that
    were never looked for `LEAST` times, after `TERM_DAYS` days; and what staff uploaded, after a day.

    Open reports stay; the words of firms' names and the figures of the lists are brought up to date.
    With `dry_run` all stays as it is.
    Raises Unavailable when the store cannot be written.
    """
    settled_before = start_of(months_earlier(today, months))
    terms_before = today - timedelta(days=TERM_DAYS)
    rare = (
        select(search_miss.c.area, search_miss.c.term)
        .group_by(search_miss.c.area, search_miss.c.term)
        .having(func.sum(search_miss.c.misses) < LEAST)
    )
    pointed_to = select(report.c.photo).where(report.c.photo.is_not(None))
    if not dry_run:
        bring_up_to_date(store)
        follow_outside(store, patient=True)
    with suppress(_Enough), store.write_plain() as connection:
        store.take_turn(connection, alone=True)  # no report may come by a photo that is about to go
        if connection.dialect.name == "sqlite":
            # What is removed is written over, not only left out.
            connection.exec_driver_sql("PRAGMA secure_delete = ON")
        gone = (
            delete(report).where(report.c.state != "open", report.c.settled_at < settled_before),
            delete(report_photo).where(report_photo.c.hash.not_in(pointed_to)),
            delete(search_miss).where(
                search_miss.c.day < terms_before,
                tuple_(search_miss.c.area, search_miss.c.term).in_(rare),
            ),
            delete(upload).where(upload.c.at < datetime.now(UTC) - UPLOADS_KEPT),
        )
        reports, photos, terms, uploads = (connection.execute(statement).rowcount for statement in gone)
        tidied = Tidied(reports, photos, terms, _tidy_sign_ins(connection, datetime.now(UTC)), uploads)
        if dry_run:
            raise _Enough
    return tidied


def bring_up_to_date(store: Store, *, progress: Callable[[int, int], None] | None = None) -> None:
    """Work out what pages else catch up with when they are asked: after a large import the first reader
    would wait. Nothing happens to a store that takes no change.
    """
    follow_listed(store, wholly=True, progress=progress)
    follow_standing(store, progress=progress)
    with suppress(Unavailable):
        follow_names(store, at_most=None)


class _Enough(Exception):
    """Ends a dry run: nothing of it is stored."""


def _tidy_sign_ins(connection: Connection, now: datetime) -> int:
    before = now - timedelta(days=SIGN_IN_DAYS)
    gone = forget_sessions(connection, before) + forget_links(connection, before)
    return gone + forget_attempts(connection, now)
