"""What happened to accounts: each line with its time and by whom, never with an address of a computer."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, delete, insert, select

from signage.domain.validity import end_of, start_of
from signage.errors import Said
from signage.store import Store
from signage.store.account_tables import account, account_event

EVENTS: Final[Mapping[str, Said]] = {
    "added": Said("Konto angelegt", "account made"),
    "invited": Said("Einladung verschickt", "invitation sent"),
    "invitation_used": Said("Einladung angenommen", "invitation taken"),
    "signed_in": Said("Angemeldet", "signed in"),
    "signed_out": Said("Abgemeldet", "signed out"),
    "sign_in_failed": Said("Anmeldung mit falschem Passwort versucht", "sign-in with a wrong password"),
    "second_failed": Said("Falscher Code im zweiten Schritt", "wrong code in the second step"),
    "session_ended": Said("Anmeldung auf einem Gerät beendet", "session on one device ended"),
    "sessions_ended": Said("Überall abgemeldet", "signed out everywhere"),
    "password_asked": Said("Neues Passwort angefordert", "asked for a new password"),
    "password_set": Said("Passwort geändert", "password changed"),
    "totp_on": Said("App für Einmalcodes eingerichtet", "authenticator app set up"),
    "totp_off": Said("App für Einmalcodes entfernt", "authenticator app removed"),
    "recovery_made": Said("Notfallcodes neu erzeugt", "recovery codes made"),
    "recovery_used": Said("Notfallcode verwendet", "recovery code used"),
    "passkey_added": Said("Passkey hinzugefügt", "passkey added"),
    "passkey_removed": Said("Passkey entfernt", "passkey removed"),
    "passkey_copied": Said(
        "Passkey abgewiesen: sein Zähler lief nicht vorwärts, es kann eine Kopie geben",
        "passkey refused: its counter did not go forward, there may be a copy",
    ),
    "oidc_linked": Said("Mit der Anmeldung der Behörde verbunden", "linked with the authority's sign-in"),
    "oidc_unlinked": Said(
        "Von der Anmeldung der Behörde getrennt", "no longer linked with the authority's sign-in"
    ),
    "oidc_refused": Said(
        "Anmeldung der Behörde ohne Konto hier", "the authority's sign-in without an account here"
    ),
    "factors_reset": Said("Zweiter Schritt zurückgesetzt", "second step reset"),
    "role_granted": Said("Recht erteilt", "right granted"),
    "role_ended": Said("Recht entzogen", "right taken away"),
    "role_changed": Said("Recht geändert", "right changed"),
    "account_ended": Said("Konto beendet", "account ended"),
    "language_set": Said("Sprache gewählt", "language chosen"),
}


@dataclass(frozen=True, slots=True)
class Event:
    """A line of the log; `account` is None where an account is not concerned. `kind` is a key of EVENTS."""

    id: int
    at: datetime
    account: int | None
    name: str
    kind: str
    event: Said
    detail: str
    who: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the log is asked for; empty is everything. Days are those at the signs."""

    account: int | None = None
    kind: str = ""
    who: str = ""
    since: date | None = None
    until: date | None = None


def record(connection: Connection, event: str, *, account: int | None, who: str, detail: str = "") -> int:
    """Write a line in the same transaction as what it tells, and give its id; `event` is one of EVENTS
    (KeyError).
    """
    EVENTS[event]
    row = {
        "at": datetime.now(UTC),
        "account": account,
        "event": event,
        "detail": detail[:500],
        "who": who[:200],
    }
    made = connection.execute(insert(account_event).values(row))
    return int(made.inserted_primary_key[0])  # type: ignore[index]


def take_back(connection: Connection, line: int) -> None:
    """Remove a line that was written a moment ago."""
    connection.execute(delete(account_event).where(account_event.c.id == line))


def events(
    store: Store,
    *,
    account_id: int | None = None,
    limit: int = 50,
    wanted: Wanted = Wanted(),
    before: int | None = None,
) -> list[Event]:
    """The latest lines first, of one account or of all; `before` is the id of a line, for paging."""
    query = select(account_event, account.c.name).join(
        account, account.c.id == account_event.c.account, isouter=True
    )
    query = query.where(*_about(wanted if account_id is None else replace(wanted, account=account_id)))
    if before is not None:
        query = query.where(account_event.c.id < before)
    with store.engine_read() as connection:
        rows = connection.execute(query.order_by(account_event.c.id.desc()).limit(limit)).all()
    return [_read(row) for row in rows]


def names_in_log(store: Store) -> list[str]:
    """Everybody by whom something was done, for a list to choose from."""
    with store.engine_read() as connection:
        found = connection.execute(select(account_event.c.who).distinct()).scalars().all()
    return sorted(set(found) - {""})


def _about(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.account is not None:
        found.append(account_event.c.account == wanted.account)
    if wanted.kind:
        found.append(account_event.c.event == wanted.kind)
    if wanted.who:
        found.append(account_event.c.who == wanted.who)
    if wanted.since is not None:
        found.append(account_event.c.at >= start_of(wanted.since))
    if wanted.until is not None:
        found.append(account_event.c.at < end_of(wanted.until))
    return found


def _read(row: Any) -> Event:
    said = EVENTS.get(row.event, Said(row.event))
    return Event(row.id, row.at, row.account, row.name or "", row.event, said, row.detail, row.who)
