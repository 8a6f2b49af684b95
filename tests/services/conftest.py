"""Stores for the services."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from signage.settings import Settings
from signage.store import Store
from tests.parts.mailbox import Mailbox, running_mailbox
from tests.services.import_world import a_world


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """A real mail server."""
    with running_mailbox() as box:
        yield box


@pytest.fixture
def settings(mailbox: Mailbox) -> Settings:
    """Of a service that sends its mails there."""
    return Settings(
        smtp_url=mailbox.url, mail_from="region@example.org", public_url="https://schilder.example.de"
    )


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Store]:
    """See `a_world`."""
    store = a_world(tmp_path)
    yield store
    store.close()
