"""Recovery codes: ten, printed and put away, each of which stands once for the second factor."""

import hashlib
import secrets
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import delete, insert, update

from signage.codes.token import ALPHABET
from signage.services.accounts.events import record
from signage.services.accounts.factors import read_factors
from signage.store import Store
from signage.store.account_tables import recovery_code

COUNT: Final = 10
_GROUPS, _GROUP = 4, 4  # 16 signs of 29: 77 bits, so that a plain hash is enough
_LOOKALIKES = str.maketrans("OIL", "011")


def make_codes(store: Store, number: int, *, who: str) -> list[str]:
    """Ten new codes instead of the old ones; they are shown this once and kept as hashes."""
    codes = ["-".join(_group() for _ in range(_GROUPS)) for _ in range(COUNT)]
    now = datetime.now(UTC)
    rows = [{"hash": _hash(number, code), "account": number, "created_at": now} for code in codes]
    with store.write_plain() as connection:
        connection.execute(delete(recovery_code).where(recovery_code.c.account == number))
        connection.execute(insert(recovery_code), rows)
        record(connection, "recovery_made", account=number, who=who)
    return codes


def take_recovery_code(store: Store, number: int, code: str, *, who: str) -> bool:
    """Whether it is one of the account's codes that are left; then it is spent."""
    unused = (recovery_code.c.hash == _hash(number, code)) & recovery_code.c.used_at.is_(None)
    with store.write_plain() as connection:
        spent = connection.execute(update(recovery_code).where(unused).values(used_at=datetime.now(UTC)))
        if spent.rowcount != 1:
            return False
        left = read_factors(connection, number).recovery_codes
        record(connection, "recovery_used", account=number, who=who, detail=str(left))
    return True


def _group() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(_GROUP))


def _hash(number: int, code: str) -> str:
    """Of what a person typed: any case, with or without hyphens, O for 0, I and L for 1."""
    plain = "".join(sign for sign in code.upper() if sign.isalnum())[:40].translate(_LOOKALIKES)
    return hashlib.sha256(f"{number} {plain}".encode("utf-8", "replace")).hexdigest()
