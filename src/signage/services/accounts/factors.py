"""Which second factors an account has, and so which step is missing once its first one was shown."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, func, select

from signage.store import Store
from signage.store.account_tables import account, passkey, recovery_code

# What a session may still need: nothing, a second factor that is there, or that one is set up first.
NOTHING: Final = ""
SECOND: Final = "second"
SETUP: Final = "setup"


@dataclass(frozen=True, slots=True)
class Factors:
    """`recovery_codes` counts those that are left."""

    totp: bool = False
    passkeys: int = 0
    recovery_codes: int = 0

    @property
    def any(self) -> bool:
        """Whether there is one to be asked for; recovery codes alone only help out."""
        return self.totp or self.passkeys > 0

    @property
    def needed(self) -> str:
        """The step after a password."""
        return SECOND if self.any else SETUP


def hold_account(connection: Connection, number: int) -> None:
    """Keep an account to this transaction until its end: of two changes of what opens it the second sees what
    the first did. It comes before all else that a transaction locks.
    """
    connection.execute(select(account.c.id).where(account.c.id == number).with_for_update())


def factors_of(store: Store, number: int) -> Factors:
    """The factors of an account."""
    with store.engine_read() as connection:
        return read_factors(connection, number)


def read_factors(connection: Connection, number: int) -> Factors:
    """As `factors_of`, within a transaction."""
    secret = connection.execute(select(account.c.totp_secret).where(account.c.id == number)).scalar()
    keys = (passkey.c.account == number) & passkey.c.ended_at.is_(None)
    codes = (recovery_code.c.account == number) & recovery_code.c.used_at.is_(None)
    return Factors(
        secret is not None,
        connection.execute(select(func.count()).select_from(passkey).where(keys)).scalar_one(),
        connection.execute(select(func.count()).select_from(recovery_code).where(codes)).scalar_one(),
    )
