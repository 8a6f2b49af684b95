"""While the store does not answer, codes show what was published last, with its day."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from signage.errors import NotFound
from signage.languages import text
from signage.services.publishing.last_copy import LastCopy
from signage.store import Store, remove_store
from signage_api import serving
from signage_api.app import create_app
from signage_api.scanning import ScanFirst
from tests.publishing.conftest import DAY, SETTINGS
from tests.scan.asking import ask, behind


@pytest.fixture
def lost(sample: Store, publication: Path, fresh_sample: Path) -> Iterator[ScanFirst]:
    """A service whose store is taken away while it runs."""
    settings = replace(SETTINGS, publication=str(publication))
    door = ScanFirst(behind([]), sample, settings, today=lambda: DAY)
    remove_store(fresh_sample)
    door.visits._reader._looked_at = 0.0  # type: ignore[attr-defined]
    yield door
    door.close()


def code_marked(publication: Path, mark: str) -> str:
    return min(path.parent.name for path in (publication / "current/site").glob(f"*/{mark}"))


@pytest.fixture
def live(publication: Path) -> str:
    return (publication / "current/site/_redirects").read_text().split()[1].strip("/")


def test_a_code_shows_what_was_published_last_and_when(lost: ScanFirst, live: str) -> None:
    german, english = ask(lost, f"/{live}"), ask(lost, f"/{live}", accept_language="en")
    assert (german.status, "Stand 28.11.2026: Das Verzeichnis ist gerade nicht" in german.text) == (200, True)
    assert "As of 28 November 2026: the directory cannot be reached" in english.text
    assert german.headers["cache-control"] == "no-store"
    assert "style-src 'sha256-" in german.headers["content-security-policy"]
    assert ask(lost, f"/{live}", "HEAD").body == b""


def test_the_data_come_from_there_too(lost: ScanFirst, live: str) -> None:
    assert ask(lost, f"/{live}.json").data["as_of"] == "2026-11-28"


@pytest.mark.parametrize(("folder", "named"), [("", ""), ("uk/", ""), ("", "uk/"), ("en/", "")])
def test_contact_cards_come_from_there_too(
    lost: ScanFirst, publication: Path, folder: str, named: str
) -> None:
    site = publication / "current/site"
    card = min((site / "card").glob("*.vcf")).name
    asked = f"/card/{folder}{card}"
    reply = ask(lost, asked, accept_language=named.strip("/") or "de")
    assert (reply.status, reply.headers["content-type"]) == (200, "text/vcard; charset=utf-8")
    assert reply.headers["cache-control"] == "no-store"
    assert reply.body == (site / "card" / (folder or named) / card).read_bytes()


def test_a_card_that_was_not_published_is_out_of_reach(lost: ScanFirst) -> None:
    assert ask(lost, "/card/uk/99999999.vcf").status == 503


def test_the_picture_of_a_sign_comes_from_there_too(
    lost: ScanFirst, live: str, publication: Path, tmp_path: Path
) -> None:
    own = tmp_path / "own"
    shutil.copytree(publication, own, symlinks=True)
    (own / f"current/site/{live}.jpg").write_bytes(b"a picture")
    lost._instead.copy = LastCopy(own)
    reply = ask(lost, f"/{live}.jpg")
    assert (reply.status, reply.headers["content-type"], reply.body) == (200, "image/jpeg", b"a picture")


def test_links_between_published_pages_are_answered_by_the_service(lost: ScanFirst, live: str) -> None:
    assert 'lang="en"' in ask(lost, f"/{live}/en/").text
    assert ask(lost, f"/{live}/").status == 200
    assert ask(lost, "/en/").status == 200


@pytest.mark.parametrize("status", [404, 410])
def test_other_states_keep_their_status(lost: ScanFirst, publication: Path, status: int) -> None:
    assert ask(lost, f"/{code_marked(publication, f'.{status}')}").status == status


def test_what_was_not_published_is_said_to_be_out_of_reach(lost: ScanFirst) -> None:
    page, data = ask(lost, "/00000000"), ask(lost, "/00000000.json")
    assert (page.status, page.headers["retry-after"]) == (503, "5")
    assert (data.status, data.headers["content-type"]) == (503, "application/problem+json")
    assert data.data["type"] == "urn:signage:problem:unavailable"


@pytest.mark.parametrize("content", [b"", b"{", b"{}", b"[]", b'{"as_of": "gestern"}'])
def test_a_spoiled_publication_still_gives_the_page_that_says_so(
    lost: ScanFirst, live: str, publication: Path, tmp_path: Path, content: bytes,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    own = tmp_path / "own"
    shutil.copytree(publication, own, symlinks=True)
    (own / "current" / "publication.json").write_bytes(content)
    lost._instead.copy = LastCopy(own)
    page = ask(lost, f"/{live}")
    assert (page.status, page.headers["retry-after"]) == (503, "5")
    assert "the last published copy cannot be read" in caplog.text


def test_without_a_publication_a_service_says_that_it_cannot_answer(
    sample: Store, fresh_sample: Path, live: str, tmp_path: Path
) -> None:
    for settings in (SETTINGS, replace(SETTINGS, publication=str(tmp_path / "none"))):
        door = ScanFirst(behind([]), sample, settings, today=lambda: DAY)
        if fresh_sample.exists():
            remove_store(fresh_sample)
        door.visits._reader._looked_at = 0.0  # type: ignore[attr-defined]
        assert ask(door, f"/{live}").status == 503
        door.close()


def test_the_script_of_a_copy_is_the_published_one_and_may_run(
    lost: ScanFirst, live: str, publication: Path
) -> None:
    page, script = ask(lost, f"/{live}"), ask(lost, "/search.js")
    assert "script-src 'self';" in page.headers["content-security-policy"]
    assert re.findall(r'<script src="([^"]*)"', page.text) == ["/search.js"]
    assert (script.status, script.headers["content-type"]) == (200, "text/javascript; charset=utf-8")
    assert script.body == (publication / "current/site/search.js").read_bytes()


@pytest.mark.parametrize("folder", ["", "en/"])
def test_the_plan_of_an_area_comes_from_there_too(
    lost: ScanFirst, publication: Path, tmp_path: Path, folder: str
) -> None:
    own = tmp_path / "own"
    shutil.copytree(publication, own, symlinks=True)
    plan = own / f"current/site/area/{folder}7.pdf"
    plan.parent.mkdir(parents=True)
    plan.write_bytes(b"%PDF a plan")
    lost._instead.copy = LastCopy(own)
    reply = ask(lost, f"/area/{folder}7.pdf", accept_language="pl")
    assert (reply.status, reply.headers["content-type"], reply.body) == (
        200,
        "application/pdf",
        b"%PDF a plan",
    )
    assert ask(lost, f"/area/{folder}8.pdf").status == 503


def test_with_the_store_there_the_address_of_a_published_plan_leads_to_todays(sample: Store) -> None:
    door = ScanFirst(behind([]), sample, SETTINGS, today=lambda: DAY)
    area = next(row["area"] for row in sample.read("sign") if row["code"] and row["area"])
    english, unknown = ask(door, f"/area/en/{area}.pdf"), ask(door, "/area/999999.pdf")
    code, _, rest = english.headers["location"].removeprefix("/").partition("/")
    door.close()
    assert (english.status, rest) == (302, "area.pdf?lang=en")
    assert code in {row["code"] for row in sample.read("sign") if row["area"] == area}
    assert unknown.status == 404


def test_a_copy_comes_packed_as_the_reader_takes_it(lost: ScanFirst, live: str) -> None:
    plain = ask(lost, f"/{live}")
    for accepts, packing in (("br, gzip", "br"), ("gzip", "gzip")):
        reply = ask(lost, f"/{live}", accept_encoding=accepts)
        assert (reply.headers["content-encoding"], reply.text) == (packing, plain.text)
        assert len(reply.body) < len(plain.body) / 2


def cut_off(store: bytes) -> bytes:
    return store[:20_000]


def without_its_head(store: bytes) -> bytes:
    return bytes(4096) + store[4096:]


def emptied(_: bytes) -> bytes:
    return b""


@pytest.fixture(params=[None, cut_off, without_its_head, emptied])
def begun_without(
    publication: Path, tmp_path: Path, sample_file: Path, request: pytest.FixtureRequest
) -> Iterator[TestClient]:
    """A service that was started while its store was gone, or damaged."""
    store = tmp_path / "gone.gpkg"
    if request.param:
        store.write_bytes(request.param(sample_file.read_bytes()))
    settings = replace(SETTINGS, publication=str(publication), store=str(store))
    with TestClient(create_app(settings), base_url=SETTINGS.public_url) as client:
        yield client


def test_a_start_without_the_store_shows_what_was_published_last(
    begun_without: TestClient, live: str
) -> None:
    page = begun_without.get(f"/{live}", headers={"Accept-Language": "en"})
    assert (page.status_code, "As of 28 November 2026" in page.text) == (200, True)
    assert begun_without.get(f"/{live}.json").json()["as_of"] == "2026-11-28"


@pytest.mark.parametrize(
    "path", ["/health", "/", "/00000000", "/api/v1/signs", "/api/%2e%2e/%2e%2e/publication"]
)
def test_after_such_a_start_all_else_says_that_it_cannot_answer(begun_without: TestClient, path: str) -> None:
    for method in ("GET", "POST", "PATCH", "PUT", "DELETE"):
        answer = begun_without.request(method, path)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")


def test_after_such_a_start_a_program_that_writes_is_told_in_its_language(begun_without: TestClient) -> None:
    for path, method in (
        ("/api/v1/tenants", "POST"),
        ("/api/v1/tenants/1", "PATCH"),
        ("/api/v1/codes", "POST"),
    ):
        said = begun_without.request(method, path, json={"name": "A"}, headers={"Accept-Language": "en"})
        assert said.headers["content-type"] == "application/problem+json"
        assert (said.status_code, said.json()["status"]) == (503, 503)
        assert said.json()["detail"] == text("en", "state.unavailable.text")


def test_a_store_that_comes_back_is_opened_without_a_restart(
    begun_without: TestClient, live: str, fresh_sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(fresh_sample, tmp_path / "gone.gpkg")
    monkeypatch.setattr("signage_api.app._ASK_AGAIN_S", 0.0)
    page = begun_without.get(f"/{live}")
    assert (page.status_code, "Das Verzeichnis ist gerade nicht" in page.text) == (200, False)
    assert begun_without.get("/health").status_code == 200


def test_without_a_publication_there_is_no_start_without_the_store(tmp_path: Path, free_port: int) -> None:
    settings = replace(SETTINGS, store=str(tmp_path / "gone.gpkg"), port=free_port)
    with pytest.raises(NotFound):
        serving.serve(settings)


def test_the_operator_is_told_that_the_store_is_gone(
    publication: Path, tmp_path: Path, free_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(serving, "run_workers", lambda *_: told.append("started"))
    settings = replace(
        SETTINGS, publication=str(publication), store=str(tmp_path / "gone.gpkg"), port=free_port
    )
    serving.serve(settings, warn=told.append)
    assert "Schilder zeigen, was zuletzt veröffentlicht wurde" in told[0]
    assert told[1:] == ["started"]
