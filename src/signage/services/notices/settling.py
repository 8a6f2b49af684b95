"""Reporting that a sign was put right, and taking that back."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import Connection, select, update

from signage.domain.validity import LOCAL, today
from signage.errors import InvalidInput, NotFound, Said, StaleVersion
from signage.services import rules
from signage.services.notices.naming import SIGNS
from signage.services.rights import Rights, may_not_settle
from signage.store import Store
from signage.store.desk_tables import sign_notice

Row = dict[str, Any]


def report_done(
    store: Store, notices: Sequence[tuple[int, int]], *, rights: Rights, on: date | None = None
) -> int:
    """Close notices (id and the version that was seen): the signs show since `on` what is so. Gives how many.

    Raises NotFound for one that is not there or not within reach, Forbidden for who only reads, StaleVersion
    for one that somebody else closed meanwhile, InvalidInput for a day to come; then nothing is stored.
    """
    day = on or today()
    if day > today():
        raise InvalidInput(
            Said("Der Tag liegt in der Zukunft.", "The day is yet to come."),
            {"on": Said("Der Tag liegt in der Zukunft.", "The day is yet to come.")},
        )
    done_at = datetime.combine(day, time(12), LOCAL).astimezone(UTC)
    return _set(store, notices, rights, {"done_at": done_at, "done_by": rights.who or "?"})


def undo_done(store: Store, notices: Sequence[tuple[int, int]], *, rights: Rights) -> int:
    """Open notices again that were reported done; raises as `report_done`."""
    return _set(store, notices, rights, {"done_at": None, "done_by": ""})


def _set(store: Store, notices: Sequence[tuple[int, int]], rights: Rights, values: Row) -> int:
    with store.write_plain() as connection:
        for notice, version in sorted(notices):  # locked in one order, whoever asks
            row = _own(connection, notice, rights)
            is_done = row["done_at"] is not None
            if row["version"] != version or is_done == (values["done_at"] is not None):
                raise StaleVersion(_MEANWHILE, row)
            connection.execute(
                update(sign_notice).where(sign_notice.c.id == notice).values(**values, version=version + 1)
            )
    return len(notices)


_MEANWHILE = Said(
    "Der Hinweis wurde inzwischen von jemand anderem bearbeitet.",
    "Somebody else has dealt with the notice meanwhile.",
)


def _own(connection: Connection, notice: int, rights: Rights) -> Row:
    query = select(sign_notice).where(sign_notice.c.id == notice).with_for_update()
    found = connection.execute(query).first()
    if found is not None:
        sign = dict(connection.execute(select(SIGNS).where(SIGNS.c.id == found.sign)).one()._mapping)
        ags, area = rules.municipality_of(connection, "sign", sign), sign["area"]
        if rights.cover(ags, area):
            if not rights.settles(ags, area) and not rights.may_write("sign", ags, area, {"face"}):
                raise may_not_settle()
            return dict(found._mapping)
    raise NotFound(
        Said(
            f"Einen Hinweis {notice} gibt es nicht, oder Ihre Rechte reichen nicht bis dorthin.",
            f"There is no notice {notice}, or your rights do not reach it.",
        )
    )
