"""Guessing is slow, and whoever an account belongs to gets in while others hammer it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from signage.services.accounts.attempts import ATTACKED_FROM, PAIR, SECOND, Asker, Attempts, forget_attempts
from signage.services.accounts.known_browsers import known_name, known_value
from signage.store import Store, create_store
from signage.store.account_tables import attempt

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)
HERE, ELSEWHERE = "192.0.2.0/24", "203.0.113.0/24"
_subjects = count(1)


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def pass_s(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture(scope="module")
def one_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    made = create_store(Path(tmp_path_factory.mktemp("attempts")) / "a.gpkg", fsync=False)
    yield made
    made.close()


def an_asker(network: str = ELSEWHERE, **more: str) -> Asker:
    return Asker(f"{next(_subjects)}", network, **more)


def hammer(attempts: Attempts, asker: Asker, times: int) -> int:
    """How many of so many tries at one moment are admitted."""
    return sum(attempts.begin(asker).wait_s == 0 for _ in range(times))


def test_five_tries_are_free_and_then_one_waits_longer_each_time(store: Store) -> None:
    clock = Clock()
    attempts, asker = Attempts(store, clock), an_asker()
    assert hammer(attempts, asker, 20) == PAIR.free
    waits = []
    for _ in range(7):
        waits.append(attempts.begin(asker).wait_s)
        clock.pass_s(waits[-1])
        assert attempts.begin(asker).wait_s == 0
    assert waits == [30, 60, 120, 240, 480, 900, 900]


def test_nobody_waits_for_a_clock_that_was_ahead(store: Store) -> None:
    clock = Clock()
    attempts, asker = Attempts(store, clock), an_asker()
    clock.pass_s(86_400)
    assert hammer(attempts, asker, 9) == PAIR.free
    clock.pass_s(-86_400)
    assert attempts.begin(asker).wait_s == 30
    clock.pass_s(30)
    assert attempts.begin(asker).wait_s == 0


def test_an_attacker_elsewhere_does_not_lock_out_the_owner(store: Store) -> None:
    clock = Clock()
    attempts, attacker = Attempts(store, clock), an_asker()
    owner = Asker(attacker.subject, HERE)
    for _ in range(3):
        hammer(attempts, attacker, 50)
        assert attempts.begin(owner).wait_s == 0, "the owner tries at once"
        clock.pass_s(60)


def test_in_a_known_browser_nobody_waits_for_others(store: Store) -> None:
    attempts, attacker = Attempts(store, Clock()), an_asker()
    for number in range(ATTACKED_FROM):
        attempts.begin(Asker(attacker.subject, f"network {number // 4}"))
    owner = Asker(attacker.subject, "network 1", known="browser")
    assert hammer(attempts, owner, 20) == 10


def test_many_networks_together_get_one_try_each(store: Store) -> None:
    attempts, subject = Attempts(store, Clock()), an_asker().subject
    for number in range(ATTACKED_FROM // PAIR.free):
        assert hammer(attempts, Asker(subject, f"bot {number}"), 9) == PAIR.free
    assert hammer(attempts, Asker(subject, "one more bot"), 9) == 1
    assert hammer(attempts, Asker(subject, HERE), 9) == 1


def test_one_password_on_everybody_is_slow_from_one_network(store: Store) -> None:
    attempts = Attempts(store, Clock())
    admitted = sum(attempts.begin(Asker(f"person {number}", "spray")).wait_s == 0 for number in range(100))
    assert admitted == 60


def test_the_right_password_makes_a_clean_slate_and_counts_nowhere(store: Store) -> None:
    attempts, asker = Attempts(store, Clock()), an_asker()
    for _ in range(3 * ATTACKED_FROM):
        attempts.succeed(attempts.begin(asker))
    assert hammer(attempts, asker, 9) == PAIR.free


def test_codes_are_counted_over_all_networks(store: Store) -> None:
    attempts, subject = Attempts(store, Clock()), an_asker().subject
    tries = [attempts.begin(Asker(subject, f"net {number}", step="code")) for number in range(60)]
    assert sum(made.wait_s == 0 for made in tries) == 30
    assert attempts.begin(Asker(subject, "net 7", known="own", step="code")).wait_s == 0


def test_who_has_the_password_keeps_its_owner_waiting_a_quarter_of_an_hour_at_most(store: Store) -> None:
    clock = Clock()
    attempts, subject = Attempts(store, clock), an_asker().subject
    owner = Asker(subject, HERE, step="code")
    longest = 0.0
    for number in range(200):  # always from another network, each time as soon as a try is free
        wait = attempts.begin(Asker(subject, f"bot {number}", step="code")).wait_s
        clock.pass_s(wait)
        attempts.begin(Asker(subject, f"bot {number} again", step="code"))
        if clock.now - NOON > timedelta(hours=20):
            break
        for _ in range(5):  # whoever waits is not counted: trying on makes nobody wait longer
            attempts.begin(Asker(subject, f"other {number}", step="code"))
        longest = max(longest, attempts.begin(owner).wait_s)
    assert 60 < longest <= SECOND.longest_s == 900
    clock.pass_s(longest)
    assert attempts.begin(owner).wait_s == 0
    assert attempts.begin(Asker(subject, HERE, known="own", step="code")).wait_s == 0


def test_counts_name_nobody_and_are_forgotten_after_a_day(store: Store) -> None:
    clock = Clock()
    attempts, asker = Attempts(store, clock), Asker("mail kim@example.org", HERE)
    hammer(attempts, asker, 9)
    with store.engine_read() as connection:
        kept = str(connection.execute(select(attempt)).all())
    assert "kim" not in kept
    assert "192.0.2" not in kept
    clock.pass_s(24 * 3600)
    assert hammer(attempts, asker, 9) == PAIR.free
    clock.pass_s(24 * 3600)
    with store.write_plain() as connection:
        assert forget_attempts(connection, clock()) == 3
        assert connection.execute(select(func.count()).select_from(attempt)).scalar() == 0


STEPS = st.lists(
    st.tuples(st.sampled_from(["bot 1", "bot 2", "bot 3"]), st.integers(1, 30), st.integers(0, 600)),
    max_size=12,
)
ONE_STORE = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


@ONE_STORE
@given(STEPS)
def test_whatever_others_do_the_owner_has_a_try_at_once(
    one_store: Store, steps: list[tuple[str, int, int]]
) -> None:
    clock, subject = Clock(), an_asker().subject
    attempts = Attempts(one_store, clock)
    for network, times, pause_s in steps:
        hammer(attempts, Asker(subject, f"{network} {subject}"), times)
        clock.pass_s(pause_s)
    assert attempts.begin(Asker(subject, HERE)).wait_s == 0


@ONE_STORE
@given(st.lists(st.tuples(st.integers(1, 20), st.integers(0, 3600)), max_size=30))
def test_no_patience_gets_a_network_more_than_a_hundred_tries_a_day(
    one_store: Store, steps: list[tuple[int, int]]
) -> None:
    clock, asker = Clock(), an_asker()
    asker = Asker(asker.subject, f"patient {asker.subject}")
    attempts, admitted = Attempts(one_store, clock), 0
    for times, pause_s in steps:
        admitted += hammer(attempts, asker, times)
        clock.pass_s(pause_s)
    passed_s = (clock() - NOON).total_seconds()
    days = passed_s // 86400 + 1
    assert admitted <= days * (PAIR.free + 5) + passed_s / PAIR.longest_s + 1


def test_a_browser_is_known_to_its_account_and_password_alone(store: Store, kim: int) -> None:
    value = known_value(store, kim, "hash")
    assert known_name(store, value, kim, "hash")
    assert known_name(store, value, kim + 1, "hash") == ""
    assert known_name(store, value, kim, "another hash") == ""
    for forged in ("", "x", f"{kim}.0.0.0", value[:-1] + ("0" if value[-1] != "0" else "1"), "\udcff"):
        assert known_name(store, forged, kim, "hash") == ""
