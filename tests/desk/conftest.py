"""The desk over an inventory of two municipalities, and people of every role who have signed in."""

from collections.abc import Callable, Iterator

import pytest
from starlette.testclient import TestClient

from signage.services.accounts.people import add_account
from signage.services.accounts.sessions import begin_session
from signage.services.rights import Grant
from signage.settings import Settings
from signage.store import Store
from signage_api.app import create_app
from signage_api.bearers import cookie_name
from tests.parts.desk import Visitor
from tests.places import a_municipality, outline

PUBLIC_URL = "https://schilder.example.de"
HERE, THERE = "16070028", "16067029"
SignIn = Callable[..., Visitor]


@pytest.fixture
def inventory(store: Store) -> Store:
    """Amt Wachsenburg and, 40 km east of its corner, Gotha."""
    a_municipality(store)
    a_municipality(store, ags=THERE, name="Gotha", district="16067", geometry=outline(20e3, -20e3, 40e3))
    return store


@pytest.fixture
def settings() -> Settings:
    """As an operator would set them."""
    return Settings(public_url=PUBLIC_URL, max_body_mb=4)


@pytest.fixture
def client(inventory: Store, settings: Settings) -> Iterator[TestClient]:
    """Somebody who has not signed in; redirects are not followed."""
    service = create_app(settings, store=inventory)
    with TestClient(service, base_url=PUBLIC_URL, follow_redirects=False) as started:
        yield started


@pytest.fixture
def sign_in(client: TestClient, inventory: Store) -> SignIn:
    """Gives who has signed in with a role: `sign_in("clerk", HERE)`; each call is a person of its own."""

    def signed_in(role: str, municipality: str | None = None, *, area: int | None = None) -> Visitor:
        mail = f"{role}-{municipality or 'all'}-{next(Visitor.numbers)}@example.org"
        grants = [Grant(role, municipality, area)]
        number = add_account(inventory, mail=mail, name=f"Kim {role.title()}", grants=grants, by="test")
        cookie = f"{cookie_name(PUBLIC_URL)}={begin_session(inventory, number)}"
        return Visitor(client, cookie, number)

    return signed_in


@pytest.fixture
def clerk(sign_in: SignIn) -> Visitor:
    """The clerk of Amt Wachsenburg."""
    return sign_in("clerk", HERE)
