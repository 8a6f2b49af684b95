"""Files that appear whole or not at all."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from signage.errors import NotFound, Said, Unavailable

_PREFIX, _SUFFIX = ".signage-", ".part"


@contextmanager
def replaced(path: Path) -> Iterator[Path]:
    """A path of the same name to write to; takes the place of `path` when the block ends well.

    Raises NotFound when the folder does not exist, Unavailable when the disk is full; then `path` is as it
    was. What others who wrote in this folder left behind, when they were killed, is cleared away.
    """
    if not path.parent.is_dir():
        raise NotFound(Said(f"Den Ordner {path.parent} gibt es nicht.", f"There is no folder {path.parent}."))
    try:
        _clear(path.parent)
        with _place_of_work(path.parent) as work:
            new = work / path.name
            yield new
            new.replace(path)
    except OSError as error:
        raise Unavailable(
            Said(
                f"{path} lässt sich nicht schreiben ({error.strerror or error}).",
                f"{path} cannot be written ({error.strerror or error}).",
            )
        ) from error


@contextmanager
def _place_of_work(folder: Path) -> Iterator[Path]:
    """A fresh folder in `folder`, locked as long as somebody is at work in it, and gone afterwards."""
    work, lock = folder, None
    while lock is None:  # somebody who clears away may have been quicker than the lock
        work = Path(tempfile.mkdtemp(prefix=_PREFIX, suffix=_SUFFIX, dir=folder))
        lock = _locked(work, else_=-1)
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)
        if lock >= 0:
            os.close(lock)


def _clear(folder: Path) -> None:
    for left in folder.glob(f"{_PREFIX}*{_SUFFIX}"):
        lock = _locked(left, else_=None)
        if lock is not None:
            shutil.rmtree(left, ignore_errors=True)
            os.close(lock)


def _locked(folder: Path, *, else_: int | None) -> int | None:
    """A lock on `folder`, which goes with its process; None when another has it or it is gone, `else_` where
    there are no locks.
    """
    try:
        opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    except OSError:
        return else_
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(opened)
        return None
    except OSError:
        os.close(opened)
        return else_
    return opened
