"""Codes of an authenticator app (TOTP, RFC 6238): six digits, new every 30 seconds, none taken twice."""

import base64
import hashlib
import hmac
import re
from collections.abc import Callable
from datetime import UTC, datetime
from time import time
from typing import Final

from sqlalchemy import Connection, delete, or_, select, update

from signage.errors import InvalidInput, NotFound, Said
from signage.services.accounts.events import record
from signage.services.accounts.factors import hold_account, read_factors
from signage.services.accounts.sessions import SignedIn
from signage.services.secret_keys import key_of
from signage.store import Store
from signage.store.account_tables import account, recovery_code

STEP_S: Final = 30
_DRIFT = (0, -1, 1)  # steps by which a phone's clock may be wrong
_BYTES = 20
Clock = Callable[[], float]


def proposed_secret(store: Store, me: SignedIn) -> str:
    """The secret that a session is shown to set up an app with, the same until the session ends; it is kept
    once a code has proved that an app has it.
    """
    key = key_of(store, "accounts")
    digest = hmac.new(key, f"totp {me.account} {me.key}".encode(), hashlib.sha256).digest()
    return base64.b32encode(digest[:_BYTES]).decode()


def setup_address(me: SignedIn, secret: str, issuer: str) -> str:
    """The `otpauth:` address that an app reads from a QR code."""
    from pyotp import TOTP

    return TOTP(secret).provisioning_uri(name=me.mail, issuer_name=issuer)


def turn_on(store: Store, me: SignedIn, code: str, *, clock: Clock = time) -> None:
    """Keep the proposed secret, which the app has as its code proves. InvalidInput for a wrong code."""
    secret = proposed_secret(store, me)
    step = _step_of(secret, code, clock)
    if step is None:
        raise wrong_code()
    with store.write_plain() as connection:
        kept = update(account).where(account.c.id == me.account)
        connection.execute(kept.values(totp_secret=secret, totp_step=step, version=account.c.version + 1))
        record(connection, "totp_on", account=me.account, who=me.name)


def turn_off(store: Store, me: SignedIn) -> None:
    """Forget the app. InvalidInput while it is the only second factor; NotFound without one."""
    with store.write_plain() as connection:
        hold_account(connection, me.account)
        factors = read_factors(connection, me.account)
        if not factors.totp:
            raise NotFound(Said("Es ist keine App eingerichtet.", "No app is set up."))
        if not factors.passkeys:
            raise InvalidInput(
                Said(
                    "Die App ist Ihr einziger zweiter Schritt. Richten Sie zuerst einen anderen ein.",
                    "The app is your only second step. Set up another one first.",
                )
            )
        _forget(connection, me.account)
        record(connection, "totp_off", account=me.account, who=me.name)


def forget_factors(connection: Connection, number: int) -> None:
    """Forget app and recovery codes of an account, which sets up anew when it next signs in."""
    _forget(connection, number)
    connection.execute(delete(recovery_code).where(recovery_code.c.account == number))


def take_code(store: Store, number: int, code: str, *, clock: Clock = time) -> bool:
    """Whether a code is the app's now (or one step off) and was not taken before; then it is spent."""
    with store.engine_read() as connection:
        secret = connection.execute(select(account.c.totp_secret).where(account.c.id == number)).scalar()
    step = _step_of(secret, code, clock) if secret else None
    if step is None:
        return False
    is_newer = or_(account.c.totp_step.is_(None), account.c.totp_step < step)
    spent = update(account).where(account.c.id == number, account.c.totp_secret == secret, is_newer)
    with store.write_plain() as connection:
        return connection.execute(spent.values(totp_step=step)).rowcount == 1


def looks_like_code(text: str) -> bool:
    """Whether it may be a code of an app, rather than a recovery code."""
    return bool(re.fullmatch(r"\d{6}", _digits(text), re.ASCII))


def wrong_code() -> InvalidInput:
    """What is said of a code that is not right, for whatever reason."""
    said = Said(
        "Dieser Code gilt nicht. Warten Sie auf den nächsten und prüfen Sie die Uhr des Geräts.",
        "This code is not valid. Wait for the next one, and check the clock of the device.",
    )
    return InvalidInput(said, {"code": said})


def _step_of(secret: str, code: str, clock: Clock) -> int | None:
    """The step whose code this is."""
    from pyotp import TOTP

    given, now = _digits(code), int(clock()) // STEP_S
    totp = TOTP(secret)
    for drift in _DRIFT:
        moment = datetime.fromtimestamp((now + drift) * STEP_S, UTC)
        if hmac.compare_digest(totp.at(moment).encode(), given.encode("utf-8", "replace")):
            return now + drift
    return None


def _digits(code: str) -> str:
    return re.sub(r"[\s-]", "", code)[:20]


def _forget(connection: Connection, number: int) -> None:
    kept = update(account).where(account.c.id == number)
    connection.execute(kept.values(totp_secret=None, totp_step=None, version=account.c.version + 1))
