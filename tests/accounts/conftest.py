"""Somebody of the staff, on both engines."""

from collections.abc import Callable
from itertools import count

import pytest

from signage.services.accounts.people import add_account
from signage.services.rights import Grant
from signage.store import Store

PASSWORD = "sieben Schilder am Tor"
AddPerson = Callable[..., int]
_numbers = count(1)


@pytest.fixture
def add_person(store: Store) -> AddPerson:
    """Call with a role and perhaps `mail=`, `password=`: the number of a new account."""

    def add(role: str = "administrator", *, mail: str = "", password: str | None = None) -> int:
        address = mail or f"kim{next(_numbers)}@example.org"
        return add_account(
            store, mail=address, name="Kim Muster", grants=[Grant(role)], by="test", password=password
        )

    return add


@pytest.fixture
def kim(add_person: AddPerson) -> int:
    """An account without a password."""
    return add_person()
