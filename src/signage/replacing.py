"""Files that appear whole or not at all."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from signage.errors import NotFound, Said, Unavailable


@contextmanager
def replaced(path: Path) -> Iterator[Path]:
    """A path of the same name to write to; takes the place of `path` when the block ends well.

    Raises NotFound when the folder does not exist, Unavailable when the disk is full; then `path` is as it
    was.
    """
    if not path.parent.is_dir():
        raise NotFound(Said(f"Den Ordner {path.parent} gibt es nicht.", f"There is no folder {path.parent}."))
    work: Path | None = None
    try:
        work = Path(tempfile.mkdtemp(prefix=".signage-", dir=path.parent))
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
    finally:
        if work is not None:
            shutil.rmtree(work, ignore_errors=True)
