"""The link with which a firm sees and corrects its own entry: mailed or handed over, kept as a hash, open for
a month.

It opens one firm and ends with it. Whoever lost it gets a new one at the address that is recorded, nowhere
else.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, select, update

from signage.domain.validity import at_the_signs, is_valid, today
from signage.errors import Forbidden, InvalidInput, NotFound, Said
from signage.services import rules
from signage.services.editing import no_such_row
from signage.services.mailing.letters import is_address, read_address
from signage.services.mailing.links import OVER, end_links, link_of, new_link, use_link
from signage.services.rights import Rights, may_not_settle, role_lacks
from signage.store import Store
from signage.store.account_tables import mail_link
from signage.store.schema import LAYER_TABLES

PURPOSE: Final = "firm"
LASTS: Final = timedelta(days=30)
MOST_A_DAY: Final = 3  # of one firm that says it lost its link
_RECENT: Final = timedelta(days=14)
ITSELF: Final = "Firma selbst"
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class FirmLink:
    """A link that is open: the firm's row, what its holder may reach, and what the history calls it."""

    key: str
    tenant: Row
    mail: str
    rights: Rights
    ends_at: datetime

    @property
    def source(self) -> str:
        return self.rights.who


@dataclass(frozen=True, slots=True)
class Asking:
    """The firms of an area: to be asked (id, name, address), without an address, and asked a moment ago."""

    to_ask: list[tuple[int, str, str]]
    without: list[tuple[int, str]]
    recent: list[tuple[int, str]]

    @property
    def everybody(self) -> list[int]:
        """The ids of all of them."""
        addressed = [firm for firm, _, _ in self.to_ask]
        return addressed + [firm for firm, _ in (*self.without, *self.recent)]


def open_firm_link(store: Store, value: str) -> FirmLink:
    """What a link opens. NotFound, in one sentence, for all that opens nothing: mistyped, over, ended."""
    with store.engine_read() as connection:
        found = link_of(connection, value, PURPOSE)
        row = _row(connection, found.tenant)
        if row is None:
            raise NotFound(OVER)
        ags = rules.municipality_of(connection, "tenant", row)
        begun = connection.execute(
            select(mail_link.c.created_at).where(mail_link.c.hash == found.key)
        ).scalar_one()
    who = f"{ITSELF} (Link vom {at_the_signs(begun):%d.%m.%Y})"
    reach = frozenset([ags]) if ags else frozenset[str]()
    return FirmLink(found.key, row, found.mail, Rights(reach, who), found.ends_at)


def new_firm_link(store: Store, tenant: int, *, mail: str, rights: Rights) -> str:
    """The value of a new link for a firm, for an address that a clerk knows. Raises NotFound, Forbidden,
    InvalidInput.
    """
    address = read_address(mail)
    with store.write_plain() as connection:
        _own(connection, tenant, rights)
        return new_link(connection, PURPOSE, mail=address, by=rights.who, tenant=tenant, lasts=LASTS)


def link_to_hand_over(store: Store, tenant: int, *, rights: Rights) -> str:
    """The value of a new link for a firm that staff give it themselves. Raises NotFound, Forbidden."""
    with store.write_plain() as connection:
        _own(connection, tenant, rights)
        return new_link(connection, PURPOSE, mail="", by=rights.who, tenant=tenant, lasts=LASTS)


def end_firm_links(store: Store, tenant: int, *, rights: Rights) -> int:
    """Close every open link of a firm. Raises NotFound, Forbidden."""
    with store.write_plain() as connection:
        _own(connection, tenant, rights)
        return end_links(connection, PURPOSE, tenant=tenant)


def close_link(store: Store, link: FirmLink) -> None:
    """Close one link: its holder gives it back."""
    with store.write_plain() as connection:
        unused = (mail_link.c.hash == link.key) & mail_link.c.used_at.is_(None)
        connection.execute(update(mail_link).where(unused).values(used_at=datetime.now(UTC)))


def drop_link(store: Store, value: str) -> None:
    """Close a link that went to nobody, so that its firm is not taken for one that was asked."""
    with store.write_plain() as connection:
        use_link(connection, link_of(connection, value, PURPOSE))


def list_firm_links(store: Store, tenant: int, *, rights: Rights) -> list[Row]:
    """Links of a firm, newest first, with whether each `is_open`; never what opens them."""
    shown = [column for column in mail_link.c if column.name not in ("hash", "account")]
    with store.engine_read() as connection:
        _own(connection, tenant, rights, to_settle=False)
        mine = (mail_link.c.purpose == PURPOSE) & (mail_link.c.tenant == tenant)
        rows = connection.execute(select(*shown).where(mine).order_by(mail_link.c.created_at.desc()))
        found = [{str(name): value for name, value in row._mapping.items()} for row in rows]
    now = datetime.now(UTC)
    return [row | {"is_open": row["used_at"] is None and row["ends_at"] > now} for row in found]


