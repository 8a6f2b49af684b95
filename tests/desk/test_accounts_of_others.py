"""Every form at `/people` and `/account`, filled in for another person's account: it is not there.

Which forms there are is read from the routes; a new one without an entry fails by its name. The same form is
taken from who may send it: so an entry that no longer fits its form fails too.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select

from signage.services.accounts.grants import grants_of
from signage.services.accounts.keyring import passkeys_of
from signage.services.accounts.people import add_account
from signage.services.rights import Grant
from signage.store import Store
from signage.store.account_tables import account, mail_link, passkey, role_grant, session
from tests.desk.conftest import HERE, SignIn
from tests.desk.test_passkeys import a_device, added
from tests.desk.test_role_routes import NONE, routes
from tests.parts.desk import Visitor

RIGHT = {"role": "planner", "place": HERE}
UWE = {"name": "Uwe", "mail": "uwe@example.org", "role": "clerk", "place": HERE}


@dataclass
class Owner:
    """Somebody with an account, a session, a passkey and a right."""

    visitor: Visitor
    store: Store

    @property
    def session(self) -> str:
        """What the page of devices calls it."""
        with self.store.engine_read() as connection:
            query = select(session.c.hash).where(session.c.account == self.visitor.account)
            return str(connection.execute(query).scalars().all()[-1])[:12]

    @property
    def passkey(self) -> int:
        return int(passkeys_of(self.store, self.visitor.account)[0].id)

    @property
    def grant(self) -> int:
        return int(grants_of(self.store, self.visitor.account)[0]["id"])


Filled = tuple[str, dict[str, Any]]
Fill = Callable[[Owner | None], Filled]


def _account(way: str, **fields: Any) -> Fill:
    return lambda whose: (f"/people/{whose.visitor.account if whose else NONE}/{way}", fields)


def _passkey(way: str, **fields: Any) -> Fill:
    return lambda whose: (f"/account/passkeys/{whose.passkey if whose else NONE}/{way}", fields)


def _grant(way: str = "", **fields: Any) -> Fill:
    def fill(whose: Owner | None) -> Filled:
        number, grant = (whose.visitor.account, whose.grant) if whose else (NONE, NONE)
        return f"/people/{number}/grants/{grant}{way}", fields

    return fill


PEOPLE: dict[str, Fill] = {
    "/people/{number}/end": _account("end", sure="1"),
    "/people/{number}/grants": _account("grants", **RIGHT),
    "/people/{number}/grants/{grant}": _grant(**RIGHT),
    "/people/{number}/grants/{grant}/end": _grant("/end"),
    "/people/{number}/invite": _account("invite"),
    "/people/{number}/reset": _account("reset"),
    "/people/new": lambda _whose: ("/people/new", UWE),
}
ACCOUNT: dict[str, Fill] = {
    "/account/devices": lambda whose: ("/account/devices", {"key": whose.session if whose else "0" * 12}),
    "/account/passkeys/{number}/name": _passkey("name", name="meiner"),
    "/account/passkeys/{number}/remove": _passkey("remove"),
}
# What is about the session's own account, and names no other.
OWN = {
    f"/account/{way}"
    for way in (
        "app", "app/remove", "everywhere", "language", "passkeys", "passkeys/question", "password", "prove",
        "provider", "provider/end", "recovery",
    )
}  # fmt: skip
FORMS = PEOPLE | ACCOUNT


@pytest.fixture
def other(sign_in: SignIn, inventory: Store) -> Owner:
    """An administrator."""
    visitor = sign_in("administrator")
    added(visitor, a_device())
    added(visitor, a_device(), "zweiter")
    return Owner(visitor, inventory)


def kept(store: Store) -> list[Any]:
    """All that a form there could change, but when a session was last seen."""
    tables = [select(table) for table in (account, role_grant, passkey, mail_link)]
    with store.engine_read() as connection:
        ended = select(session.c.hash, session.c.ended_at)
        return [connection.execute(query).all() for query in (*tables, ended)]


def test_every_form_of_accounts_has_an_entry() -> None:
    beginnings = ("/people", "/account")
    forms = {path for method, path in routes() if method == "POST" and path.startswith(beginnings)}
    assert forms == set(FORMS) | OWN


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize("role", ["reader", "clerk", "manager"])
def test_a_filled_form_for_anothers_account_is_answered_as_for_none(
    sign_in: SignIn, inventory: Store, other: Owner, path: str, role: str
) -> None:
    me = sign_in(role, None if role == "manager" else HERE)
    token, answers = me.token, []
    before = kept(inventory)
    for whose in (other, None):
        address, fields = FORMS[path](whose)
        answers.append(me.post(address, {"form_token": token, **fields}))
    assert [answer.status_code for answer in answers] == [404, 404]
    assert not any("Administrator" in answer.text for answer in answers)
    assert kept(inventory) == before


@pytest.mark.parametrize("path", FORMS)
def test_the_same_form_is_taken_from_who_may_send_it(
    sign_in: SignIn, inventory: Store, other: Owner, path: str
) -> None:
    me, whose = other.visitor, other
    if path in PEOPLE:
        me = sign_in("administrator")
        added(me, a_device())  # who could not sign in again would not be left as the only one
    if path == "/people/{number}/invite":  # a person who was never here
        number = add_account(
            inventory, mail="neu@example.org", name="Neu", grants=[Grant("clerk", HERE)], by="t"
        )
        whose = Owner(Visitor(me.client, "", number), inventory)
    token, before = me.token, kept(inventory)
    address, fields = FORMS[path](whose)
    answer = me.post(address, {"form_token": token, **fields})
    assert answer.status_code in (200, 303), answer.text[:2000]
    assert kept(inventory) != before
