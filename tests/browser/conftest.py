"""The service that the tests of the planner's page share; each test works on signs of its own."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page

from signage.services.accounts.people import add_account
from signage.services.accounts.sessions import begin_session
from signage.services.rights import Grant
from signage.services.tokens import new_token
from signage.store import Store, open_store
from tests.parts import servers
from tests.parts.planner import HOSTILE, Desk
from tests.parts.service import running_service


@pytest.fixture(scope="session")
def desk(sample_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The planner's page over a copy of the sample, to which the tests before have added signs."""
    with _over(sample_file, tmp_path_factory) as found:
        yield found


@pytest.fixture(scope="module")
def own_desk(sample_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """As `desk`, for the tests of one file, which see all signs of an area and not only their own."""
    with _over(sample_file, tmp_path_factory) as found:
        yield found


@contextmanager
def _over(sample_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    store_file = Path(shutil.copy(sample_file, tmp_path_factory.mktemp("plan")))
    store = open_store(store_file, fsync=False)
    token = new_token(store, municipality="all", label="Planungsamt")
    sessions = {role: _session(store, role) for role in ("reader", "planner", "manager")}
    store.close()
    port = servers.free_port()
    base = f"http://127.0.0.1:{port}"
    with running_service(store_file, port):
        # Made by Folium in a process of its own, once: on a busy machine longer than a browser waits.
        for page in ("/plan", "/plan/EK"):
            urlopen(base + page, timeout=120).close()
        yield Desk(base, token, sessions)


def _session(store: Store, role: str) -> str:
    """The cookie of somebody who has signed in with a role for all municipalities."""
    mail, grants = f"{role}@example.org", [Grant(role)]
    return begin_session(store, add_account(store, mail=mail, name=HOSTILE, grants=grants, by="test"))


_FIELDS = count()


@pytest.fixture
def a_field() -> Callable[[], tuple[float, float]]:
    """Open ground in Stadtilm, far from the sample's areas: a south-western corner of the test's own."""

    def find() -> tuple[float, float]:
        number = next(_FIELDS)
        return round(11.032 + 0.009 * (number % 6), 6), round(50.737 + 0.003 * (number // 6), 6)

    return find


@pytest.fixture
def an_area(page_desktop: Page, desk: Desk, a_field: Callable[[], tuple[float, float]]) -> Callable[..., int]:
    """Call with a name and perhaps `east=` degrees: a fresh area of 140 x 110 m, the last one in hand."""
    lon, lat = a_field()

    def add(name: str, *, east: float = 0.0, **values: object) -> int:
        west = lon + east
        ring = [
            [west, lat],
            [west + 0.002, lat],
            [west + 0.002, lat + 0.001],
            [west, lat + 0.001],
            [west, lat],
        ]
        area = desk.an_area(page_desktop, [ring], name=name, **values)
        desk.open_areas(page_desktop, f"18/{lat + 0.0005}/{lon + 0.0015}")
        page_desktop.evaluate("id => signagePlan.chooseArea(id)", area)
        return area

    return add
