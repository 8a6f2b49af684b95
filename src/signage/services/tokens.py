"""Tokens of the API, for programs: who may write and see more, for which municipality."""

import secrets
from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert, select, update

from signage.domain.keys import id_in, read_ags
from signage.domain.validity import today
from signage.errors import Denied, InvalidInput, NotFound, Said
from signage.services.accounts.stored_grants import check_grant, read_grant, stored_grant
from signage.services.rights import Grant, Rights
from signage.services.secret_keys import hashed
from signage.store import Store
from signage.store.account_tables import role_grant
from signage.store.schema import api_token

ALL = "all"
PREFIX = "signage_"  # lets people and secret scanners see what it is


def new_token(
    store: Store,
    *,
    municipality: str,
    label: str,
    role: str | None = None,
    area: str | None = None,
    fields: Collection[str] | None = None,
) -> str:
    """A new token for a municipality (AGS) or `all`; it is shown this once and kept only as a hash.

    With a `role` it may what the role may there, perhaps in one area (its key on the signs, or its id) or for
    some fields only; without one, everything. Raises InvalidInput for what does not exist or fit.
    """
    text, now = PREFIX + secrets.token_urlsafe(32), datetime.now(UTC)
    ags = None if municipality == ALL else _known_ags(store, municipality)
    if role is None and (area, fields) != (None, None):
        raise InvalidInput(
            Said(
                "Auf ein Gebiet oder auf Felder lässt sich nur eine Rolle begrenzen: --role.",
                "Only a role can be limited to an area or to fields: --role.",
            )
        )
    row = {"hash": hashed(text), "municipality": ags or ALL, "label": _label(label), "created_at": now}
    number = _area_id(store, area) if area is not None else None
    with store.write_plain() as connection:
        made = connection.execute(insert(api_token).values(row))
        if role is not None:
            wanted = Grant(role, ags, number, None if fields is None else frozenset(fields))
            columns = stored_grant(check_grant(connection, wanted))
            token = int(made.inserted_primary_key[0])  # type: ignore[index]
            given = {"token": token, "granted_at": now, "granted_by": row["label"]}
            connection.execute(insert(role_grant).values(columns | given))
    return text


def _area_id(store: Store, key: str) -> int:
    """The id of an area of today by its key on the signs, or else by its id."""
    rows = store.read("area", where={"number": key}, as_of=today(), limit=1)
    if rows:
        return int(rows[0]["id"])
    if (number := id_in(key)) is not None:
        return number
    raise InvalidInput(Said(f"Ein Gebiet {key[:40]!r} gibt es nicht.", f"There is no area {key[:40]!r}."))


def list_tokens(store: Store) -> list[dict[str, Any]]:
    """Every token without its hash, oldest first; `revoked_at` is None for those that still open, `role` for
    those that may everything.
    """
    shown = [column for column in api_token.c if column.name != "hash"]
    limits = (role_grant.c.role, role_grant.c.area, role_grant.c.fields)
    query = select(*shown, *limits).outerjoin(role_grant, role_grant.c.token == api_token.c.id)
    with store.engine_read() as connection:
        rows = connection.execute(query.order_by(api_token.c.id))
        return [dict(row._mapping) for row in rows]


def revoke_token(store: Store, number: int) -> None:
    """End a token at once and for good; NotFound when there is none that is open."""
    open_one = (api_token.c.id == number) & api_token.c.revoked_at.is_(None)
    with store.write_plain() as connection:
        done = connection.execute(update(api_token).where(open_one).values(revoked_at=datetime.now(UTC)))
    if done.rowcount == 0:
        raise NotFound(
            Said(f"Ein gültiges Token {number} gibt es nicht.", f"There is no valid token {number}.")
        )


def check_token(store: Store, bearer: str) -> Rights:
    """What the holder of a token may do. Denied when it was never given out, or is revoked."""
    query = select(api_token.c.id, api_token.c.municipality, api_token.c.label).where(
        api_token.c.hash == hashed(bearer), api_token.c.revoked_at.is_(None)
    )
    with store.engine_read() as connection:
        found = connection.execute(query).first()
        if found is None:
            raise Denied(Said("Dieses Token gilt nicht (mehr).", "This token is not, or no longer, valid."))
        given = connection.execute(select(role_grant).where(role_grant.c.token == found.id)).all()
    who = f"{found.label} (Token {found.id})"
    if given:
        return Rights.from_grants([read_grant(row) for row in given if row.ended_at is None], who=who)
    return Rights(None if found.municipality == ALL else frozenset([found.municipality]), who)


def _label(label: str) -> str:
    cleaned = " ".join(label.split())
    if not cleaned or len(cleaned) > 100 or not cleaned.isprintable():
        raise InvalidInput(
            Said(
                "Ein Token braucht eine Bezeichnung von höchstens 100 Zeichen, etwa „Bauamt Gotha“.",
                "A token needs a label of at most 100 characters, such as 'Bauamt Gotha'.",
            )
        )
    return cleaned


def _known_ags(store: Store, municipality: str) -> str:
    ags = read_ags(municipality)
    if ags and store.count("municipality", where={"ags": ags}, as_of=today()):
        return ags
    raise InvalidInput(
        Said(
            f"Eine Gemeinde {municipality!r} gibt es im Bestand nicht; gebraucht wird ihr AGS "
            "(8 Ziffern) oder „all“.",
            f"The inventory has no municipality {municipality!r}; give its AGS (8 digits) or 'all'.",
        )
    )
