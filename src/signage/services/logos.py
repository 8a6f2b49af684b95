"""A firm's logo: kept with its consent, shown while that is open, and gone when it is withdrawn.

It is shown with the firm's entry, never on a sign.
"""

import base64
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import Connection, insert, literal, select

from signage.domain.validity import today
from signage.errors import Said, SignageError
from signage.processes import run_in_child
from signage.services.changing import changing
from signage.services.consents import agree, going_on, read_giver
from signage.services.rights import Rights
from signage.store import Store
from signage.store.desk_tables import logo
from signage.store.schema import upsert

LARGEST_BYTES: Final = 2 << 20
_SECONDS, _MEGABYTES = 20, 1024


def keep_logo(store: Store, tenant: int, content: bytes, *, rights: Rights, given_by: str, how: str) -> None:
    """Keep a firm's logo instead of an earlier one, with the consent to show it.

    The picture is read in a child process and made anew. Raises InvalidInput for what is no picture, or
    without who consents, else as `give_consent`.
    """
    giver, day = read_giver(given_by, ["logo"], today()), today()
    png = _cleaned(content)
    with changing(store, who=rights.who, why=Said("Logo der Firma", "Logo of the firm")) as change:
        agree(change, tenant, ["logo"], rights=rights, given_by=giver, how=how, given_on=day)
        said = {"png": png, "at": datetime.now(UTC), "who": rights.who or "?"}
        adding = upsert(change.connection.dialect.name, logo)
        rows = [{"tenant": row} | said for row in going_on(change.connection, tenant)]
        adding = adding.values(rows).on_conflict_do_update(index_elements=["tenant"], set_=said)
        change.connection.execute(adding)


def logo_of(store: Store, tenant: int) -> bytes | None:
    """The PNG of a firm, for who may see its row in full; None without one."""
    with store.engine_read() as connection:
        found = connection.execute(select(logo.c.png).where(logo.c.tenant == tenant)).scalar()
    return bytes(found) if found is not None else None


def carry_logo(connection: Connection, old: int, new: int) -> None:
    """Let the row in which a firm goes on have the logo of the row before, within a transaction."""
    kept = select(literal(new), logo.c.png, logo.c.at, logo.c.who).where(logo.c.tenant == old)
    connection.execute(insert(logo).from_select(["tenant", "png", "at", "who"], kept))


def _cleaned(content: bytes) -> bytes:
    from signage.artwork.logo import no_logo

    if len(content) > LARGEST_BYTES:
        raise no_logo()
    try:
        made = run_in_child(_in_child, content, seconds=_SECONDS, megabytes=_MEGABYTES)
    except SignageError:
        raise no_logo() from None
    return base64.b64decode(made)


def _in_child(content: bytes) -> str:
    from signage.artwork.logo import cleaned_logo

    return base64.b64encode(cleaned_logo(content)).decode()
