"""A publication is deterministic, switched over whole, signed, and only what changed is written anew."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from signage.errors import Conflict, InvalidInput, NotFound
from signage.services.publishing.checking import about, faults_of
from signage.services.publishing.pages import Sheet
from signage.services.publishing.release import beginning, newest, read_manifest
from signage.services.publishing.signature import make_key, public_key
from signage.services.scan_counts import ScanCounts
from signage.store import Store
from signage_api.visitor.published import PublishedPages
from tests.parts.missing import missing
from tests.publishing.conftest import DAY, LANGUAGES, SETTINGS, publish_sample


def manifest(folder: Path) -> dict[str, str]:
    return read_manifest(folder / "current" / "manifest.sha256")


def rename(store: Store, name: str) -> str:
    """Give one firm another name; gives the short key of its area."""
    firm = store.read("tenant", limit=1)[0]
    with store.change(who="Test", why="Test") as change:
        change.update("tenant", firm["id"], {"name": name})
    return str(firm["area"])


@pytest.fixture
def key(tmp_path: Path) -> Path:
    if shutil.which("openssl") is None:
        missing("openssl", "no openssl on the PATH")
    make_key(tmp_path / "key.pem")
    return tmp_path / "key.pem"


def test_the_same_store_gives_the_same_bytes(sample: Store, tmp_path: Path, publication: Path) -> None:
    publish_sample(sample, tmp_path / "again", asked=LANGUAGES)
    assert manifest(tmp_path / "again") == manifest(publication)
    assert newest(tmp_path / "again").name == newest(publication).name  # type: ignore[union-attr]


def test_the_hashes_are_those_of_the_files(publication: Path) -> None:
    assert faults_of(publication) == []
    assert len(manifest(publication)) > 150


def test_nothing_is_done_where_nothing_changed(sample: Store, tmp_path: Path) -> None:
    first = publish_sample(sample, tmp_path / "out")
    again = publish_sample(sample, tmp_path / "out")
    assert (first.changed, again.changed) == (True, False)
    assert again.rendered < first.rendered / 5  # those without a directory name signs from anywhere
    assert again.release == first.release


def test_with_nothing_to_do_every_file_is_read_and_no_page_made(
    sample: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    first = publish_sample(sample, out)
    count_a_scan(sample)
    monkeypatch.setattr(PublishedPages, "page", None)  # whoever calls it fails
    again = publish_sample(sample, out)
    assert (again.codes, again.rendered, again.written, again.changed) == (first.codes, 0, 0, False)


def count_a_scan(store: Store) -> None:
    counts = ScanCounts(store, 3600)
    counts.add(store.read("sign", limit=1)[0]["code"], DAY, "de")
    counts.close()


@pytest.mark.parametrize("other", [{"asked": ("de", "en")}, {"day": DAY + timedelta(days=1)}])
def test_whoever_asks_for_something_else_gets_it(
    sample: Store, tmp_path: Path, other: dict[str, Any]
) -> None:
    publish_sample(sample, tmp_path / "out")
    assert publish_sample(sample, tmp_path / "out", **other).changed


def test_a_publication_that_is_no_longer_to_be_signed_is_written_anew(
    sample: Store, tmp_path: Path, key: Path
) -> None:
    out = tmp_path / "out"
    publish_sample(sample, out, key=key)
    assert not publish_sample(sample, out, key=key).changed
    done = publish_sample(sample, out)
    assert (done.changed, (done.release / "manifest.sig").exists()) == (True, False)


def test_a_change_is_written_and_the_rest_is_kept(sample: Store, tmp_path: Path) -> None:
    out = tmp_path / "out"
    first = publish_sample(sample, out)
    was = manifest(out)
    area = int(rename(sample, "Neu GmbH"))
    done = publish_sample(sample, out)
    now = manifest(out)
    shown = {row["code"] for row in sample.read("sign", area=area) if row["code"]}
    changed = {path.split("/")[1][:8] for path in now if was.get(path) != now[path] and path[:5] == "site/"}
    assert changed & shown == {code for code in shown if f"site/{code}.json" in now}
    assert done.rendered < first.rendered / 2
    publish_sample(sample, tmp_path / "fresh")
    assert now == manifest(tmp_path / "fresh")
    same = next(path for path in now if path.endswith("index.html") and was.get(path) == now[path])
    assert (done.release / same).samefile(first.release / same)


def test_a_new_day_makes_all_pages_and_writes_what_it_changed(sample: Store, tmp_path: Path) -> None:
    first = publish_sample(sample, tmp_path / "out")
    firm = sample.read("tenant", limit=1)[0]
    with sample.change(who="Test", why="Test") as change:
        change.update("tenant", firm["id"], {"valid_to": DAY + timedelta(days=1)})
    publish_sample(sample, tmp_path / "out")
    was = manifest(tmp_path / "out")
    done = publish_sample(sample, tmp_path / "out", day=DAY + timedelta(days=1))
    now = manifest(tmp_path / "out")
    pages = [path for path in now if path.endswith("index.html")]
    assert done.rendered == first.rendered
    assert 0 < len([path for path in pages if now[path] != was[path]]) < len(pages) / 2


class Interrupted(PublishedPages):
    """Renders a few pages, and then somebody pulls the plug."""

    left = 2

    def page(self, token: str, language: str) -> Sheet:
        self.left -= 1
        if not self.left:
            raise KeyboardInterrupt
        return super().page(token, language)


@pytest.fixture
def interrupted(sample: Store) -> Iterator[PublishedPages]:
    pages = Interrupted(sample, SETTINGS, languages=("de",), with_data=True, day=DAY)
    yield pages
    pages.close()


def test_a_run_that_is_cut_off_leaves_the_old_publication_whole(
    sample: Store, tmp_path: Path, interrupted: PublishedPages
) -> None:
    out = tmp_path / "out"
    publish_sample(sample, out)
    was = manifest(out)
    rename(sample, "Neu GmbH")
    with pytest.raises(KeyboardInterrupt):
        publish_sample(sample, out, pages=interrupted)
    assert manifest(out) == was
    assert faults_of(out) == []
    assert publish_sample(sample, out).changed
    assert faults_of(out) == []


def test_what_a_killed_run_left_behind_is_in_nobodys_way(sample: Store, tmp_path: Path) -> None:
    out = tmp_path / "out"
    (out / ".begun" / "site").mkdir(parents=True)
    (out / ".begun" / "site" / "index.html").write_text("halb")
    publish_sample(sample, out)
    assert faults_of(out) == []
    assert not (out / ".begun").exists()


def test_only_the_release_before_is_kept(sample: Store, tmp_path: Path) -> None:
    out = tmp_path / "out"
    for number in range(4):
        rename(sample, f"Firma {number}")
        publish_sample(sample, out)
    assert len([*(out / "releases").iterdir()]) == 2


def test_two_runs_do_not_meet(sample: Store, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    with beginning(tmp_path / "out"), pytest.raises(Conflict, match="gerade schon"):
        publish_sample(sample, tmp_path / "out")


def test_a_folder_with_something_else_in_it_is_left_alone(sample: Store, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "diary.txt").write_text("privat")
    with pytest.raises(InvalidInput, match="etwas anderes"):
        publish_sample(sample, tmp_path / "home")
    assert [path.name for path in (tmp_path / "home").iterdir()] == ["diary.txt"]


def test_a_signed_publication_is_checked_against_its_key(sample: Store, tmp_path: Path, key: Path) -> None:
    out, trusted, other = tmp_path / "out", tmp_path / "public.pem", tmp_path / "other.pem"
    publish_sample(sample, out, key=key)
    trusted.write_bytes(public_key(key))
    assert faults_of(out, key=trusted) == []
    make_key(tmp_path / "foreign.pem")
    other.write_bytes(public_key(tmp_path / "foreign.pem"))
    assert faults_of(out, key=other) == ["Die Unterschrift stimmt nicht."]


def test_the_key_is_for_its_owner_alone_and_never_overwritten(key: Path, tmp_path: Path) -> None:
    assert key.stat().st_mode & 0o777 == 0o600
    with pytest.raises(InvalidInput, match="nicht anlegen"):
        make_key(key)
    (tmp_path / "no.pem").write_text("kein Schlüssel")
    with pytest.raises(InvalidInput, match="kein Schlüssel für Ed25519"):
        public_key(tmp_path / "no.pem")


def test_what_was_changed_lost_or_slipped_in_is_named(sample: Store, tmp_path: Path, key: Path) -> None:
    out = tmp_path / "out"
    release = publish_sample(sample, out, key=key).release
    page = release / "site/index.html"
    page.write_bytes(page.read_bytes() + b" ")
    (release / "site/404.html").unlink()
    (release / "site/evil.html").write_text("<script>")
    assert set(faults_of(out)) == {
        "site/index.html fehlt oder wurde verändert.",
        "site/404.html fehlt oder wurde verändert.",
        "site/evil.html gehört nicht dazu.",
    }
    listed = release / "manifest.sha256"
    listed.write_text(listed.read_text("utf-8").replace("0", "1", 1), "utf-8")
    assert "Die Unterschrift stimmt nicht." in faults_of(out)


def test_a_publication_says_what_it_holds(publication: Path, tmp_path: Path) -> None:
    held = about(publication)
    assert (held["as_of"], held["languages"], held["public_url"]) == (
        "2026-11-28", [*LANGUAGES], "https://schild.example",
    )  # fmt: skip
    assert held["states"].keys() >= {"live", "moved", "retired", "not_issued"}
    with pytest.raises(NotFound, match="nichts veröffentlicht"):
        about(tmp_path)


def test_a_card_is_written_anew_with_its_firm_and_goes_with_it(sample: Store, tmp_path: Path) -> None:
    out = tmp_path / "out"
    first = publish_sample(sample, out).release
    card = min((first / "site/card").glob("*.vcf"))
    with sample.change(who="Test", why="Firma") as change:
        change.update("tenant", int(card.stem), {"name": "Neu & Söhne"})
    second = publish_sample(sample, out)
    assert "Neu & Söhne" in (second.release / "site/card" / card.name).read_text("utf-8")
    others = [path for path in (second.release / "site/card").iterdir() if path.name != card.name]
    assert all(path.samefile(first / "site/card" / path.name) for path in others)
    assert len(others) > 50
    with sample.change(who="Test", why="Firma") as change:
        change.update("tenant", int(card.stem), {"valid_to": DAY})
    assert not (publish_sample(sample, out).release / "site/card" / card.name).exists()
