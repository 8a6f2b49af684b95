"""Map, documentation, their files, health and the small addresses."""

import json
import re
import shutil
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from signage.settings import Settings
from signage.store import Store, open_store
from signage_api.app import create_app
from signage_api.assets import SWAGGER_UI, asset_paths
from tests.api.conftest import PUBLIC_URL
from tests.parts.stores import new_geopackage
from tests.places import a_municipality, an_area


@pytest.fixture
def site(geopackage: Store, settings: Settings) -> TestClient:
    """The service over an empty file."""
    return TestClient(create_app(settings, store=geopackage), base_url=PUBLIC_URL)


def links(html: str) -> list[str]:
    return re.findall(r'(?:src|href)="([^"]+)"', html)


def test_the_map_asks_for_nothing_foreign(site: TestClient, geopackage: Store) -> None:
    an_area(geopackage)
    answer = site.get("/map")
    assert answer.status_code == 200
    assert "'unsafe" not in answer.headers["content-security-policy"]
    scripts = [link for link in links(answer.text) if link.startswith("/static/")]
    assert scripts
    assert not [link for link in links(answer.text) if link.startswith(("http", "//"))]
    assert {site.get(link).status_code for link in scripts} == {200}
    options = json.loads(re.search(r'id="signage-options">(.*?)</script>', answer.text)[1])  # type: ignore[index]
    assert options["api"] == "/api/v1"
    assert 10.9 < options["bounds"][0] < 11.1


def bounds_of_the_map(site: TestClient) -> list[float]:
    html = site.get("/map").text
    bounds: list[float] = json.loads(re.search(r'id="signage-options">(.*?)</script>', html)[1])["bounds"]  # type: ignore[index]
    return bounds


def test_the_map_opens_on_all_municipalities_also_those_imported_later(
    site: TestClient, geopackage: Store
) -> None:
    an_area(geopackage)
    _, south, _, north = bounds_of_the_map(site)
    a_municipality(geopackage)
    _, lower, _, upper = bounds_of_the_map(site)
    assert lower < south - 0.1
    assert upper > north + 0.1


def test_the_map_is_made_once_and_speaks_english(site: TestClient) -> None:
    german, english = site.get("/map"), site.get("/map?lang=en")
    assert (german.headers["content-language"], english.headers["content-language"]) == ("de", "en")
    assert '<html lang="en">' in english.text
    again = site.get("/map", headers={"If-None-Match": german.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["content-security-policy"] == german.headers["content-security-policy"]


def test_a_page_is_packed_for_who_unpacks_it(site: TestClient) -> None:
    packed = site.get("/map", headers={"Accept-Encoding": "gzip"})
    plain = site.get("/map", headers={"Accept-Encoding": "identity"})
    assert (packed.headers["content-encoding"], packed.text) == ("gzip", plain.text)
    assert int(packed.headers["content-length"]) < len(plain.content) / 2
    assert "content-encoding" not in plain.headers
    assert "Accept-Encoding" in packed.headers["vary"]


def test_a_configured_base_map_is_the_only_foreign_host(geopackage: Store) -> None:
    settings = Settings(basemap_url="basemap.de-grey")
    csp = TestClient(create_app(settings, store=geopackage)).get("/map").headers["content-security-policy"]
    assert re.findall(r"https?://\S+?(?=[;\s])", csp) == ["https://sgx.geodatenzentrum.de"]


def test_the_documentation_loads_from_this_service_only(site: TestClient) -> None:
    answer = site.get("/api/docs")
    found = links(answer.text)
    assert any(SWAGGER_UI in link for link in found)
    assert all(link.startswith("/") and not link.startswith("//") for link in found)
    assert {site.get(link).status_code for link in found} == {200}
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "http" not in policy


def test_files_are_kept_for_ever_under_a_versioned_path(site: TestClient) -> None:
    for path in asset_paths():
        answer = site.get(path)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
        assert site.get(path, headers={"If-None-Match": answer.headers["etag"]}).status_code == 304
        assert re.search(r"/([0-9a-f]{12}|[a-z-]+-\d+\.\d+\.\d+)/", path), path


def test_scripts_are_packed_ahead(site: TestClient) -> None:
    path = next(path for path in asset_paths() if path.endswith("/swagger-ui-bundle.js"))
    packed = site.get(path, headers={"Accept-Encoding": "gzip"})
    plain = site.get(path, headers={"Accept-Encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) < len(plain.content) / 2
    assert packed.content == plain.content


def test_every_vendored_file_has_its_licence_beside_it() -> None:
    for folder in {file.parent for path, file in asset_paths().items() if "/docs/" not in path}:
        if "vendor" in folder.parts:
            root = folder if (folder / "LICENSE").exists() else folder.parent
            assert (root / "LICENSE").exists(), folder


@pytest.mark.parametrize(
    "path", ["/static/", "/static/../app.py", "/static/x", "/static/%2e%2e/%2e%2e/etc/passwd"]
)
def test_no_other_file_is_served(site: TestClient, path: str) -> None:
    assert site.get(path).status_code == 404


def test_health_tells_version_and_revision(site: TestClient, geopackage: Store) -> None:
    an_area(geopackage)
    state = site.get("/health").json()
    assert (state["status"], state["revision"], state["store"]) == ("ok", 1, "geopackage")


def test_health_is_503_when_the_store_is_gone(tmp_path: Path) -> None:
    path = tmp_path / "gone.gpkg"
    store = new_geopackage(path)
    client = TestClient(create_app(Settings(), store=store))
    store.close()
    path.unlink()
    answer = client.get("/health")
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"
    assert str(path) not in answer.text


def test_machines_find_what_they_ask_for(site: TestClient) -> None:
    assert "Disallow: /api/" in site.get("/robots.txt").text
    icon = site.get("/favicon.ico")
    assert icon.headers["content-type"] == "image/svg+xml"
    assert icon.text.startswith("<svg")


@pytest.mark.parametrize("spoil", ["cut", "overwritten"])
def test_health_is_503_when_the_file_is_spoiled(sample_file: Path, tmp_path: Path, spoil: str) -> None:
    path = Path(shutil.copy(sample_file, tmp_path))
    store = open_store(path)
    with TestClient(create_app(Settings(), store=store)) as site:
        assert site.get("/health").status_code == 200
        with path.open("r+b") as file:
            if spoil == "cut":
                file.truncate(8192)
            else:
                file.seek(4096 * 3)
                file.write(bytes(range(256)) * 1600)
        assert site.get("/health").status_code == 503