def asking(store: Store, area: int, *, rights: Rights) -> Asking:
    """Who of an area's firms would get a mail: those to whom the rights hand out links.

    NotFound for an area that the rights do not reach.
    """
    row = store.row("area", area)
    if row is None or not rights.cover(row["municipality"], area):
        raise no_such_row("area", area)
    if not hands_out_links(rights, row["municipality"], area):
        raise _may_not_hand_out(rights, row["municipality"], area)
    found = Asking([], [], [])
    with store.engine_read() as connection:
        recent = set(_lately(connection))
        firms = [
            firm
            for firm in store.read("tenant", area=area, as_of=today())
            if hands_out_links(rights, rules.municipality_of(connection, "tenant", firm), firm["area"])
        ]
    for firm in firms:
        if firm["id"] in recent:
            found.recent.append((firm["id"], firm["name"]))
        elif firm["email"] and is_address(firm["email"]):
            found.to_ask.append((firm["id"], firm["name"], firm["email"]))
        else:
            found.without.append((firm["id"], firm["name"]))
    return found


def lost_link(store: Store, tenant: int) -> tuple[str, Row] | None:
    """A new link for a firm that lost its own: (its value, the firm's row with `mail`); None where no address
    is recorded, the firm is not there, or it asked too often. Whoever asks must be told the same in any case.
    """
    with store.write_plain() as connection:
        row = _row(connection, tenant)
        mail = (row and row["email"]) or _given_by_clerk(connection, tenant)
        since = datetime.now(UTC) - timedelta(days=1)
        asked = connection.execute(
            select(mail_link.c.hash).where(
                mail_link.c.purpose == PURPOSE,
                mail_link.c.tenant == tenant,
                mail_link.c.created_by == ITSELF,
                mail_link.c.created_at > since,
            )
        ).all()
        if row is None or not mail or not is_address(mail) or len(asked) >= MOST_A_DAY:
            return None
        value = new_link(connection, PURPOSE, mail=mail, by=ITSELF, tenant=tenant, lasts=LASTS)
    return value, row | {"mail": mail}


def _row(connection: Connection, tenant: int | None) -> Row | None:
    """The firm, if it is there today or will be."""
    table = LAYER_TABLES["tenant"]
    found = connection.execute(select(table).where(table.c.id == tenant)).first()
    row = dict(found._mapping) if found else None
    if row is None or row["withdrawn_by"] is not None:
        return None
    return row if is_valid(None, row["valid_to"], today()) else None


def _own(connection: Connection, tenant: int, rights: Rights, *, to_settle: bool = True) -> Row:
    row = _row(connection, tenant)
    ags = rules.municipality_of(connection, "tenant", row) if row else None
    if row is None or not rights.cover(ags, row["area"]):
        raise no_such_row("tenant", tenant)
    if to_settle and not hands_out_links(rights, ags, row["area"]):
        raise _may_not_hand_out(rights, ags, row["area"])
    return row


def hands_out_links(rights: Rights, ags: str | None, area: int | None) -> bool:
    """Whether they give firms there their links: who settles what firms say, and may write all of a firm. A
    link opens all of it, consents too: who is limited to some fields would hand out more than is theirs.
    """
    return rights.settles(ags, area) and rights.writable("tenant", ags, area) is None


def _may_not_hand_out(rights: Rights, ags: str | None, area: int | None) -> Forbidden:
    return role_lacks(rights, "tenant") if rights.settles(ags, area) else may_not_settle()


def _lately(connection: Connection) -> list[int]:
    """The firms that have an open link of these days."""
    now = datetime.now(UTC)
    is_open = mail_link.c.used_at.is_(None) & (mail_link.c.ends_at > now)
    query = select(mail_link.c.tenant).where(
        mail_link.c.purpose == PURPOSE, is_open, mail_link.c.created_at > now - _RECENT
    )
    return list(connection.execute(query).scalars())


def _given_by_clerk(connection: Connection, tenant: int) -> str:
    """The address that staff mailed a link to last; empty without one."""
    query = select(mail_link.c.mail).where(
        mail_link.c.purpose == PURPOSE,
        mail_link.c.tenant == tenant,
        mail_link.c.created_by != ITSELF,
        mail_link.c.mail != "",
    )
    return str(connection.execute(query.order_by(mail_link.c.created_at.desc()).limit(1)).scalar() or "")


def no_mail_server() -> InvalidInput:
    """What is said where nothing can be mailed."""
    return InvalidInput(
        Said(
            "Auf diesem Server ist kein Mailversand eingerichtet (SIGNAGE_SMTP_URL).",
            "No mail server is set up here (SIGNAGE_SMTP_URL).",
        )
    )


def too_many_mails() -> InvalidInput:
    """What is said where mails wait already that the mail server did not take yet."""
    return InvalidInput(
        Said(
            "Die Mail wurde nicht verschickt: Zu viele warten schon. Bitte in ein paar Minuten noch einmal.",
            "The mail was not sent: too many are waiting. Please try again in a few minutes.",
        )
    )
