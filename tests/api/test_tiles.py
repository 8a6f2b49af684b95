"""An archive of tiles, read by ranges as a map in the browser does."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from signage.settings import Settings
from signage.store.geopackage import GeoPackageStore as Store
from signage_api.app import create_app

ADDRESS = "/static/basemaps/base.pmtiles"


@pytest.fixture
def reader(geopackage: Store, archive: Path) -> Iterator[TestClient]:
    """A client of a service with one archive."""
    with TestClient(create_app(Settings(basemap_url=str(archive)), store=geopackage)) as client:
        yield client


def test_a_range_is_answered_with_exactly_its_bytes(reader: TestClient, archive: Path) -> None:
    answer = reader.get(ADDRESS, headers={"Range": "bytes=7-126"})
    assert answer.status_code == 206
    assert answer.content == archive.read_bytes()[7:127]
    assert answer.headers["content-range"] == f"bytes 7-126/{archive.stat().st_size}"
    assert answer.headers["content-type"] == "application/vnd.pmtiles"


def test_the_whole_archive_says_that_it_can_be_read_by_ranges(reader: TestClient, archive: Path) -> None:
    answer = reader.get(ADDRESS)
    assert (answer.status_code, answer.content) == (200, archive.read_bytes())
    assert answer.headers["accept-ranges"] == "bytes"
    assert not answer.headers["etag"].startswith("W/")
    head = reader.head(ADDRESS)
    assert (head.content, head.headers["content-length"]) == (b"", str(archive.stat().st_size))


def test_a_range_beyond_the_end_is_refused_with_the_size(reader: TestClient, archive: Path) -> None:
    answer = reader.get(ADDRESS, headers={"Range": "bytes=999999999-"})
    assert answer.status_code == 416
    assert answer.headers["content-range"].endswith(f"*/{archive.stat().st_size}")


def test_what_a_reader_holds_is_not_sent_again(reader: TestClient) -> None:
    etag = reader.get(ADDRESS).headers["etag"]
    assert reader.get(ADDRESS, headers={"If-None-Match": etag, "Range": "bytes=0-9"}).status_code == 304


def test_a_newer_archive_is_told_by_its_etag(reader: TestClient, archive: Path) -> None:
    old = reader.get(ADDRESS).headers["etag"]
    newer = archive.with_name("newer")
    newer.write_bytes(archive.read_bytes())
    newer.replace(archive)
    answer = reader.get(ADDRESS, headers={"Range": "bytes=0-9", "If-Range": old})
    assert answer.status_code == 200
    assert answer.headers["etag"] != old


def test_an_archive_that_is_gone_or_unknown_is_a_page_that_is_not_there(
    reader: TestClient, archive: Path
) -> None:
    assert reader.get("/static/basemaps/other.pmtiles").status_code == 404
    assert reader.get("/static/basemaps/..%2Fbase.pmtiles").status_code == 404
    archive.unlink()
    assert reader.get(ADDRESS).status_code == 404
