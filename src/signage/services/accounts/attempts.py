"""Limits to guessing that do not lock out whom an account belongs to.

Failures are counted by a keyed hash, in the store, so that all processes count together, and are forgotten a
day after the first. Nothing is ever locked; after some failures one waits, longer each time:

* by account *and* network (256 neighbours of IPv4): five tries, then 30 seconds, doubled up to 15 minutes.
  Somebody who hammers an account from elsewhere makes only their own network wait.
* by network, over all accounts: sixty tries, then up to a minute, against one password tried on everybody.
* by account, over all networks: after a hundred failures in a day (a botnet) a network that is new to the
  account has one try at once instead of five. Whom it belongs to has that one try too.
* a browser in which somebody signed in to the account before (a signed cookie, worth nothing without the
  password) has a count of its own and is counted nowhere else: it never waits for what others do.

So whoever is made to wait by others is on a new browser within the attacker's own network, and waits a
minute at most. The second step counts apart in the same ways; there the password is known already, so that a
code may be tried thirty times a day over all networks but those of known browsers, then once in 15 minutes.

An attempt is counted before it is judged, and taken back when it was right: a hundred at once are a hundred.
"""

import hashlib
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, delete, select, update

from signage.services.secret_keys import key_of
from signage.store import Store
from signage.store.account_tables import attempt
from signage.store.schema import upsert

FORGOTTEN: Final = timedelta(days=1)
_TIDY_EACH = 200  # tries, so that old counts do not stay where nobody runs `signage tidy`


@dataclass(frozen=True, slots=True)
class Limit:
    """So many failures are free; after that `first_s` seconds of waiting, doubled up to `longest_s`."""

    free: int
    first_s: float
    longest_s: float

    def wait_s(self, failures: int) -> float:
        """How long the next try waits after the last one."""
        over = failures - self.free
        return 0.0 if over < 0 else min(self.longest_s, self.first_s * 2.0 ** min(over, 20))


PAIR: Final = Limit(5, 30, 900)
PAIR_UNDER_ATTACK: Final = Limit(1, 30, 900)
KNOWN: Final = Limit(10, 30, 900)
NETWORK: Final = Limit(60, 2, 60)
SECOND: Final = Limit(30, 60, 900)
ATTACKED_FROM: Final = 100


@dataclass(frozen=True, slots=True)
class Asker:
    """Who tries: for which account (or address that has none), from which network, and whether in a browser
    that is known to that very account. `step` keeps passwords and codes apart.
    """

    subject: str
    network: str
    known: str = ""
    step: str = "password"


@dataclass(frozen=True, slots=True)
class Try:
    """A try that was counted; `wait_s` above 0 says that it was not admitted, and `failures` how often this
    asker has failed so far.
    """

    keys: tuple[str, ...]
    failures: int
    wait_s: float = 0.0


class Attempts:
    """Counts in a store. The clock gives UTC."""

    def __init__(self, store: Store, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._store, self._clock = store, clock
        self._key = key_of(store, "accounts")

    def begin(self, asker: Asker) -> Try:
        """Count a try as failed, unless it has to wait."""
        now = self._clock()
        own, others = self._keys(asker)
        with self._store.write_plain() as connection:
            if secrets.randbelow(_TIDY_EACH) == 0:
                forget_attempts(connection, now)
            rows = [self._row(connection, key, now) for key in sorted((own, *others))]
            by_key = {row.key: row for row in rows}
            wait_s = self._wait_s(asker, by_key, own, others, now)
            failures = by_key[own].failures
            if wait_s > 0:
                return Try((), failures, wait_s)
            for key in by_key:
                counted = {"failures": attempt.c.failures + 1, "last_at": now}
                connection.execute(update(attempt).where(attempt.c.key == key).values(counted))
        return Try((own, *others), failures + 1)

    def succeed(self, made: Try) -> None:
        """The try was right: the asker begins anew, and what it added elsewhere is taken back."""
        own, *others = made.keys
        with self._store.write_plain() as connection:
            connection.execute(delete(attempt).where(attempt.c.key == own))
            taken = update(attempt).where(attempt.c.key.in_(others), attempt.c.failures > 0)
            connection.execute(taken.values(failures=attempt.c.failures - 1))

    def _keys(self, asker: Asker) -> tuple[str, Sequence[str]]:
        """The asker's own count, then those that it shares."""
        subject = f"{asker.step} {asker.subject}"
        if asker.known:
            return self._hash("known", f"{subject} {asker.known}"), ()
        own = self._hash("pair", f"{subject} {asker.network}")
        return own, (self._hash("network", asker.network), self._hash("subject", subject))

    def _wait_s(
        self, asker: Asker, rows: dict[str, Any], own: str, others: Sequence[str], now: datetime
    ) -> float:
        if asker.known:
            return _left_s(KNOWN, rows[own], now)
        network, subject = (rows[key] for key in others)
        if asker.step == "password":
            own_limit = PAIR_UNDER_ATTACK if subject.failures >= ATTACKED_FROM else PAIR
            limits = [(own_limit, rows[own]), (NETWORK, network)]
        else:
            limits = [(PAIR, rows[own]), (NETWORK, network), (SECOND, subject)]
        return max(_left_s(limit, row, now) for limit, row in limits)

    def _row(self, connection: Connection, key: str, now: datetime) -> Any:
        """The count of a key, held until the end of the transaction; 0 where it is to be forgotten."""
        fresh = {"failures": 0, "since": now, "last_at": now}
        new = upsert(connection.dialect.name, attempt).values(fresh | {"key": key})
        connection.execute(new.on_conflict_do_nothing())
        old = (attempt.c.key == key) & (attempt.c.since <= now - FORGOTTEN)
        connection.execute(update(attempt).where(old).values(fresh))
        # Counted by a clock that was set back since: nobody waits until the day that it showed.
        ahead = (attempt.c.key == key) & (attempt.c.last_at > now)
        connection.execute(update(attempt).where(ahead).values(since=now, last_at=now))
        return connection.execute(select(attempt).where(attempt.c.key == key).with_for_update()).one()

    def _hash(self, kind: str, text: str) -> str:
        said = f"{kind} {text}".encode("utf-8", "surrogatepass")
        return hashlib.blake2b(said, key=self._key, digest_size=16).hexdigest()


def forget_attempts(connection: Connection, now: datetime) -> int:
    """Remove what is a day old; gives how many counts are gone."""
    return connection.execute(delete(attempt).where(attempt.c.since <= now - FORGOTTEN)).rowcount


def _left_s(limit: Limit, row: Any, now: datetime) -> float:
    wait = limit.wait_s(row.failures)
    return max(0.0, wait - (now - row.last_at).total_seconds()) if wait else 0.0
