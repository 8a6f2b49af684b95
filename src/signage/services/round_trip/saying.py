"""The sentences of a comparison, in German and English."""

from datetime import date
from typing import Final

from signage.domain.names import counted
from signage.errors import Said

OTHER_STORE: Final = Said(
    "Die Datei stammt aus einem anderen Bestand. Die Firmen werden nach Name und Anschrift verglichen.",
    "The file is from another inventory. Firms are compared by name and address.",
)
NO_MARKS: Final = Said(
    "Der Datei fehlt das verborgene Blatt des Exports. Fehlende Zeilen lassen sich deshalb nicht erkennen.",
    "The file lacks the hidden sheet of the export. So rows that are missing cannot be told.",
)
ODD_KEY: Final = Said(
    "In der Kennung steht etwas anderes als eine Zahl.", "There is something other than a number in the key."
)
UNKNOWN_KEY: Final = Said(
    "Eine Firma mit dieser Kennung gibt es nicht (mehr). Für eine neue Firma die Kennung bitte leeren.",
    "There is no firm with this key (any more). For a new firm please empty the key.",
)
UNKNOWN_VERSION: Final = Said(
    "Aus welchem Stand diese Zeile ist, lässt sich nicht mehr feststellen. Bitte neu exportieren.",
    "As of when this row is cannot be told any more. Please export anew.",
)
TWICE: Final = Said(
    "Diese Firma steht mehrmals in der Datei. Bitte nur eine der Zeilen behalten.",
    "This firm stands in the file more than once. Please keep only one of the rows.",
)
COPIED: Final = Said(
    "Die Zeile ist offenbar eine Kopie einer anderen. Soll sie eine neue Firma sein?",
    "The row seems to be a copy of another one. Is it meant to be a new firm?",
)
SWAPPED: Final = Said(
    "Dieser Name gehört zu einer anderen Zeile des Exports. Wurde nur ein Teil der Spalten sortiert oder "
    "verschoben?",
    "This name belongs to another row of the export. Were only some of the columns sorted or moved?",
)
OTHER_FIRM: Final = Said(
    "Name und weitere Angaben sind andere geworden. Heißt die Firma jetzt anders, oder ist es eine neue "
    "Firma an Stelle der alten?",
    "The name and more are others now. Is the firm called otherwise, or is it a new firm in "
    "place of the old one?",
)
CHANGED_MEANWHILE: Final = Said(
    "Seit dem Export hat jemand dieselbe Angabe geändert. Bitte wählen, was gilt.",
    "Since the export somebody changed the same value. Please choose what holds.",
)
ODD_ACTION: Final = Said(
    "„Was ist zu tun?“ nennt keines der vier Wörter.", "“What is to be done?” has none of the four words."
)
MOVED_WHERE: Final = Said(
    "Umgezogen – aber wohin? Anschrift und Gewerbegebiet sind noch die alten.",
    "Moved - but where to? Address and area are still the old ones.",
)
NAME_LACKS: Final = Said("Der Name der Firma fehlt.", "The firm's name is missing.")
AREA_LACKS: Final = Said("Das Gewerbegebiet fehlt.", "The area is missing.")
PERHAPS_KNOWN: Final = Said(
    "Diese Firma gibt es vielleicht schon.", "Perhaps this firm is in the inventory already."
)
ROW_GONE: Final = Said(
    "Die Zeile fehlt in der Datei. Gibt es die Firma nicht mehr?",
    "The row is missing from the file. Is the firm gone?",
)


def keys_given(count: int) -> Said:
    """Rows that lost their keys."""
    return Said(
        f"Bei {counted(count, 'Zeile', 'Zeilen')} fehlte die verborgene Kennung oder war die einer anderen "
        "Firma, etwa nach dem Sortieren. Sie wurde nach Name und Anschrift ergänzt.",
        f"In {counted(count, 'row', 'rows')} the hidden key was missing or another firm's, after sorting "
        "say. It was filled in by name and address.",
    )


def ended_meanwhile(on: date) -> Said:
    """A firm that was ended after the export."""
    return Said(
        f"Die Firma wurde inzwischen zum {on:%d.%m.%Y} beendet.", f"The firm was ended meanwhile, from {on}."
    )


def several_areas(text: str) -> Said:
    """A name that several areas have."""
    return Said(
        f"Mehrere Gewerbegebiete heißen „{text[:60]}“. Bitte aus der Liste wählen.",
        f"Several areas are called '{text[:60]}'. Please choose from the list.",
    )


def no_area(text: str) -> Said:
    """A name that no area within the rights has."""
    return Said(
        f"Das Gewerbegebiet „{text[:60]}“ gibt es hier nicht. Bitte aus der Liste wählen.",
        f"There is no area '{text[:60]}' here. Please choose from the list.",
    )


def no_town(text: str) -> Said:
    """A municipality out of the rights, or none at all."""
    return Said(
        f"„{text[:60]}“ ist keine Gemeinde, für die Sie zuständig sind.",
        f"'{text[:60]}' is no municipality that you answer for.",
    )


def twice_as(row: int) -> Said:
    """A firm that an earlier row of the file means as well."""
    return Said(f"Diese Firma steht schon in Zeile {row}.", f"This firm stands in row {row} already.")
