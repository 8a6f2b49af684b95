"""Looking at a publication: whether its files are those that were signed, and what it holds."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from signage.errors import NotFound, Said
from signage.services.publishing import release as releases
from signage.services.publishing.signature import is_signed

_MOST_NAMED = 20


def faults_of(folder: Path, *, key: Path | None = None) -> list[Said]:
    """What is wrong with the newest release of a publication; nothing when it is just what was written.

    `key` is the public key to trust; without one, that of the release itself. Raises NotFound where nothing
    was published.
    """
    release = _newest(folder)
    hashes = releases.read_manifest(release / releases.MANIFEST)
    return [*_unsigned(release, key), *_changed(release, hashes), *_added(release, hashes)]


def about(folder: Path) -> dict[str, Any]:
    """Day, languages and numbers of the newest release; NotFound where nothing was published."""
    found: dict[str, Any] = orjson.loads((_newest(folder) / releases.ABOUT).read_bytes())
    return found


def _newest(folder: Path) -> Path:
    release = releases.newest(folder)
    if release is None:
        raise NotFound(
            Said(f"In {folder} ist nichts veröffentlicht.", f"Nothing has been published in {folder}.")
        )
    return release


def _unsigned(release: Path, key: Path | None) -> Iterator[Said]:
    signature = release / releases.SIGNATURE
    if not signature.exists():
        if key is not None:
            yield Said("Die Unterschrift fehlt.", "The signature is missing.")
    elif not is_signed(release / releases.MANIFEST, signature, key or release / releases.PUBLIC_KEY):
        yield Said("Die Unterschrift stimmt nicht.", "The signature is wrong.")


def _changed(release: Path, hashes: dict[str, str]) -> Iterator[Said]:
    wrong = [path for path, digest in hashes.items() if _hash(release / path) != digest]
    for path in wrong[:_MOST_NAMED]:
        yield Said(f"{path} fehlt oder wurde verändert.", f"{path} is missing or was changed.")
    if len(wrong) > _MOST_NAMED:
        rest = len(wrong) - _MOST_NAMED
        yield Said(f"{rest} weitere Dateien ebenso.", f"{rest} more files likewise.")


def _added(release: Path, hashes: dict[str, str]) -> Iterator[Said]:
    own = {releases.MANIFEST, releases.SIGNATURE}
    there = (path.relative_to(release).as_posix() for path in release.rglob("*") if not path.is_dir())
    for path in sorted(set(there) - hashes.keys() - own)[:_MOST_NAMED]:
        yield Said(f"{path} gehört nicht dazu.", f"{path} does not belong to it.")


def _hash(file: Path) -> str | None:
    try:
        with file.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError:
        return None
