"""PostgreSQL loses a process in the middle of a change: it recovers by itself, and so does the service."""

import os
import signal
import time
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from signage.errors import Unavailable
from signage.services.tokens import new_token
from signage.settings import Settings
from signage.store import Store, create_store
from signage_api.app import create_app
from tests.parts.postgres import running_cluster
from tests.places import a_municipality, a_tenant, an_area

PATIENCE_S = 60


@pytest.fixture
def store() -> Iterator[Store]:
    """In a cluster of its own: the death of one process ends the connections of all."""
    with running_cluster() as cluster, cluster.fresh_database() as url:
        made = create_store(url)
        yield made
        made.close()


def change_and_die(store: Store, firm: int) -> None:
    """A change in the middle of which its database process is killed."""
    with store.change(who="test", why="test") as change:
        change.update("tenant", firm, {"name": "Mitten"})
        backend = change.connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
        os.kill(backend, signal.SIGKILL)
        change.update("tenant", firm, {"name": "Halb"})


def test_a_change_whose_database_was_killed_is_not_half_done_and_the_next_one_is_taken(store: Store) -> None:
    a_municipality(store)
    firm = a_tenant(store, an_area(store), name="Vorher")
    bearer = {"Authorization": f"Bearer {new_token(store, municipality='all', label='Test')}"}
    with TestClient(create_app(Settings(), store=store), headers=bearer) as client:

        def rename(version: int) -> Any:
            sent = {"If-Match": f'"{version}"'}
            return client.patch(f"/api/v1/tenants/{firm}", json={"name": "Danach"}, headers=sent)

        with store.write_plain() as connection:  # the test's cluster commits to memory only, to be quick
            connection.exec_driver_sql("CHECKPOINT")
        with pytest.raises(Unavailable):
            change_and_die(store, firm)
        answers, give_up = [rename(1)], time.monotonic() + PATIENCE_S
        while answers[-1].status_code != 200 and time.monotonic() < give_up:
            time.sleep(0.2)
            answers.append(rename(1))
        statuses = [answer.status_code for answer in answers]
        assert (set(statuses[:-1]) <= {503}, statuses[-1]) == (True, 200)
        assert all("postgres" not in answer.text.lower() for answer in answers)
        row = store.row("tenant", firm)
        assert row is not None
        assert (row["name"], row["version"]) == ("Danach", 2)
