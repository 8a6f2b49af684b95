"""A look at a store's health: what is there, whether it is whole, and what to do when it is not."""

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text

from signage.errors import Said, SignageError, StoreOutdated, StoreTooNew
from signage.services.backup import agrees, hash_file
from signage.services.spoiled import spoiled_cells
from signage.store import GeoPackageStore, Store, is_database, open_store, store_version
from signage.store.base import HEAD

_SPOILED = Said(
    "Ein anderes Programm schrieb das; gelesen wird es als leer. In QGIS berichtigen oder leeren.",
    "Another program wrote that; it is read as empty. Correct or empty it in QGIS.",
)
_BROKEN = Said(
    "Aus der letzten Sicherung wiederherstellen: `signage restore SICHERUNG NEUER_BESTAND`.",
    "Restore the last backup: `signage restore BACKUP NEW_STORE`.",
)
_OPENS = Said("Lässt sich der Bestand öffnen?", "Can the store be opened?")
_YES = Said("ja", "yes")


@dataclass(frozen=True)
class Diagnosis:
    """One line of the doctor's report; `advice` is empty when all is well."""

    question: str
    answer: str
    well: bool
    advice: str = ""


def examine(url: str) -> list[Diagnosis]:
    """Versions, integrity and what to do, for a store that may be broken. Raises nothing that the report
    can say.
    """
    findings = [*_versions(), *_hash_of(url)]
    try:
        store = open_store(url)
    except StoreOutdated as error:
        if not isinstance(error, StoreTooNew) and hash_file(Path(url)).exists():
            return [*findings, Diagnosis(_OPENS, _OLDER, True)]
        return [*findings, Diagnosis(_OPENS, error.message, False)]
    except SignageError as error:
        return [*findings, Diagnosis(_OPENS, error.message, False)]
    try:
        version = store_version(store)
        findings.append(Diagnosis(_OPENS, Said(f"ja, Fassung {version}", f"yes, version {version}"), True))
        findings += _integrity(store)
        findings += _cells(store)
    except SignageError as error:
        findings.append(Diagnosis(_STORE_WHOLE, error.message, False, _BROKEN))
    finally:
        store.close()
    return findings


_STORE_WHOLE = Said("Ist der Bestand unbeschädigt?", "Is the store undamaged?")
_OLDER = Said(
    "Sicherung einer älteren Fassung; `signage restore` bringt sie auf die neue.",
    "A backup of an older version; `signage restore` brings it up to the new one.",
)
_OTHER_BACKUP = Said(
    "Eine andere Sicherung nehmen; diese ist verändert.", "Take another backup; this one was changed."
)


def _hash_of(url: str) -> list[Diagnosis]:
    """Of a backup, whether it is still what was written."""
    intact = None if is_database(url) or not Path(url).is_file() else agrees(Path(url))
    if intact is None:
        return []
    question = Said("Stimmt der Prüfwert der Sicherung?", "Is the backup what its checksum says?")
    answer, advice = (_YES, "") if intact else (Said("nein", "no"), _OTHER_BACKUP)
    return [Diagnosis(question, answer, intact, advice)]


def _versions() -> list[Diagnosis]:
    import platform

    from signage import __version__

    safe = sqlite3.sqlite_version_info >= (3, 51, 3)
    note = Said(
        "Bis 3.51.3 schreibt nur ein Vorgang zur Zeit; das ist so eingestellt.",
        "Before 3.51.3 one process writes at a time; that is how it is set up.",
    )
    python = platform.python_version()
    software = Said(
        f"signage {__version__}, Fassung des Bestands {HEAD}, Python {python}",
        f"signage {__version__}, version of the store {HEAD}, Python {python}",
    )
    return [
        Diagnosis("Software", software, True),
        Diagnosis("SQLite", sqlite3.sqlite_version, True, "" if safe else note),
    ]


def _integrity(store: Store) -> list[Diagnosis]:
    if not isinstance(store, GeoPackageStore):
        with store.engine_read() as connection:
            version = connection.execute(text("SELECT postgis_lib_version()")).scalar_one()
        return [Diagnosis("PostGIS", str(version), True)]
    with store.engine_read() as connection:
        whole = [str(line) for line in connection.execute(text("PRAGMA integrity_check(5)")).scalars()]
        orphans = len(connection.execute(text("PRAGMA foreign_key_check")).fetchall())
    return [
        Diagnosis(
            Said("Ist die Datei unbeschädigt?", "Is the file undamaged?"),
            "; ".join(whole),
            whole == ["ok"],
            "" if whole == ["ok"] else _BROKEN,
        ),
        Diagnosis(
            Said("Zeigen alle Verweise auf etwas?", "Do all references lead to something?"),
            Said(f"{orphans} ins Leere", f"{orphans} lead nowhere"),
            orphans == 0,
            "" if orphans == 0 else _BROKEN,
        ),
        *_indexes(store),
    ]


def _cells(store: Store) -> list[Diagnosis]:
    question = Said("Passt jede Zelle zu ihrer Spalte?", "Does each cell fit its column?")
    found = spoiled_cells(store)
    if not found:
        return [Diagnosis(question, _YES, True)]
    named = "; ".join(f"{cell.layer} {cell.row}, {cell.column}: {cell.value[:40]!r}" for cell in found)
    return [Diagnosis(question, named, False, _SPOILED)]


def _indexes(store: GeoPackageStore) -> list[Diagnosis]:
    out = []
    for layer, (rows, indexed) in store.index_counts().items():
        if rows != indexed:
            advice = Said(
                f"In QGIS den räumlichen Index der Ebene {layer} neu aufbauen.",
                f"Build the spatial index of the layer {layer} anew in QGIS.",
            )
            question = Said(f"Räumlicher Index {layer}", f"Spatial index of {layer}")
            answer = Said(f"{indexed} von {rows} Zeilen", f"{indexed} of {rows} rows")
            out.append(Diagnosis(question, answer, False, advice))
    whole = Said("vollständig", "complete")
    return out or [Diagnosis(Said("Räumliche Indizes", "Spatial indexes"), whole, True)]
