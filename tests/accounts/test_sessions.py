"""Sessions on their way from one step to the next, and what an account can show beside its password."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Event

from sqlalchemy import insert, update

from signage.services.accounts.events import events, record
from signage.services.accounts.factors import SECOND, SETUP, factors_of
from signage.services.accounts.sessions import (
    LONGEST,
    LONGEST_STEP,
    advance_session,
    begin_session,
    prove_again,
    session_of,
)
from signage.store import Store
from signage.store.account_tables import account, passkey, session


def test_a_step_that_was_taken_gives_another_cookie_and_ends_the_one_before(store: Store, kim: int) -> None:
    before = begin_session(store, kim, needs=SECOND, browser="Firefox")
    me = session_of(store, before)
    assert me
    assert me.needs == SECOND
    after = advance_session(store, me)
    found = session_of(store, after)
    assert session_of(store, before) is None
    assert found
    assert (found.needs, found.account) == ("", kim)
    assert found.form_token != me.form_token


def test_a_session_that_lacks_a_step_is_over_soon(store: Store, kim: int) -> None:
    value = begin_session(store, kim, needs=SECOND)
    later = datetime.now(UTC) + LONGEST_STEP
    with store.engine_read() as connection:
        row = connection.execute(session.select()).one()
    assert row.ends_at <= later
    assert session_of(store, value)
    with store.write_plain() as connection:
        connection.execute(update(session).values(ends_at=datetime.now(UTC)))
    assert session_of(store, value) is None


def test_a_session_ends_after_twelve_hours_however_busy_it_is(store: Store, kim: int) -> None:
    value = begin_session(store, kim)
    with store.engine_read() as connection:
        row = connection.execute(session.select()).one()
    assert (LONGEST, row.ends_at - row.began_at) == (timedelta(hours=12), LONGEST)
    with store.write_plain() as connection:
        connection.execute(update(session).values(ends_at=datetime.now(UTC)))
    assert session_of(store, value) is None


def test_a_session_that_nobody_uses_is_over_after_two_hours_and_one_in_use_goes_on(
    store: Store, kim: int
) -> None:
    value = begin_session(store, kim)

    def last_used(ago: timedelta) -> None:
        with store.write_plain() as connection:
            connection.execute(update(session).values(seen_at=datetime.now(UTC) - ago))

    last_used(timedelta(minutes=119))
    assert session_of(store, value)
    with store.engine_read() as connection:
        seen_at = connection.execute(session.select()).one().seen_at
    assert datetime.now(UTC) - seen_at < timedelta(minutes=5), "asking uses it"
    last_used(timedelta(minutes=121))
    assert session_of(store, value) is None


def test_who_only_looks_does_not_wait_for_who_writes_for_long(store: Store, kim: int) -> None:
    value, looked, begun = begin_session(store, kim), Event(), Event()
    earlier = update(session).values(seen_at=datetime.now(UTC) - timedelta(minutes=5))

    def write_for_long() -> None:
        with store.write_plain() as connection:
            connection.execute(earlier)
        with store.write_plain() as connection:
            connection.execute(earlier)
            begun.set()
            looked.wait(60)

    with ThreadPoolExecutor(1) as threads:
        writing = threads.submit(write_for_long)
        assert begun.wait(60)
        try:
            assert session_of(store, value)  # else Unavailable, after ten or thirty seconds
        finally:
            looked.set()
        writing.result()


def test_a_session_of_a_clock_that_was_far_ahead_is_over(store: Store, kim: int) -> None:
    value = begin_session(store, kim)
    ahead = datetime.now(UTC) + timedelta(days=1)
    for seen_at, is_open in ((datetime.now(UTC) + timedelta(seconds=5), True), (ahead, False)):
        with store.write_plain() as connection:
            connection.execute(update(session).values(seen_at=seen_at, proved_at=ahead))
        me = session_of(store, value)
        assert (me is not None) == is_open
        assert me is None or not me.is_proved


def test_the_store_holds_nothing_that_opens_a_session(store: Store, kim: int) -> None:
    value = begin_session(store, kim)
    with store.engine_read() as connection:
        kept = str(connection.execute(session.select()).one())
    assert value not in kept
    hashed = kept.split("'")[1]
    assert session_of(store, hashed) is None


def test_a_proof_grows_old_and_is_given_again(store: Store, kim: int) -> None:
    value = begin_session(store, kim)
    with store.write_plain() as connection:
        long_ago = datetime.now(UTC) - timedelta(minutes=11)
        connection.execute(update(session).values(proved_at=long_ago))
    me = session_of(store, value)
    assert me
    assert not me.is_proved
    prove_again(store, me)
    again = session_of(store, value)
    assert again
    assert again.is_proved


def test_an_account_sets_up_a_second_factor_once_and_shows_it_then(store: Store, kim: int) -> None:
    assert factors_of(store, kim).needed == SETUP
    key = {"account": kim, "credential": "c", "public_key": b"k", "sign_count": 0, "name": "Stick"}
    with store.write_plain() as connection:
        connection.execute(insert(passkey).values(key | {"created_at": datetime.now(UTC)}))
    assert factors_of(store, kim).needed == SECOND
    with store.write_plain() as connection:
        connection.execute(update(passkey).values(ended_at=datetime.now(UTC)))
        connection.execute(update(account).where(account.c.id == kim).values(totp_secret="S"))
    assert (factors_of(store, kim).passkeys, factors_of(store, kim).needed) == (0, SECOND)


def test_the_log_tells_the_latest_first_and_each_account_its_own(store: Store, kim: int) -> None:
    with store.write_plain() as connection:
        record(connection, "signed_in", account=kim, who="Kim Muster", detail="Passwort")
        record(connection, "sign_in_failed", account=None, who="")
    assert [str(one.event) for one in events(store, account_id=kim)] == [
        "Angemeldet",
        "Konto angelegt",
    ]
    assert [one.account for one in events(store)][:2] == [None, kim]
