"""What the engines complain about, in the words of the people who use them."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DatabaseError, IntegrityError, InterfaceError, OperationalError

from signage.errors import Conflict, InvalidInput, SignageError, Unavailable

_NO_ROOM = ("full", "I/O", "No space left")
_DAMAGED = "Die Datei ist beschädigt ({}). Aus der letzten Sicherung wiederherstellen: `signage restore`."
_NO_WRITING = ("locked", "readonly", "unable to open")


@contextmanager
def in_words() -> Iterator[None]:
    """Turn the engine's errors into ours; whatever was not committed is rolled back by then."""
    try:
        yield
    except IntegrityError as error:
        raise _broken_rule(str(error.orig)) from error
    except (OperationalError, InterfaceError) as error:
        raise _out_of_order(str(error.orig)) from error
    except DatabaseError as error:
        if type(error) is not DatabaseError:
            raise
        raise Unavailable(_DAMAGED.format(error.orig)) from error


def _broken_rule(said: str) -> SignageError:
    lower = said.lower()
    if "unique" in lower:
        if "sign.code" in lower or "sign_code" in lower:
            return Conflict("Dieser Schildcode ist schon vergeben.")
        if "reverts" in lower:
            return Conflict("Diese Änderung ist schon zurückgenommen.")
        return Conflict("Diesen Eintrag gibt es schon.")
    if "foreign key" in lower:
        return InvalidInput("Der Eintrag verweist auf etwas, das es nicht gibt (Gebiet oder Code).")
    return InvalidInput("Ein Pflichtfeld ist leer.")


def _out_of_order(said: str) -> SignageError:
    first = said.splitlines()[0] if said else ""
    if any(word in said for word in _NO_ROOM):
        return Unavailable("Der Datenträger ist voll oder gestört. Es wurde nichts gespeichert.")
    if any(word in said for word in _NO_WRITING):
        return Unavailable(f"In den Bestand kann gerade nicht geschrieben werden ({first}).")
    return Unavailable(f"Der Bestand antwortet nicht ({first}).")
