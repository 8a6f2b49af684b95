"""Looking at a publication: whether its files are those that were signed, and what it holds."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from signage.errors import NotFound, Said
from signage.services.publishing import release as releases
from signage.services.publishing import signature as signatures

_MOST_NAMED = 20


def faults_of(folder: Path, *, key: Path | None = None) -> list[Said]:
    """What is wrong with the newest release of a publication; nothing when it is just what was written.

    `key` is the public key to trust; without one, that of the release itself. Raises NotFound where nothing
    was published.
    """
    release = _newest(folder)
    if strange := list(_strange(folder, release)):
        return strange  # nothing of it is read: a link leads anywhere, a pipe keeps one waiting for ever
    hashes = releases.read_manifest(release / releases.MANIFEST)
    return [*_unsigned(release, hashes, key), *_changed(release, hashes), *_added(release, hashes)]


def is_signed(folder: Path) -> bool:
    """Whether the newest release has a signature; NotFound where nothing was published."""
    return (_newest(folder) / releases.SIGNATURE).exists()


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


def _strange(folder: Path, release: Path) -> Iterator[Said]:
    """What is neither file nor folder."""
    inside = folder / releases.RELEASES
    if release.parent != inside or inside.is_symlink() or release.is_symlink():
        yield Said(f"{releases.CURRENT} führt woanders hin.", f"{releases.CURRENT} leads elsewhere.")
        return
    found = [
        path for path in release.rglob("*") if path.is_symlink() or not (path.is_file() or path.is_dir())
    ]
    for path in sorted(found)[:_MOST_NAMED]:
        name = path.relative_to(release).as_posix()
        yield Said(f"{name} ist keine gewöhnliche Datei.", f"{name} is no ordinary file.")


def _unsigned(release: Path, hashes: dict[str, str], key: Path | None) -> Iterator[Said]:
    signature = release / releases.SIGNATURE
    if not signature.exists():
        # With a public key among its files it was signed once: nobody may just take the signature away.
        if key is not None or releases.PUBLIC_KEY in hashes:
            yield Said("Die Unterschrift fehlt.", "The signature is missing.")
    elif not signatures.is_signed(
        release / releases.MANIFEST, signature, key or release / releases.PUBLIC_KEY
    ):
        yield Said("Die Unterschrift stimmt nicht.", "The signature is wrong.")


def _changed(release: Path, hashes: dict[str, str]) -> Iterator[Said]:
    wrong = [path for path, digest in hashes.items() if _hash(release, path) != digest]
    for path in wrong[:_MOST_NAMED]:
        yield Said(f"{path} fehlt oder wurde verändert.", f"{path} is missing or was changed.")
    if len(wrong) > _MOST_NAMED:
        rest = len(wrong) - _MOST_NAMED
        yield Said(f"{rest} weitere Dateien ebenso.", f"{rest} more files likewise.")


def _hash(release: Path, path: str) -> str | None:
    """The hash of a file of the release; None for a path that leads out of it."""
    is_inside = not path.startswith("/") and ".." not in path.split("/")
    return releases.hash_of(release / path) if is_inside else None


def _added(release: Path, hashes: dict[str, str]) -> Iterator[Said]:
    own = {releases.MANIFEST, releases.SIGNATURE}
    there = (path.relative_to(release).as_posix() for path in release.rglob("*") if not path.is_dir())
    for path in sorted(set(there) - hashes.keys() - own)[:_MOST_NAMED]:
        yield Said(f"{path} gehört nicht dazu.", f"{path} does not belong to it.")
