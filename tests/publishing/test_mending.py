"""What was spoiled in a publication is mended by the next run, and never spread."""

import hashlib
import os
import shutil
from pathlib import Path

import pytest

from signage.services.publishing.checking import faults_of
from signage.services.publishing.release import Release
from signage.services.publishing.signature import make_key, public_key
from signage.store import Store
from tests.parts.missing import missing
from tests.publishing.conftest import publish_sample


@pytest.fixture
def key(tmp_path: Path) -> Path:
    if shutil.which("openssl") is None:
        missing("openssl", "no openssl on the PATH")
    make_key(tmp_path / "key.pem")
    return tmp_path / "key.pem"


def a_release(folder: Path, before: Path | None = None, **files: bytes) -> Release:
    """A release of these files, with its manifest, in `folder`."""
    folder.mkdir()
    made = Release(folder, before)
    for name, content in files.items():
        made.write(name, content)
    (folder / "manifest.sha256").write_bytes(made.manifest())
    return made


def test_the_next_run_writes_anew_what_was_spoiled_or_lost(sample: Store, tmp_path: Path) -> None:
    out = tmp_path / "out"
    release = publish_sample(sample, out).release
    page = min((release / "site").glob("*/index.html"))
    page.write_bytes(b"spoiled")
    (release / "site/404.html").unlink()
    done = publish_sample(sample, out)
    assert (done.changed, faults_of(out)) == (True, [])
    assert not publish_sample(sample, out).changed
    (done.release / "site/index.html").write_bytes(b"spoiled again")
    assert publish_sample(sample, out).changed
    assert faults_of(out) == []


@pytest.mark.parametrize("name", ["publication.json", "made-from.tsv"])
def test_a_run_does_not_stumble_over_what_it_reads_itself(sample: Store, tmp_path: Path, name: str) -> None:
    out = tmp_path / "out"
    (publish_sample(sample, out).release / name).write_bytes(b"[")
    assert publish_sample(sample, out).changed
    assert faults_of(out) == []


def test_a_signature_that_was_lost_is_written_anew(sample: Store, tmp_path: Path, key: Path) -> None:
    out, trusted = tmp_path / "out", tmp_path / "public.pem"
    trusted.write_bytes(public_key(key))
    (publish_sample(sample, out, key=key).release / "manifest.sig").unlink()
    assert publish_sample(sample, out, key=key).changed
    assert faults_of(out, key=trusted) == []


def test_a_signature_that_was_taken_away_is_missed_where_the_key_is_not(
    sample: Store, tmp_path: Path, key: Path
) -> None:
    out = tmp_path / "out"
    (publish_sample(sample, out, key=key).release / "manifest.sig").unlink()
    assert faults_of(out) == ["Die Unterschrift fehlt."]


def test_what_is_written_twice_leaves_the_served_release_alone(tmp_path: Path) -> None:
    a_release(tmp_path / "old", page=b"old", other=b"other")
    now = a_release(tmp_path / "new", tmp_path / "old", page=b"old", other=b"other")
    now.write("page", b"new")
    now.repeat("other", "page")
    assert [(tmp_path / "old" / name).read_bytes() for name in ("page", "other")] == [b"old", b"other"]
    assert [(tmp_path / "new" / name).read_bytes() for name in ("page", "other")] == [b"new", b"new"]
    assert now.hashes["page"] == now.hashes["other"]


@pytest.mark.parametrize("spoiled", [b"\xff\xfe", b"", b"x" * 99, b"\n\n"])
def test_a_spoiled_list_of_hashes_is_told_and_written_anew(
    sample: Store, tmp_path: Path, spoiled: bytes
) -> None:
    out = tmp_path / "out"
    manifest = publish_sample(sample, out).release / "manifest.sha256"
    manifest.write_bytes(spoiled + manifest.read_bytes()[40:])
    assert faults_of(out) != []
    assert publish_sample(sample, out).changed
    assert faults_of(out) == []


def test_looking_at_a_publication_follows_no_link_and_waits_for_no_pipe(
    sample: Store, tmp_path: Path
) -> None:
    out, secret = tmp_path / "out", tmp_path / "secret"
    secret.write_text("of somebody else")
    release = publish_sample(sample, out).release
    for name in ("site/404.html", "publication.json"):
        (release / name).unlink()
        os.mkfifo(release / name)
    (release / "site/index.html").unlink()
    (release / "site/index.html").symlink_to(secret)
    (release / "more").symlink_to(tmp_path)
    said = [str(fault) for fault in faults_of(out)]
    assert said == [
        f"{name} ist keine gewöhnliche Datei."
        for name in ("more", "publication.json", "site/404.html", "site/index.html")
    ]
    for name in ("more", "publication.json"):
        (release / name).unlink()
    assert publish_sample(sample, out).changed
    assert faults_of(out) == []


def test_a_publication_that_leads_elsewhere_is_told(sample: Store, tmp_path: Path) -> None:
    out = tmp_path / "out"
    release = publish_sample(sample, out).release
    release.rename(tmp_path / "elsewhere")
    (out / "current").unlink()
    (out / "current").symlink_to("../elsewhere")
    assert [str(fault) for fault in faults_of(out)] == ["current führt woanders hin."]


def test_a_list_of_hashes_names_nothing_outside(sample: Store, tmp_path: Path) -> None:
    out = tmp_path / "out"
    (tmp_path / "outside").write_bytes(b"")
    release = publish_sample(sample, out).release
    with (release / "manifest.sha256").open("a") as manifest:
        manifest.write(f"{hashlib.sha256().hexdigest()}  ../../../outside\n")
    assert "../../../outside fehlt oder wurde verändert." in [str(fault) for fault in faults_of(out)]


def test_a_page_that_was_changed_together_with_the_list_of_hashes_is_never_signed(
    sample: Store, tmp_path: Path, key: Path
) -> None:
    out, trusted = tmp_path / "out", tmp_path / "public.pem"
    trusted.write_bytes(public_key(key))
    release = publish_sample(sample, out, key=key).release
    page, manifest = min((release / "site").glob("*/index.html")), release / "manifest.sha256"
    honest, forged = page.read_bytes(), b"<h1>Pay here</h1>"
    page.write_bytes(forged)
    was, now = (hashlib.sha256(content).hexdigest().encode() for content in (honest, forged))
    manifest.write_bytes(manifest.read_bytes().replace(was, now))
    assert faults_of(out, key=trusted) == ["Die Unterschrift stimmt nicht."]
    done = publish_sample(sample, out, key=key)
    assert (done.release / page.relative_to(release)).read_bytes() == honest
    assert (done.changed, faults_of(out, key=trusted)) == (True, [])
    assert not publish_sample(sample, out, key=key).changed
