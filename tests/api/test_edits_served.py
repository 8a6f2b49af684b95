"""A thousand edits over HTTP by eight clients at once, of the same firms and of their own, while a worker of
the service is killed: nothing that was acknowledged is lost, and every refusal says what there is now.
"""

import json
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from itertools import count
from pathlib import Path
from random import Random
from threading import Lock
from typing import Any

import pytest

from signage.services.tokens import new_token
from signage.store import open_store
from tests.api.conftest import HERE, workers
from tests.parts import servers, stores
from tests.places import a_municipality, a_tenant, an_area

pytestmark = pytest.mark.slow
SIGNAGE = str(Path(sys.executable).with_name("signage"))
CLIENTS, EACH, SHARED, KILLED_AT, FORGETFUL = 8, 125, 4, 400, 0.05


@dataclass
class Service:
    """`signage serve` over a store; `kill` ends a worker with SIGKILL, as a lack of memory would."""

    address: str
    folder: Path
    port: int
    stack: ExitStack
    count: int
    process: Any = None
    killed: list[int] = field(default_factory=list)

    def start(self) -> None:
        """Answer at the port."""
        options = ["--store", self.address, "--port", str(self.port), "--workers", str(self.count)]
        started = servers.running(
            [SIGNAGE, "serve", *options], port=self.port, log=self.folder / "log", seconds=60
        )
        self.process = self.stack.enter_context(started)

    def kill(self) -> None:
        """Kill a worker; one of several is replaced by the service, a single one by its operator."""
        victim = workers(self.process)[0]
        self.killed.append(victim.pid)
        victim.kill()
        if self.count == 1:
            self.process.wait(30)
            self.start()


@pytest.fixture(params=["geopackage", "postgis"])
def service(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Service]:
    """A single worker over a file, three over a database; not started yet."""
    with ExitStack() as stack:
        if request.param == "geopackage":
            address, number = str(tmp_path / "town.gpkg"), 1
            stores.new_geopackage(Path(address)).close()
        else:
            cluster, empty = (request.getfixturevalue(name) for name in ("postgis", "empty_database"))
            address, number = stack.enter_context(cluster.fresh_database(like=empty)), 3
        yield Service(address, tmp_path, servers.free_port(), stack.enter_context(ExitStack()), number)


class Client:
    """Somebody's program: counts up in a firm's note under the version that it saw, and signs the edit."""

    def __init__(self, service: Service, number: int, firms: list[int], token: str) -> None:
        self._service, self._firms, self._chance = service, firms, Random(number)
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self._signatures = (f"Weg {number}.{edit}" for edit in count())
        self.acknowledged: list[str] = []
        self.unknown: list[str] = []
        self.refused: list[tuple[int, int, dict[str, Any]]] = []

    def work(self, done: "Done") -> None:
        """Edit until so many of one's edits were acknowledged."""
        while len(self.acknowledged) < EACH:
            firm = self._chance.choice(self._firms)
            row = self._read(firm)
            signature = next(self._signatures)
            values = {"note": str(int(row["note"]) + 1), "street": signature}
            try:
                if self._chance.random() < FORGETFUL:
                    status, told = self._ask("PATCH", firm, values)
                    assert status == 428, told
                status, told = self._ask("PATCH", firm, values, seen=row["version"])
            except (OSError, HTTPException):  # nobody says whether it was stored
                self.unknown.append(signature)
                continue
            if status == 200:
                self.acknowledged.append(signature)
                done.one_more()
            else:
                self.refused.append((status, row["version"], told))

    def _read(self, firm: int) -> dict[str, Any]:
        for _ in range(2000):
            try:
                status, told = self._ask("GET", firm)
            except (OSError, HTTPException):
                time.sleep(0.05)
                continue
            assert status == 200, told
            return dict(told["properties"])
        raise AssertionError("the service has not come back")

    def _ask(
        self, method: str, firm: int, values: dict[str, str] | None = None, *, seen: int | None = None
    ) -> tuple[int, dict[str, Any]]:
        line = HTTPConnection("127.0.0.1", self._service.port, timeout=30)
        try:
            headers = self._headers | ({} if seen is None else {"If-Match": f'"{seen}"'})
            body = None if values is None else json.dumps(values)
            line.request(method, f"/api/v1/tenants/{firm}", body, headers)
            answer = line.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            line.close()


class Done:
    """Counts over all clients, and kills a worker in the middle."""

    def __init__(self, service: Service) -> None:
        self._service, self._lock, self._number = service, Lock(), 0

    def one_more(self) -> None:
        with self._lock:
            self._number += 1
            is_time = self._number == KILLED_AT
        if is_time:
            self._service.kill()


def town(address: str) -> tuple[list[int], list[int], str]:
    """Firms that all edit, a firm for each client alone, and a token."""
    store = open_store(address)
    a_municipality(store)
    area = an_area(store)
    firms = [a_tenant(store, area, name=f"Firma {n}", note="0") for n in range(SHARED + CLIENTS)]
    token = new_token(store, municipality=HERE, label="Programm")
    store.close()
    return firms[:SHARED], firms[SHARED:], token


def edits(address: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The firms as they are stored, and every edit of the history."""
    store = open_store(address)
    rows = store.read("tenant")
    found = [one for one in store.history(layer="tenant", limit=9000) if one["action"] == "update"]
    store.close()
    return rows, found


def test_a_thousand_edits_over_several_processes_lose_none(service: Service) -> None:
    shared, own, token = town(service.address)
    service.start()
    clients = [Client(service, n, [*shared, own[n]], token) for n in range(CLIENTS)]
    done = Done(service)
    with ThreadPoolExecutor(CLIENTS) as threads:
        for worked in [threads.submit(client.work, done) for client in clients]:
            worked.result(240)
    alive = [worker.pid for worker in workers(service.process)]
    servers.stop_child(service.process)
    rows, history = edits(service.address)

    signed = [json.loads(one["after"])["street"] for one in history]
    acknowledged = {one for client in clients for one in client.acknowledged}
    unknown = {one for client in clients for one in client.unknown}
    assert len(acknowledged) == CLIENTS * EACH
    assert len(signed) == len(set(signed))
    assert acknowledged <= set(signed) <= acknowledged | unknown
    for row in rows:
        assert int(row["note"]) == row["version"] - 1 == sum(one["row"] == row["id"] for one in history)
    assert len(service.killed) == 1
    assert len(alive) == service.count
    assert service.killed[0] not in alive
    refused = [one for client in clients for one in client.refused]
    assert refused, "nobody met anybody"
    for status, seen, told in refused:
        assert status == 409, told
        assert (told["seen_version"], told["current"]["properties"]["version"]) == (
            seen,
            told["current_version"],
        )
        assert told["current_version"] > seen
