"""The sentences of the instruction sheet, in German and English."""

from datetime import datetime

from signage.domain.validity import at_the_signs
from signage.errors import Said
from signage.services.round_trip.columns import in_language

TITLE = Said("So geht es", "How it works")
_STEPS = (
    Said(
        "Sehen Sie auf dem Blatt „Firmen“ jede Zeile durch. Zehn Minuten genügen meist.",
        "Look through every row on the sheet “Firms”. Ten minutes will mostly do.",
    ),
    Said(
        "Stimmt alles? Wählen Sie in „Was ist zu tun?“ das Wort „bleibt“. Die Firma gilt dann als bestätigt.",
        "Is everything right? Choose “stays” in “What is to be done?”. The firm then counts as confirmed.",
    ),
    Said(
        "Ist etwas falsch? Berichtigen Sie die Zelle und wählen Sie „korrigiert“.",
        "Is something wrong? Correct the cell and choose “corrected”.",
    ),
    Said(
        "Ist die Firma umgezogen? Tragen Sie die neue Anschrift oder das neue Gewerbegebiet ein "
        "und wählen Sie „umgezogen“.",
        "Has the firm moved? Enter the new address or the new area and choose “moved”.",
    ),
    Said(
        "Gibt es die Firma nicht mehr? Wählen Sie „weg“. Den letzten Tag kennen Sie? Dann tragen Sie unter "
        "„weg ab“ den Tag danach ein; sonst gilt der Tag, an dem Sie die Datei hochladen.",
        "Is the firm gone? Choose “gone”. If you know its last day, enter the day after it under “gone "
        "from”; otherwise the day counts on which you upload the file.",
    ),
    Said(
        "Eine neue Firma schreiben Sie in die erste freie Zeile darunter. Name und Gewerbegebiet genügen.",
        "Write a new firm into the first free row below. Name and area will do.",
    ),
    Said(
        "Speichern Sie die Datei und laden Sie sie am Arbeitsplatz unter „Excel“ wieder hoch. Dort sehen Sie "
        "jede Änderung, bevor etwas gespeichert wird.",
        "Save the file and upload it again at the desk under “Excel”. There you see every change before "
        "anything is stored.",
    ),
)
_GOOD_TO_KNOW = (
    Said(
        "Zeilen, an denen Sie nichts tun, bleiben, wie sie sind.",
        "Rows to which you do nothing stay as they are.",
    ),
    Said(
        "Eine gelöschte Zeile beendet keine Firma: Danach werden Sie gefragt.",
        "A deleted row ends no firm: you will be asked about it.",
    ),
    Said(
        "Hat inzwischen jemand anders dieselbe Firma geändert, sehen Sie beide Fassungen und wählen.",
        "If somebody else changed the same firm meanwhile, you see both versions and choose.",
    ),
    Said(
        "Filtern und Spalten verbreitern dürfen Sie. Sortiert ist schon: nach Gebiet und Name. Schreiben Sie "
        "keine Firma über eine andere.",
        "You may filter and widen columns. The rows are sorted already, by area and name. Do not write one "
        "firm over another.",
    ),
    Said(
        "Die Datei enthält Angaben, die nicht öffentlich sind (etwa Ansprechpersonen). Geben Sie sie "
        "nicht weiter.",
        "The file holds data that are not public (contact persons, say). Do not pass it on.",
    ),
)
STEPS_TITLE = Said("Schritt für Schritt", "Step by step")
KNOW_TITLE = Said("Gut zu wissen", "Good to know")
NAME = Said("Anleitung", "Instructions")
FIRMS = Said("Firmen", "Firms")
LISTS = Said("Listen", "Lists")


def steps(language: str) -> list[str]:
    """What to do, one sentence after the other."""
    return [in_language(said, language) for said in _STEPS]


def good_to_know(language: str) -> list[str]:
    """What else helps."""
    return [in_language(said, language) for said in _GOOD_TO_KNOW]


def head_line(title: str, firms: int, at: datetime, language: str) -> str:
    """Of what and from when the workbook is."""
    local = at_the_signs(at)
    if language == "en":
        return f"{title or 'All municipalities'} · {firms} firms · as of {local:%Y-%m-%d %H:%M}"
    return f"{title or 'Alle Gemeinden'} · {firms} Firmen · Stand {local:%d.%m.%Y %H:%M}"
