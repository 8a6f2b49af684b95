"""A look at a store's health: what is there, whether it is whole, and what to do when it is not."""

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text

from signage.errors import SignageError, StoreOutdated, StoreTooNew
from signage.services.backup import agrees, hash_file
from signage.services.spoiled import spoiled_cells
from signage.store import GeoPackageStore, Store, is_database, open_store, store_version
from signage.store.base import HEAD

_SPOILED = "Ein anderes Programm schrieb das; gelesen wird es als leer. In QGIS berichtigen oder leeren."
_BROKEN = "Aus der letzten Sicherung wiederherstellen: `signage restore SICHERUNG NEUER_BESTAND`."


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
            return [*findings, Diagnosis("Lässt sich der Bestand öffnen?", _OLDER, True)]
        return [*findings, Diagnosis("Lässt sich der Bestand öffnen?", error.message, False)]
    except SignageError as error:
        return [
            *findings,
            Diagnosis("Lässt sich der Bestand öffnen?", error.message, False),
        ]
    try:
        findings.append(
            Diagnosis("Lässt sich der Bestand öffnen?", f"ja, Fassung {store_version(store)}", True)
        )
        findings += _integrity(store)
        findings += _cells(store)
    except SignageError as error:
        findings.append(Diagnosis("Ist der Bestand unbeschädigt?", error.message, False, _BROKEN))
    finally:
        store.close()
    return findings


_OLDER = "Sicherung einer älteren Fassung; `signage restore` bringt sie auf die neue."


def _hash_of(url: str) -> list[Diagnosis]:
    """Of a backup, whether it is still what was written."""
    intact = None if is_database(url) or not Path(url).is_file() else agrees(Path(url))
    if intact is None:
        return []
    answer, advice = ("ja", "") if intact else ("nein", "Eine andere Sicherung nehmen; diese ist verändert.")
    return [Diagnosis("Stimmt der Prüfwert der Sicherung?", answer, intact, advice)]


def _versions() -> list[Diagnosis]:
    import platform

    from signage import __version__

    safe = sqlite3.sqlite_version_info >= (3, 51, 3)
    note = "" if safe else "Bis 3.51.3 schreibt nur ein Vorgang zur Zeit; das ist so eingestellt."
    return [
        Diagnosis(
            "Software",
            f"signage {__version__}, Fassung des Bestands {HEAD}, Python {platform.python_version()}",
            True,
        ),
        Diagnosis("SQLite", sqlite3.sqlite_version, True, note),
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
            "Ist die Datei unbeschädigt?",
            "; ".join(whole),
            whole == ["ok"],
            "" if whole == ["ok"] else _BROKEN,
        ),
        Diagnosis(
            "Zeigen alle Verweise auf etwas?",
            f"{orphans} ins Leere",
            orphans == 0,
            "" if orphans == 0 else _BROKEN,
        ),
        *_indexes(store),
    ]


def _cells(store: Store) -> list[Diagnosis]:
    question = "Passt jede Zelle zu ihrer Spalte?"
    found = spoiled_cells(store)
    if not found:
        return [Diagnosis(question, "ja", True)]
    named = "; ".join(f"{cell.layer} {cell.row}, {cell.column}: {cell.value[:40]!r}" for cell in found)
    return [Diagnosis(question, named, False, _SPOILED)]


def _indexes(store: GeoPackageStore) -> list[Diagnosis]:
    out = []
    for layer, (rows, indexed) in store.index_counts().items():
        if rows != indexed:
            advice = f"In QGIS den räumlichen Index der Ebene {layer} neu aufbauen."
            out.append(Diagnosis(f"Räumlicher Index {layer}", f"{indexed} von {rows} Zeilen", False, advice))
    return out or [Diagnosis("Räumliche Indizes", "vollständig", True)]
