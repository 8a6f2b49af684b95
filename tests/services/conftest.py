"""Stores for the services."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from signage.store import Store
from tests.services.import_world import a_world


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Store]:
    """See `a_world`."""
    store = a_world(tmp_path)
    yield store
    store.close()
