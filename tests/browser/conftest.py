"""The service that the tests of the planner's page share; each test works on signs of its own."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from signage.services.tokens import new_token
from signage.store import open_store
from tests.parts import servers
from tests.parts.planner import Desk
from tests.parts.service import running_service


@pytest.fixture(scope="session")
def desk(sample_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The planner's page over a copy of the sample."""
    store_file = Path(shutil.copy(sample_file, tmp_path_factory.mktemp("plan")))
    store = open_store(store_file, fsync=False)
    token = new_token(store, municipality="all", label="Planungsamt")
    store.close()
    port = servers.free_port()
    with running_service(store_file, port):
        # Made by Folium in a process of its own, once: on a busy machine longer than a browser waits.
        urlopen(f"http://127.0.0.1:{port}/plan/EK", timeout=120).close()
        yield Desk(f"http://127.0.0.1:{port}", token)
