"""Files that commands write: where they may lie, and what they may take the place of."""

import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from signage.errors import Conflict, NotFound, Said
from signage.store import require_no_store

# Words that a file of each sort carries when a command here made it: all words of one of the groups.
_MARKS: Mapping[str, Sequence[Sequence[str]]] = {
    "report": [("Ergebnis", "Befund", "Was ist zu tun")],
    "export": [("changed_at",), ("geändert am",)],
    "excel": [("Kennung (nicht ändern)",), ("signage key (do not change)",), ("Ergebnis", "Befund")],
    "findings": [("check,severity,layer,row", "message")],
    "codes": [("manifest.csv",), ("/Creator (signage)",)],
    "map": [('id="signage_map"',)],
    "tiles": [("PMTiles", "signage-basemap.json")],
    "print": [("Keywords>signage</pdf:Keywords>",)],
}
_SHEETS = ("xl/sharedStrings.xml", "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml")
_HEAD, _TAIL = 32 << 20, 1 << 16


def out_file(
    text: str, sort: str = "print", *, force: bool | None = None, reads: Iterable[Path] = ()
) -> Path:
    """A path to write to. It takes the place of an older file of its `sort` only, of others with `force`
    (None: the command has no such option), and never that of a store or of a file in `reads`.

    Raises NotFound when the folder is missing, Conflict when something else lies there.
    """
    path = Path(text)
    if not path.parent.is_dir():
        raise NotFound(
            Said(
                f"Den Ordner {path.parent} gibt es nicht. Legen Sie ihn an, oder wählen Sie einen anderen.",
                f"There is no folder {path.parent}. Make it, or choose another one.",
            )
        )
    require_no_store(path)
    _require_not_read(path, reads)
    if not force and path.exists() and not is_ours(path, sort):
        raise Conflict(_taken(path, with_option=force is not None))
    return path


def _require_not_read(path: Path, reads: Iterable[Path]) -> None:
    if path.exists() and any(file.exists() and path.samefile(file) for file in reads):
        raise Conflict(
            Said(
                f"{path} wird gerade gelesen und nicht überschrieben. Wählen Sie einen anderen Namen.",
                f"{path} is being read and is not overwritten. Choose another name.",
            )
        )


def _taken(path: Path, *, with_option: bool) -> Said:
    german = " Mit --force wird sie ersetzt." if with_option else " Wählen Sie einen anderen Namen."
    english = " --force replaces it." if with_option else " Choose another name."
    return Said(
        f"{path} gibt es schon, und dieser Befehl hat die Datei nicht geschrieben.{german}",
        f"{path} exists, and this command did not write it.{english}",
    )


def is_ours(path: Path, sort: str) -> bool:
    """Whether a command wrote this file, told by words inside it; an empty file may be taken."""
    text = _inside(path) if path.is_file() else b"-"
    return not text or any(all(word.encode() in text for word in marks) for marks in _MARKS[sort])


def _inside(path: Path) -> bytes:
    if path.suffix.lower() == ".xlsx" and zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as book:
            names = [name for name in _SHEETS if name in book.namelist()]
            return b"".join(_start(book, name) for name in names)
    with path.open("rb") as file:
        head = file.read(_HEAD)
        file.seek(max(len(head), path.stat().st_size - _TAIL))
        return head + file.read()


def _start(book: zipfile.ZipFile, name: str) -> bytes:
    with book.open(name) as member:
        return member.read(_TAIL)
