"""What is to happen once happens once, however many ask at the same moment; on both engines."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from pyotp import TOTP
from sqlalchemy import update

from signage.errors import NotFound, SignageError
from signage.services.accounts.attempts import PAIR, Asker, Attempts
from signage.services.accounts.factors import factors_of
from signage.services.accounts.invitations import invite, invite_again, open_invitation
from signage.services.accounts.keyring import keep_key, passkeys_of, remove_passkey
from signage.services.accounts.new_passwords import accept_invitation
from signage.services.accounts.recovery import make_codes, take_recovery_code
from signage.services.accounts.sessions import SignedIn, begin_session, session_of
from signage.services.accounts.totp import take_code, turn_off
from signage.services.rights import Grant, everywhere
from signage.store import Store
from signage.store.account_tables import account

NOON, THREADS = 1_800_000_000.0, 12


def test_a_hundred_guesses_at_once_are_a_hundred(store: Store) -> None:
    attempts, asker = Attempts(store), Asker("1", "network")
    with ThreadPoolExecutor(THREADS) as pool:
        tries = list(pool.map(lambda _: attempts.begin(asker), range(100)))
    assert sum(made.wait_s == 0 for made in tries) == PAIR.free


def test_a_code_is_taken_once(store: Store, kim: int) -> None:
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    with store.write_plain() as connection:
        connection.execute(update(account).values(totp_secret=secret))
    code = TOTP(secret).at(int(NOON))
    with ThreadPoolExecutor(THREADS) as pool:
        taken = list(pool.map(lambda _: take_code(store, kim, code, clock=lambda: NOON), range(24)))
    assert sum(taken) == 1


def test_a_recovery_code_is_taken_once(store: Store, kim: int) -> None:
    code = make_codes(store, kim, who="Kim")[0]
    with ThreadPoolExecutor(THREADS) as pool:
        taken = list(pool.map(lambda _: take_recovery_code(store, kim, code, who="Kim"), range(24)))
    assert sum(taken) == 1


def test_an_invitation_is_taken_once(store: Store) -> None:
    invited = invite(
        store, mail="uwe@example.org", name="Uwe", grants=[Grant("reader")], by=everywhere("Test")
    )

    def accept(number: int) -> bool:
        try:
            accept_invitation(store, invited.value, f"sieben bunte Tafeln {number}")
        except NotFound:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(accept, range(6))) == 1


def signed_in(store: Store, number: int) -> SignedIn:
    me = session_of(store, begin_session(store, number))
    assert me is not None
    return me


def at_once(*doing: Callable[[], object]) -> int:
    """Do all of it in the same moment; gives how much of it was done."""
    gate = Barrier(len(doing))

    def one(do: Callable[[], object]) -> bool:
        gate.wait()
        try:
            do()
        except SignageError:
            return False
        return True

    with ThreadPoolExecutor(len(doing)) as pool:
        return sum(pool.map(one, doing))


def test_of_two_second_factors_removed_at_once_one_stays(store: Store, kim: int) -> None:
    me = signed_in(store, kim)
    for turn in range(6):
        with store.write_plain() as connection:
            connection.execute(update(account).values(totp_secret="JBSWY3DPEHPK3PXP"))
        if not passkeys_of(store, kim):
            keep_key(store, me, credential=f"key {turn}", public_key=b"x", sign_count=0, name="Handy")
        [key] = passkeys_of(store, kim)
        done = at_once(lambda: turn_off(store, me), lambda key=key.id: remove_passkey(store, me, key))  # type: ignore[misc]
        assert (done, factors_of(store, kim).any) == (1, True)


def test_of_links_that_were_mailed_at_once_one_opens(store: Store) -> None:
    by = everywhere("Test")
    invited = invite(store, mail="uwe@example.org", name="Uwe", grants=[Grant("reader")], by=by)
    with ThreadPoolExecutor(4) as pool:
        links = list(pool.map(lambda _: invite_again(store, invited.account, by=by).value, range(8)))

    def opens(value: str) -> bool:
        try:
            return bool(open_invitation(store, value))
        except NotFound:
            return False

    assert sum(opens(value) for value in [invited.value, *links]) == 1


def test_who_is_invited_again_while_accepting_has_one_password(store: Store) -> None:
    by = everywhere("Test")
    for turn in range(4):
        invited = invite(store, mail=f"u{turn}@example.org", name="Uwe", grants=[Grant("reader")], by=by)
        again: list[str] = []
        done = at_once(
            lambda link=invited.value: accept_invitation(store, link, "sieben bunte Tafeln"),  # type: ignore[misc]
            lambda number=invited.account, again=again: again.append(  # type: ignore[misc]
                invite_again(store, number, by=by).value
            ),
        )
        assert done == 1
