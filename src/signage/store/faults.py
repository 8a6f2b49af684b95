"""What the engines complain about, in the words of the people who use them."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DatabaseError, DBAPIError, IntegrityError, InterfaceError, OperationalError

from signage.errors import Conflict, InvalidInput, Said, SignageError, Unavailable

_NO_ROOM = ("full", "I/O", "No space left", "File too large")
_NO_WRITING = ("readonly", "read-only", "Read-only", "Permission denied", "permission denied")
_OTHERS_WRITE = ("locked", "lock timeout", "deadlock")
FULL = Said(
    "Der Datenträger ist voll oder gestört. Es wurde nichts gespeichert.",
    "The disk is full or failing. Nothing was stored.",
)
READ_ONLY = Said(
    "In den Bestand kann nicht geschrieben werden: Datei, Ordner oder Datenbank sind schreibgeschützt. "
    "Es wurde nichts gespeichert.",
    "The store cannot be written: its file, folder or database is read-only. Nothing was stored.",
)
UNOPENED = Said(
    "Der Bestand lässt sich nicht öffnen: In seinen Ordner muss geschrieben werden dürfen, auch zum Lesen.",
    "The store cannot be opened: its folder must be writable, even for reading.",
)
NO_POSTGIS = Said(
    "Der Datenbank fehlt die Erweiterung PostGIS. Wer die Datenbank verwaltet, legt sie darin an: "
    "CREATE EXTENSION postgis;",
    "The database lacks the extension PostGIS. Its administrator adds it there: CREATE EXTENSION postgis;",
)
# The codes of PostgreSQL, whose words are those of its server's language.
_ENGLISH = {
    "23502": "not null",
    "23503": "foreign key",
    "23505": "unique",
    "25006": "read-only",
    "40P01": "deadlock",
    "42501": "permission denied",
    "42703": "does not exist",
    "42P01": "does not exist",
    "53100": "No space left",
    "55P03": "lock timeout",
}
SILENT = Said("Der Bestand antwortet gerade nicht.", "The store does not answer at the moment.")


@contextmanager
def in_words() -> Iterator[None]:
    """Turn the engine's errors into ours; whatever was not committed is rolled back by then."""
    try:
        yield
    except IntegrityError as error:
        raise _broken_rule(said_by(error)) from error
    except (OperationalError, InterfaceError) as error:
        raise out_of_order(said_by(error)) from error
    except DatabaseError as error:
        if any(word in said_by(error) for word in _NO_WRITING):
            raise Unavailable(READ_ONLY) from error
        if type(error) is not DatabaseError:
            raise
        raise Unavailable(_damaged(error.orig)) from error


def said_by(error: DBAPIError) -> str:
    """What an engine complains about, and in English what its code means, on a line of its own."""
    return f"{error.orig}\n{_ENGLISH.get(getattr(error.orig, 'sqlstate', None) or '', '')}"


def _damaged(said: object) -> Said:
    return Said(
        f"Die Datei ist beschädigt ({said}). Aus der letzten Sicherung wiederherstellen: `signage restore`.",
        f"The file is damaged ({said}). Restore the last backup: `signage restore`.",
    )


def _broken_rule(said: str) -> SignageError:
    lower = said.lower()
    if "unique" in lower:
        if "sign.code" in lower or "sign_code" in lower:
            return Conflict(Said("Dieser Schildcode ist schon vergeben.", "This code is taken already."))
        if "reverts" in lower:
            return Conflict(
                Said("Diese Änderung ist schon zurückgenommen.", "This change set was taken back already.")
            )
        return Conflict(Said("Diesen Eintrag gibt es schon.", "This row is there already."))
    if "foreign key" in lower:
        return InvalidInput(
            Said(
                "Der Eintrag verweist auf etwas, das es nicht gibt (Gebiet oder Code).",
                "The row refers to something that is not there (area or code).",
            )
        )
    return InvalidInput(Said("Ein Pflichtfeld ist leer.", "A required field is empty."))


def out_of_order(said: str) -> Unavailable:
    """What an engine or a disk that cannot do its work says, in words; nothing was stored."""
    first = said.splitlines()[0] if said else ""
    if any(word in said for word in _NO_ROOM):
        return Unavailable(FULL)
    if any(word in said for word in _NO_WRITING):
        return Unavailable(READ_ONLY)
    if "unable to open" in said:
        return Unavailable(UNOPENED)
    if any(word in said for word in _OTHERS_WRITE):
        return Unavailable(
            Said(
                f"Ein anderes Programm schreibt gerade in den Bestand ({first}). Bitte gleich noch einmal.",
                f"Another program is writing to the store ({first}). Please try again.",
            )
        )
    return Unavailable(
        Said(f"Der Bestand antwortet nicht ({first}).", f"The store does not answer ({first})."), SILENT
    )
