"""The service over an inventory of two municipalities, asked in this process."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest
from starlette.testclient import TestClient

from signage.services.tokens import new_token
from signage.settings import Settings
from signage.store import Store
from signage_api.app import create_app
from tests.parts.stores import new_geopackage
from tests.places import a_municipality, a_sign, a_tenant, an_area, outline

PUBLIC_URL = "https://schilder.example.de"
HERE, THERE = "16070028", "16067029"


@pytest.fixture
def inventory(store: Store) -> Store:
    """Amt Wachsenburg and, 40 km east of its corner, Gotha."""
    a_municipality(store)
    a_municipality(store, ags=THERE, name="Gotha", district="16067", geometry=outline(20e3, -20e3, 40e3))
    return store


@pytest.fixture
def settings() -> Settings:
    """As an operator would set them."""
    return Settings(public_url=PUBLIC_URL, max_body_mb=1)


@pytest.fixture
def client(inventory: Store, settings: Settings) -> Iterator[TestClient]:
    """A visitor without a token."""
    with TestClient(create_app(settings, store=inventory), base_url=PUBLIC_URL) as started:
        yield started


def bearer(store: Store, municipality: str) -> dict[str, str]:
    """Headers with a fresh token for a municipality or `all`."""
    text = new_token(store, municipality=municipality, label=f"Bauamt {municipality}")
    return {"Authorization": f"Bearer {text}"}


@pytest.fixture
def own(inventory: Store) -> dict[str, str]:
    """Headers of the clerk of Amt Wachsenburg."""
    return bearer(inventory, HERE)


@pytest.fixture
def foreign(inventory: Store) -> dict[str, str]:
    """Headers of the clerk of Gotha."""
    return bearer(inventory, THERE)


@pytest.fixture
def admin(inventory: Store) -> dict[str, str]:
    """Headers of somebody whose token reaches everything."""
    return bearer(inventory, "all")


@pytest.fixture
def code(tmp_path: Path) -> str:
    """The code of a sign in `store.gpkg`."""
    store = new_geopackage(tmp_path / "store.gpkg")
    a_municipality(store)
    area = an_area(store)
    for number in range(30):
        a_tenant(store, area, name=f"Firma {number}")
    row = store.row("sign", a_sign(store, area))
    store.close()
    assert row is not None
    return str(row["code"])


def workers(process: subprocess.Popen[bytes]) -> list[psutil.Process]:
    """The processes that answer requests."""
    children = psutil.Process(process.pid).children()
    return [child for child in children if "resource_tracker" not in " ".join(child.cmdline())]
