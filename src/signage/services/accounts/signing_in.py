"""Signing in: password, then code; each try is counted, and whatever failed is told in the same words."""

from dataclasses import dataclass
from typing import Final

from signage.errors import NotFound, Said
from signage.services.accounts.attempts import Asker, Attempts, Try
from signage.services.accounts.events import record, take_back
from signage.services.accounts.known_browsers import known_name
from signage.services.accounts.passwords import is_password
from signage.services.accounts.people import account_by_id, account_of, folded_mail
from signage.services.accounts.recovery import take_recovery_code
from signage.services.accounts.sessions import SignedIn
from signage.services.accounts.totp import looks_like_code, take_code
from signage.store import Store

_TOLD_AT: Final = (1, 5, 10, 20, 50)  # failures that the log tells: a flood is no flood of lines
RIGHT: Final = ""
WRONG: Final = "wrong"
WAIT: Final = "wait"


@dataclass(frozen=True, slots=True)
class Device:
    """Where a person sits: the network (never stored as it is), and the cookie of a known browser if any."""

    network: str
    known: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of a try: `trouble` is RIGHT, WRONG or WAIT; `account` is set when it was right."""

    trouble: str
    account: int | None = None
    wait_s: float = 0.0


def try_password(store: Store, mail: str, password: str, device: Device) -> Outcome:
    """Whether this is the password of the account with this address."""
    found = account_of(store, mail)
    number, stored = (found["id"], found["password"]) if found else (None, None)
    subject = str(number) if number is not None else f"mail {folded_mail(mail)}"
    known = known_name(store, device.known, number, stored) if number is not None else ""
    attempts = Attempts(store)
    made = attempts.begin(Asker(subject, device.network, known))
    if made.wait_s > 0:
        return Outcome(WAIT, wait_s=made.wait_s)
    if number is not None and is_password(stored, password):
        attempts.succeed(made)
        return Outcome(RIGHT, number)
    if number is None:
        is_password(None, password)
    _tell(store, made, number, "sign_in_failed", found["name"] if found else "")
    return Outcome(WRONG)


def try_code(store: Store, me: SignedIn, code: str, device: Device) -> Outcome:
    """Whether this is the code of the app now, or one of the recovery codes; it is spent then."""
    row = account_by_id(store, me.account)
    if row is None:
        raise NotFound(Said("Das Konto gibt es nicht mehr.", "The account is gone."))
    known = known_name(store, device.known, me.account, row["password"])
    attempts = Attempts(store)
    made = attempts.begin(Asker(str(me.account), device.network, known, "code"))
    if made.wait_s > 0:
        return Outcome(WAIT, wait_s=made.wait_s)
    if _is_code(store, me, code):
        attempts.succeed(made)
        return Outcome(RIGHT, me.account)
    _tell(store, made, me.account, "second_failed", me.name)
    return Outcome(WRONG)


def try_own_password(store: Store, me: SignedIn, password: str, device: Device) -> Outcome:
    """As `try_password`, of who is signed in: before a change of what keeps the account safe."""
    return try_password(store, me.mail, password, device)


def _is_code(store: Store, me: SignedIn, code: str) -> bool:
    if looks_like_code(code):
        return take_code(store, me.account, code)
    return take_recovery_code(store, me.account, code, who=me.name)


def _tell(store: Store, made: Try, number: int | None, event: str, name: str) -> None:
    """Tell the log; of an address that nobody has, it is told and taken back: as much is written, so that
    the time it takes tells no accounts.
    """
    if made.failures in _TOLD_AT or made.failures % 100 == 0:
        with store.write_plain() as connection:
            line = record(connection, event, account=number, who=name, detail=str(made.failures))
            if number is None:
                take_back(connection, line)
