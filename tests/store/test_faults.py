"""What a database says is understood by its code: the words are those of its server's language."""

import pytest
from psycopg import errors as said
from sqlalchemy.exc import DBAPIError

from signage.errors import SignageError
from signage.store.faults import in_words


def in_our_words(complaint: Exception) -> str:
    """What people are told of a complaint of the driver."""
    with pytest.raises(SignageError) as told, in_words():
        raise DBAPIError.instance("UPDATE", None, complaint, said.Error)
    return str(told.value)


@pytest.mark.parametrize(
    ("complaint", "told"),
    [
        (said.LockNotAvailable("storniere Anfrage wegen Zeitüberschreitung einer Sperre"), "gleich noch"),
        (said.DeadlockDetected("Verklemmung entdeckt"), "Bitte gleich noch einmal"),
        (said.DiskFull("konnte Datei nicht erweitern: Auf dem Gerät ist kein Platz mehr"), "ist voll"),
        (said.InsufficientPrivilege("keine Berechtigung für Tabelle tenant"), "schreibgeschützt"),
        (said.ReadOnlySqlTransaction("kann UPDATE nicht ausführen"), "schreibgeschützt"),
        (said.UniqueViolation("doppelter Schlüsselwert verletzt Constraint »sign_code_key«"), "vergeben"),
        (said.ForeignKeyViolation("verletzt Fremdschlüssel-Constraint"), "verweist auf etwas"),
        (said.NotNullViolation("NULL-Wert in Spalte »name«"), "Pflichtfeld"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_a_server_that_speaks_german_is_understood(complaint: Exception, told: str) -> None:
    assert told in in_our_words(complaint)


def test_its_own_words_are_told_and_ours_for_its_code_are_not() -> None:
    told = in_our_words(said.LockNotAvailable("storniere Anfrage"))
    assert "(storniere Anfrage)" in told
    assert "lock timeout" not in told
