"""The project's own files, as a clone would have them."""

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = (ROOT / "src" / "signage", ROOT / "api" / "signage_api")


@cache
def files() -> tuple[Path, ...]:
    """Every file that is committed or about to be, without what others wrote (`vendor`, fonts)."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    found = (ROOT / name for name in listing.stdout.split("\0") if name)
    return tuple(sorted(path for path in set(found) if path.is_file()))


def own(*suffixes: str) -> list[Path]:
    """Files with one of the suffixes, without vendored ones."""
    return [path for path in files() if path.suffix in suffixes and not is_vendored(path)]


def is_vendored(path: Path) -> bool:
    """Whether others wrote it: it lies below a folder `vendor` or `fonts`."""
    return bool({"vendor", "fonts"} & set(path.relative_to(ROOT).parts[:-1]))


def named(path: Path) -> str:
    """The path as a person of this project calls it."""
    return path.relative_to(ROOT).as_posix()
