"""Codes of an app, each taken once; and codes on paper for the day on which the app is gone."""

import pytest
from pyotp import TOTP
from sqlalchemy import select

from signage.errors import InvalidInput
from signage.services.accounts.factors import factors_of
from signage.services.accounts.recovery import make_codes, take_recovery_code
from signage.services.accounts.sessions import SignedIn, begin_session, session_of
from signage.services.accounts.totp import (
    looks_like_code,
    proposed_secret,
    setup_address,
    take_code,
    turn_off,
    turn_on,
)
from signage.store import Store
from signage.store.account_tables import recovery_code

NOON = 1_800_000_000.0


def signed_in(store: Store, number: int) -> SignedIn:
    me = session_of(store, begin_session(store, number))
    assert me
    return me


def with_app(store: Store, number: int) -> TOTP:
    """The app of an account, set up a minute before noon."""
    me = signed_in(store, number)
    app = TOTP(proposed_secret(store, me))
    turn_on(store, me, app.at(int(NOON) - 60), clock=lambda: NOON - 60)
    return app


def test_an_app_is_set_up_by_its_first_code(store: Store, kim: int) -> None:
    me = signed_in(store, kim)
    secret = proposed_secret(store, me)
    assert proposed_secret(store, me) == secret != proposed_secret(store, signed_in(store, kim))
    with pytest.raises(InvalidInput, match="gilt nicht"):
        turn_on(store, me, "000000" if TOTP(secret).at(int(NOON)) != "000000" else "1", clock=lambda: NOON)
    assert not factors_of(store, kim).totp
    turn_on(store, me, TOTP(secret).at(int(NOON)), clock=lambda: NOON)
    assert factors_of(store, kim).totp
    assert setup_address(me, secret, "Schilder").startswith("otpauth://totp/Schilder:kim")


@pytest.mark.parametrize(
    ("off_s", "is_taken"), [(0, True), (-30, True), (30, True), (-61, False), (61, False)]
)
def test_a_clock_may_be_half_a_minute_wrong(store: Store, kim: int, off_s: int, is_taken: bool) -> None:
    app = with_app(store, kim)
    noon = NOON - NOON % 30 + 100 * 30
    assert take_code(store, kim, app.at(int(noon) + off_s), clock=lambda: noon) == is_taken


def test_no_code_is_taken_twice_nor_an_older_one_after_it(store: Store, kim: int) -> None:
    app, now = with_app(store, kim), NOON + 300
    code = app.at(int(now))
    assert take_code(store, kim, f" {code[:3]} {code[3:]}", clock=lambda: now)
    assert not take_code(store, kim, code, clock=lambda: now)
    assert not take_code(store, kim, app.at(int(now) - 30), clock=lambda: now)
    assert take_code(store, kim, app.at(int(now) + 30), clock=lambda: now)


@pytest.mark.parametrize("code", ["", "١٢٣٤٥٦", "abcdef", "12345", "\udcff", "0" * 1000])
def test_what_is_no_code_is_not_taken(store: Store, kim: int, code: str) -> None:
    with_app(store, kim)
    assert not take_code(store, kim, code, clock=lambda: NOON)


def test_the_only_second_factor_stays(store: Store, kim: int) -> None:
    with_app(store, kim)
    with pytest.raises(InvalidInput, match="einziger zweiter Schritt"):
        turn_off(store, signed_in(store, kim))


def test_each_code_on_paper_opens_once_however_it_is_typed(store: Store, kim: int) -> None:
    codes = make_codes(store, kim, who="Kim")
    assert len(set(codes)) == 10
    assert not any(looks_like_code(code) for code in codes)
    typed = codes[0].lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert take_recovery_code(store, kim, typed, who="Kim")
    assert not take_recovery_code(store, kim, codes[0], who="Kim")
    assert factors_of(store, kim).recovery_codes == 9


def test_codes_on_paper_are_their_accounts_alone_and_kept_as_hashes(
    store: Store, kim: int, add_person: object
) -> None:
    codes = make_codes(store, kim, who="Kim")
    other = add_person()  # type: ignore[operator]
    assert not take_recovery_code(store, other, codes[0], who="Kim")
    with store.engine_read() as connection:
        kept = str(connection.execute(select(recovery_code)).all())
    assert not any(code in kept or code.replace("-", "") in kept for code in codes)


def test_new_codes_end_the_old_ones(store: Store, kim: int) -> None:
    old = make_codes(store, kim, who="Kim")
    make_codes(store, kim, who="Kim")
    assert not take_recovery_code(store, kim, old[3], who="Kim")
