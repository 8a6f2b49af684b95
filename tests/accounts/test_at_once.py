"""What is to happen once happens once, however many ask at the same moment; on both engines."""

from concurrent.futures import ThreadPoolExecutor

from pyotp import TOTP
from sqlalchemy import update

from signage.errors import NotFound
from signage.services.accounts.attempts import PAIR, Asker, Attempts
from signage.services.accounts.invitations import invite
from signage.services.accounts.new_passwords import accept_invitation
from signage.services.accounts.recovery import make_codes, take_recovery_code
from signage.services.accounts.totp import take_code
from signage.services.rights import Grant, everywhere
from signage.store import Store
from signage.store.desk_tables import account

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
