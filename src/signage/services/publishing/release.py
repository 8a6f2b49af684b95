"""A release: a folder of files that begins beside the one that is served and takes its place whole.

What is the same as before is one file with two names (a hard link), if it still is what its hash says: what a
disk or a hand spoiled is written anew. The list of hashes is written as `sha256sum -c` reads it.
"""

import hashlib
import os
import shutil
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from signage.errors import Conflict, Said, Unavailable

CURRENT, RELEASES = "current", "releases"
SITE, ABOUT, MADE_FROM = "site", "publication.json", "made-from.tsv"
MARKS = {404: ".404", 410: ".410"}  # in the folder of a page that is not answered with 200
MANIFEST, SIGNATURE, PUBLIC_KEY = "manifest.sha256", "manifest.sig", "public-key.pem"
_BEGUN = ".begun"
_PART_BYTES = 1 << 18


class Release:
    """Files on their way into a new release; `hashes` has those that are in it, by path. `mended` says that
    one of the release before was not what it should be.
    """

    def __init__(self, folder: Path, before: Path | None) -> None:
        self.hashes: dict[str, str] = {}
        self.written = self.kept = 0
        self.mended = False
        self.before = read_manifest(before / MANIFEST) if before else {}
        self._folder, self._before = folder, before
        self._whole = f"{folder}/"  # as text: joining paths would cost a tenth of the first run
        self._made: set[str] = set()

    def write(self, path: str, content: bytes) -> None:
        """A file with this content; the one of the release before where that has the same."""
        digest = hashlib.sha256(content).hexdigest()
        if self.before.get(path) == digest and self._link(path):
            self.kept += 1
        else:
            place = self._place(path)
            if path in self.hashes:
                Path(place).unlink()  # it may be the served file under a second name
            _write_new(place, content)
            self.written += 1
        self.hashes[path] = digest

    def keep(self, paths: Sequence[str]) -> bool:
        """Take these files over from the release before; False, and none taken, when it lacks one of them."""
        if not all(path in self.before for path in paths):
            return False
        for done, path in enumerate(paths):
            if not self._link(path):
                for taken in paths[:done]:
                    Path(self._place(taken)).unlink()
                return False
        self.hashes |= {path: self.before[path] for path in paths}
        self.kept += len(paths)
        return True

    def read(self, path: str) -> bytes:
        """What is in a file of this release; nothing where it has none of that name."""
        return (self._folder / path).read_bytes() if path in self.hashes else b""

    def repeat(self, path: str, like: str) -> None:
        """The same file under another name."""
        if path in self.hashes:
            Path(self._place(path)).unlink()
            del self.hashes[path]
        with suppress(OSError):
            os.link(self._folder / like, self._place(path))
            self.hashes[path] = self.hashes[like]
            return
        self.write(path, (self._folder / like).read_bytes())

    def manifest(self) -> bytes:
        """A line for each file, by path."""
        return "".join(f"{digest}  {path}\n" for path, digest in sorted(self.hashes.items())).encode()

    def _link(self, path: str) -> bool:
        """Whether the old file is in the new release too; not where it was lost or spoiled, or without hard
        links.
        """
        was = f"{self._before}/{path}"
        if hash_of(was) != self.before[path]:
            self.mended = True
            return False
        try:
            os.link(was, self._place(path))
        except OSError:
            return False
        return True

    def _place(self, path: str) -> str:
        """Where a file goes; its folder is there then."""
        folder = path.rpartition("/")[0]
        if folder not in self._made:
            Path(self._whole, folder).mkdir(parents=True, exist_ok=True)
            self._made.add(folder)
        return f"{self._whole}{path}"


def _write_new(place: str, content: bytes) -> None:
    """A file with this content; by the bare calls, half a million times in a large publication."""
    number = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o666)
    try:
        left = memoryview(content)
        while left:
            left = left[os.write(number, left) :]
    finally:
        os.close(number)


@contextmanager
def beginning(folder: Path) -> Iterator[Path]:
    """An empty folder for a new release in `folder`, for one writer at a time; gone when the block ends.

    What a killed run left behind is removed first. Raises Conflict while another one is at work.
    """
    releases = folder / RELEASES
    try:
        releases.mkdir(parents=True, exist_ok=True)
        with (folder / ".lock").open("w") as lock:
            _lock(lock)
            begun = folder / _BEGUN
            shutil.rmtree(begun, ignore_errors=True)
            begun.mkdir()
            try:
                yield begun
            finally:
                shutil.rmtree(begun, ignore_errors=True)
    except OSError as error:
        raise Unavailable(
            Said(
                f"{folder} lässt sich nicht schreiben ({error.strerror or error}).",
                f"{folder} cannot be written ({error.strerror or error}).",
            )
        ) from error


def _lock(lock: IO[str]) -> None:
    import fcntl

    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise Conflict(
            Said(
                "In diesen Ordner wird gerade schon veröffentlicht.",
                "Another run is publishing into this folder.",
            )
        ) from error


def switch_to(folder: Path, begun: Path, *, mended: bool = False, sync: Callable[[], None] = os.sync) -> bool:
    """Let `current` lead to the finished release; False when the newest one is just the same already, and
    `mended` nothing.

    All of it is on the disk before the switch, which is one rename.
    """
    name = _name_of(begun)
    was = newest(folder)
    if was and was.name.partition("-")[0] == name:
        # A list of hashes that the release is not named by was spoiled itself.
        mended = mended or _name_of(was) != name
        if not mended and _signature(was) == _signature(begun):
            return False
        name = name if was.name != name else f"{name}-2"
    release = folder / RELEASES / name
    shutil.rmtree(release, ignore_errors=True)
    sync()
    begun.rename(release)
    link = folder / f".{CURRENT}"
    link.unlink(missing_ok=True)
    link.symlink_to(Path(RELEASES, name))
    link.replace(folder / CURRENT)
    sync()
    _remove_old(folder, keep={name, was.name if was else ""})
    return True


def _name_of(release: Path) -> str:
    return hashlib.sha256((release / MANIFEST).read_bytes()).hexdigest()[:16]


def is_named(release: Path) -> bool:
    """Whether a release has the name that its list of hashes gives it."""
    return release.name.partition("-")[0] == _name_of(release)


def _signature(release: Path) -> bytes:
    file = release / SIGNATURE
    return file.read_bytes() if file.is_file() else b""


def newest(folder: Path) -> Path | None:
    """The release that is served, None before the first."""
    link = folder / CURRENT
    return (folder / link.readlink()) if link.is_symlink() and (link / MANIFEST).is_file() else None


def _remove_old(folder: Path, keep: set[str]) -> None:
    for release in (folder / RELEASES).iterdir():
        if release.name not in keep:
            shutil.rmtree(release, ignore_errors=True)


def read_manifest(path: Path) -> dict[str, str]:
    """Path -> SHA-256 of every file of a release; what is not readable in it leads to no file."""
    lines = path.read_text("utf-8", "replace").split("\n")
    return {line[66:]: line[:64] for line in lines if line}


def hash_of(file: str | Path) -> str | None:
    """The SHA-256 of a file, None where it cannot be read or is none: a link, a pipe, a device.

    By the bare calls: a large publication is read whole by each run.
    """
    try:
        # Without waiting for whoever fills a pipe.
        number = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except (OSError, ValueError):
        return None
    try:
        if not stat.S_ISREG(os.fstat(number).st_mode):
            return None
        digest = hashlib.sha256()
        while part := os.read(number, _PART_BYTES):
            digest.update(part)
        return digest.hexdigest()
    except OSError:
        return None
    finally:
        os.close(number)
