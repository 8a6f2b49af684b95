"""Everything that happens to an account stands in its log, in words."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

import pytest
from pyotp import TOTP

from signage.errors import SignageError
from signage.services.accounts import grants, keyring, new_passwords, provided, resetting
from signage.services.accounts.devices import devices_of, end_device, sign_out_everywhere
from signage.services.accounts.events import EVENTS, events
from signage.services.accounts.invitations import invite
from signage.services.accounts.languages import set_language
from signage.services.accounts.people import add_account
from signage.services.accounts.provider import Identity
from signage.services.accounts.recovery import make_codes, take_recovery_code
from signage.services.accounts.sessions import SignedIn, begin_session, end_session, session_of
from signage.services.accounts.signing_in import Device, try_code, try_password
from signage.services.accounts.totp import proposed_secret, turn_off, turn_on
from signage.services.rights import Grant, Rights
from signage.store import Store

MAIL, PASSWORD = "kim@example.org", "sieben Schilder am Tor"
NETWORK = Device("192.0.2.0/24")


class Office:
    """Kim, whose log it is, and the administrator who keeps accounts."""

    def __init__(self, store: Store) -> None:
        self.store = store
        admin = add_account(
            store, mail="admin@example.org", name="A", grants=[Grant("administrator")], by="test"
        )
        self.by = Rights.from_grants([Grant("administrator")], who="A", account=admin)
        self.kim = add_account(
            store, mail=MAIL, name="Kim", grants=[Grant("manager")], by="test", password=PASSWORD
        )
        self.value = begin_session(store, self.kim)

    @property
    def me(self) -> SignedIn:
        found = session_of(self.store, self.value)
        assert found
        return found

    def app(self) -> None:
        secret = proposed_secret(self.store, self.me)
        turn_on(self.store, self.me, TOTP(secret).now())

    def key(self, credential: str = "a") -> keyring.Key:
        keyring.keep_key(
            self.store, self.me, credential=credential, public_key=b"k", sign_count=5, name="Diensthandy"
        )
        found = keyring.key_of(self.store, credential)
        assert found
        return found

    def invited(self) -> Any:
        made = invite(self.store, mail="neu@example.org", name="Neu", grants=[Grant("manager")], by=self.by)
        self.kim = made.account
        return made

    def linked(self) -> None:
        provided.link(self.store, self.me, identity("1"))

    def grant(self) -> int:
        [open_one] = grants.grants_of(self.store, self.kim)
        return int(open_one["id"])


def identity(subject: str, mail: str = MAIL) -> Identity:
    """Who came back from the authority's sign-in."""
    return Identity(subject=subject, mail=mail, has_shown_both=False, id_token="")


def _refused(office: Office) -> None:
    with suppress(SignageError):
        provided.account_for(office.store, identity("2", "fremd@example.org"))


def _copied(office: Office) -> None:
    with suppress(SignageError):
        keyring.count_use(office.store, office.key(), 3)


def _ended_elsewhere(office: Office) -> None:
    begin_session(office.store, office.kim)
    [other] = [one for one in devices_of(office.store, office.me) if not one.is_this]
    end_device(office.store, office.me, other.key)


def _removed(office: Office) -> None:
    office.app()
    keyring.remove_passkey(office.store, office.me, office.key().id)


def _turned_off(office: Office) -> None:
    office.app()
    office.key()
    turn_off(office.store, office.me)


def _unlinked(office: Office) -> None:
    office.linked()
    provided.unlink(office.store, office.me)


def _recovered(office: Office) -> None:
    take_recovery_code(
        office.store, office.kim, make_codes(office.store, office.kim, who="Kim")[0], who="Kim"
    )


def _other_role(office: Office) -> None:
    grants.change_grant(office.store, office.grant(), Grant("administrator"), by=office.by)


DONE: Mapping[str, Callable[[Office], object]] = {
    "added": lambda office: None,
    "invited": Office.invited,
    "invitation_used": lambda o: new_passwords.accept_invitation(o.store, o.invited().value, PASSWORD),
    "signed_in": lambda o: begin_session(o.store, o.kim),
    "signed_out": lambda o: end_session(o.store, o.value),
    "sign_in_failed": lambda o: try_password(o.store, MAIL, "falsch", NETWORK),
    "second_failed": lambda o: try_code(o.store, o.me, "FALSCH", NETWORK),
    "session_ended": _ended_elsewhere,
    "sessions_ended": lambda o: sign_out_everywhere(o.store, o.me),
    "password_asked": lambda o: new_passwords.ask_for_new(o.store, MAIL),
    "password_set": lambda o: new_passwords.change_password(o.store, o.me, "acht bunte Tafeln im Wind"),
    "totp_on": Office.app,
    "totp_off": _turned_off,
    "recovery_made": lambda o: make_codes(o.store, o.kim, who="Kim"),
    "recovery_used": _recovered,
    "passkey_added": Office.key,
    "passkey_removed": _removed,
    "passkey_copied": _copied,
    "oidc_linked": Office.linked,
    "oidc_unlinked": _unlinked,
    "oidc_refused": _refused,
    "factors_reset": lambda o: resetting.reset_factors(o.store, o.kim, by=o.by),
    "role_granted": lambda o: grants.grant_role(o.store, o.kim, Grant("administrator"), by=o.by),
    "role_ended": lambda o: grants.end_grant(o.store, o.grant(), by=o.by),
    "role_changed": _other_role,
    "account_ended": lambda o: grants.end_account(o.store, o.kim, by=o.by),
    "language_set": lambda o: set_language(o.store, o.me, "en"),
}


def test_no_event_is_without_its_action() -> None:
    assert set(DONE) == set(EVENTS)


@pytest.mark.parametrize("event", EVENTS)
def test_what_happened_is_read_in_the_log(geopackage: Store, event: str) -> None:
    office = Office(geopackage)
    DONE[event](office)
    of = None if event == "oidc_refused" else office.kim
    said = [line for line in events(geopackage, account_id=of) if str(line.event) == str(EVENTS[event])]
    assert said, [str(line.event) for line in events(geopackage)]
    assert "192.0.2" not in said[0].detail + said[0].who


def test_no_two_events_read_the_same() -> None:
    assert len({str(said) for said in EVENTS.values()}) == len(EVENTS)
