"""Fixtures for every room: a free port, a real browser, a database cluster, an nginx.

A part that the machine lacks is a skip with a reason; with CI=true it is a failure (tests/parts/missing.py).
"""

import contextlib
import os
import shutil
import signal
import sys
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import psutil  # type: ignore[import-untyped]
import pytest
from playwright.sync_api import Browser, Page

from signage.services.basemap import make_base_map
from signage.store import Store, open_store
from tests.parts import (
    browser,
    children,
    nginx,
    postgres,
    quick_passwords,
    quick_routes,
    quick_statements,
    servers,
    stores,
)
from tests.parts.osm import osm_file

_PAGES = pytest.StashKey[list[Page]]()


def pytest_configure(config: pytest.Config) -> None:
    """Being told to stop (by a timeout, by make) is like Ctrl-C: what was started is stopped and removed.

    The command line speaks German, whatever this machine speaks to its user. Hundreds of processes are
    started: what one has compiled is kept for the others, also where the machine keeps nothing by itself.
    """
    os.environ["LC_ALL"] = "C.UTF-8"
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    deals_out = bool(config.getoption("numprocesses", None)) and not hasattr(config, "workerinput")
    signal.signal(signal.SIGTERM, _interrupt_everyone if deals_out else signal.default_int_handler)


def _interrupt_everyone(signal_number: int, frame: FrameType | None) -> None:
    """A terminal sends Ctrl-C to the processes that run the tests too; a timeout stops their parent only.

    Where a shell has begun the run in its background, nobody in it hears Ctrl-C.
    """
    for worker in psutil.Process().children():
        worker.send_signal(signal.SIGTERM)
    signal.default_int_handler(signal_number, frame)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with browser tests come last: Playwright leaves an event loop running in its thread. Long files
    come before short ones, of many tests before of few, or one process would be at work on the last when
    the others have nothing left.

    Whole files, for that is how the tests are dealt out to several processes.
    """
    browsing = {item.path for item in items if "chromium" in getattr(item, "fixturenames", ())}
    long = {item.path for item in items if item.get_closest_marker("slow")}
    size = Counter(item.path for item in items)
    items.sort(key=lambda item: (item.path in browsing, item.path not in long, -size[item.path], item.path))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A failed browser test tells what its pages showed, and keeps pictures of them in build/failed."""
    report = yield
    if report.when == "call" and report.failed:
        pages: list[Page] = item.stash.get(_PAGES, [])
        for number, page in enumerate(pages, start=1):
            picture = Path("build/failed", f"{item.path.stem}-{item.name}-{number}.png")
            report.sections.append((f"page {number}", browser.sight(page, item.config.rootpath / picture)))
    return report


@pytest.fixture(scope="session", autouse=True)
def quick_children() -> Iterator[None]:
    """See `children.quick_children`."""
    with children.quick_children():
        yield


@pytest.fixture(scope="session", autouse=True)
def cheap_hashes() -> Iterator[None]:
    """See `quick_passwords`."""
    with quick_passwords.quick_passwords():
        yield


@pytest.fixture(scope="session", autouse=True)
def shared_statements() -> Iterator[None]:
    """See `quick_statements`."""
    with quick_statements.quick_statements():
        yield


@pytest.fixture(scope="session", autouse=True)
def shared_routes() -> Iterator[None]:
    """See `quick_routes`."""
    with quick_routes.quick_routes():
        yield


@pytest.fixture
def free_port() -> int:
    """A port on loopback that nobody listens on."""
    return servers.free_port()


@pytest.fixture(scope="session")
def sample_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample inventory in a GeoPackage, made once and only to be read; `fresh_sample` may be changed."""
    from signage.services.sample import load_sample, sample_store

    path = sample_store(tmp_path_factory.mktemp("sample"))
    load_sample(path, fsync=False)
    return path


@pytest.fixture
def fresh_sample(sample_file: Path, tmp_path: Path) -> Path:
    """A copy of the sample inventory that is this test's alone."""
    return Path(shutil.copy(sample_file, tmp_path))


@pytest.fixture(scope="session")
def postgis() -> Iterator[postgres.Cluster]:
    """The run's own PostgreSQL cluster with PostGIS."""
    with postgres.running_cluster() as cluster:
        yield cluster


@pytest.fixture
def postgis_url(postgis: postgres.Cluster) -> Iterator[str]:
    """`postgresql://...` of an empty database with PostGIS that is this test's alone."""
    with postgis.fresh_database() as url:
        yield url


@pytest.fixture
def start_nginx(tmp_path: Path) -> Iterator[Callable[..., str]]:
    """Call with the inside of a server block, and perhaps what else `running_nginx` takes; answers the base
    address. All are stopped with the test.
    """
    with contextlib.ExitStack() as started:

        def start(server: str, **more: Any) -> str:
            folder = tmp_path / f"nginx-{servers.free_port()}"
            folder.mkdir()
            return started.enter_context(nginx.running_nginx(server, folder, **more))

        yield start


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium, driven by Playwright."""
    with browser.running_chromium() as running:
        yield running


@pytest.fixture
def open_page(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[..., Page]]:
    """Call with (width, height) and perhaps `javascript=False` or `locale=`; answers a watched page.

    The test fails when a page logs an error, breaks its policy or asks a foreign host, unless it is marked
    `complaints("pattern", ...)`.
    """
    marker = request.node.get_closest_marker("complaints")
    forgiven = marker.args if marker else ()
    with contextlib.ExitStack() as opened:

        def open_one(size: tuple[int, int], **options: Any) -> Page:
            page = opened.enter_context(browser.watched_page(chromium, size, forgiven=forgiven, **options))
            request.node.stash.setdefault(_PAGES, []).append(page)
            return page

        yield open_one


@pytest.fixture
def page_desktop(open_page: Callable[..., Page]) -> Page:
    """A watched page of 1280 x 800."""
    return open_page(browser.DESKTOP)


@pytest.fixture
def page_phone(open_page: Callable[..., Page]) -> Page:
    """A watched page of 360 x 740 with touch."""
    return open_page(browser.PHONE)


@pytest.fixture
def geopackage(tmp_path: Path) -> Iterator[Store]:
    """A new, empty GeoPackage store."""
    store = stores.new_geopackage(tmp_path / "inventory.gpkg")
    yield store
    store.close()


@pytest.fixture(scope="session")
def empty_database(postgis: postgres.Cluster) -> str:
    """See `stores.empty_database`."""
    return stores.empty_database(postgis)


@pytest.fixture
def postgis_store(postgis: postgres.Cluster, empty_database: str) -> Iterator[Store]:
    """A new, empty store in a database that is this test's alone."""
    with postgis.fresh_database(like=empty_database) as url:
        made = open_store(url)
        yield made
        made.close()


@pytest.fixture(params=["geopackage", "postgis_store"], ids=["geopackage", "postgis"])
def store(request: pytest.FixtureRequest) -> Store:
    """A new, empty store of each engine in turn: one contract for both."""
    made: Store = request.getfixturevalue(request.param)
    return made


@pytest.fixture(scope="session")
def made_archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The little town of `tests.parts.osm` as an archive of tiles; not to be changed."""
    folder = tmp_path_factory.mktemp("archive")
    make_base_map([osm_file(folder / "town.osm")], folder / "town.pmtiles")
    return folder / "town.pmtiles"


@pytest.fixture
def archive(made_archive: Path, tmp_path: Path) -> Path:
    """A copy of the town's archive, called town.pmtiles."""
    return Path(shutil.copy(made_archive, tmp_path))
