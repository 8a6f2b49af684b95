"""A firm with a link, the service, and a mail server on loopback."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from signage.services.firm_links import new_firm_link
from signage.settings import Settings
from signage.store import Store
from signage_api.app import create_app
from tests.parts.mailbox import Mailbox, running_mailbox
from tests.places import a_sign
from tests.proposals.conftest import OWN, area, firm

__all__ = ["area", "firm"]
PUBLIC_URL = "https://schilder.example.de"


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """A real mail server."""
    with running_mailbox() as box:
        yield box


@pytest.fixture
def settings(mailbox: Mailbox) -> Settings:
    """As an operator would set them."""
    return Settings(public_url=PUBLIC_URL, smtp_url=mailbox.url, contact_email="amt@example.org")


@pytest.fixture
def client(store: Store, area: int, settings: Settings) -> Iterator[TestClient]:
    """A browser without any account; redirects are not followed."""
    a_sign(store, area)
    with TestClient(
        create_app(settings, store=store), base_url=PUBLIC_URL, follow_redirects=False
    ) as started:
        yield started


@pytest.fixture
def link(store: Store, firm: int) -> str:
    """The path of an open link."""
    return "/firm/" + new_firm_link(store, firm, mail="post@muster.example", rights=OWN)
