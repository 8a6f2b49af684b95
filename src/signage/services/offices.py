"""How a municipality wants to be treated: whom reminders go to, how often firms are confirmed, whether what
firms say of themselves goes through.
"""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select, update

from signage.domain.validity import today
from signage.errors import InvalidInput, NotFound, Said, StaleVersion
from signage.services.rights import Rights, may_not_settle
from signage.services.values import EMAIL
from signage.store import Store
from signage.store.base import valid_on
from signage.store.desk_tables import office
from signage.store.schema import LAYER_TABLES, upsert

CYCLE_MONTHS = 6
_SHORTEST, _LONGEST = 1, 24
_TOWN = LAYER_TABLES["municipality"]


@dataclass(frozen=True, slots=True)
class Office:
    """What is set for a municipality, or holds as long as nothing is; `version` is 0 until then."""

    ags: str
    name: str
    mail: str = ""
    cycle_months: int = CYCLE_MONTHS
    firms_direct: bool = False
    version: int = 0


def offices(store: Store, *, municipalities: Collection[str] | None = None) -> list[Office]:
    """The offices of today's municipalities (AGS; None: all), by name."""
    columns = (office.c.mail, office.c.cycle_months, office.c.firms_direct, office.c.version)
    query = select(_TOWN.c.ags, _TOWN.c.name, *columns).outerjoin(office, office.c.ags == _TOWN.c.ags)
    query = query.where(_TOWN.c.withdrawn_by.is_(None), valid_on(_TOWN, today()))
    if municipalities is not None:
        query = query.where(_TOWN.c.ags.in_(sorted(municipalities)))
    with store.engine_read() as connection:
        rows = connection.execute(query.order_by(_TOWN.c.name, _TOWN.c.ags)).all()
    return [Office(*row) if row.version is not None else Office(row.ags, row.name) for row in rows]


def office_of(store: Store, ags: str, rights: Rights) -> Office:
    """One office; NotFound when there is none, and in the same words when the rights do not reach it."""
    found = offices(store, municipalities=[ags]) if rights.cover(ags) else []
    if not found:
        raise NotFound(
            Said(
                f"Gemeinde {ags} gibt es nicht, oder Ihre Rechte reichen nicht bis dorthin.",
                f"There is no municipality {ags}, or your rights do not reach it.",
            )
        )
    return found[0]


def save_office(
    store: Store,
    ags: str,
    *,
    mail: str,
    cycle_months: int | None,
    firms_direct: bool,
    seen_version: int,
    rights: Rights,
) -> Office:
    """Set all of it; Forbidden for who does not settle what comes in there, InvalidInput names what is wrong,
    StaleVersion carries what is stored by now.
    """
    old = office_of(store, ags, rights)
    if not rights.settles(ags):
        raise may_not_settle()
    mail = mail.strip()
    _complain(mail, cycle_months)
    values = {"mail": mail, "cycle_months": cycle_months, "firms_direct": firms_direct}
    with store.write_plain() as connection:
        adding = upsert(connection.dialect.name, office).values(values | {"ags": ags, "version": 1})
        this = (office.c.ags == ags) & (office.c.version == seen_version)
        changing = update(office).where(this).values(values | {"version": seen_version + 1})
        saving = changing if seen_version else adding.on_conflict_do_nothing()
        is_stale = connection.execute(saving.returning(office.c.ags)).first() is None
    if is_stale:
        now = office_of(store, ags, rights)
        raise StaleVersion(
            Said(
                f"Die Angaben zu {old.name} wurden inzwischen von jemand anderem geändert.",
                f"What is set for {old.name} was changed by somebody else meanwhile.",
            ),
            {"mail": now.mail, "cycle_months": now.cycle_months, "version": now.version},
        )
    return office_of(store, ags, rights)


def _complain(mail: str, cycle_months: int | None) -> None:
    problems: dict[str, str] = {}
    if mail and (len(mail) > 200 or not EMAIL.fullmatch(mail)):
        problems["mail"] = Said(
            "Das ist keine E-Mail-Adresse, etwa gewerbe@amt-wachsenburg.de.",
            "This is no e-mail address, such as gewerbe@amt-wachsenburg.de.",
        )
    if cycle_months is None or not _SHORTEST <= cycle_months <= _LONGEST:
        problems["cycle_months"] = Said(
            f"Bitte eine Zahl von {_SHORTEST} bis {_LONGEST} Monaten.",
            f"Please give a number of {_SHORTEST} to {_LONGEST} months.",
        )
    if problems:
        raise InvalidInput(Said("Es wurde nichts gespeichert.", "Nothing was stored."), problems)
