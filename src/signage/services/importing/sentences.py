"""What is said of a cell that cannot be taken, and what to do, in German and English."""

from datetime import date
from typing import Final

from signage.errors import Said

Pair = tuple[Said, Said]  # what is wrong, and what to do
NO_RESULT: Final = (
    Said(
        "In der Zelle steht eine Formel ohne gespeichertes Ergebnis oder ein Fehlerwert wie #NV.",
        "The cell holds a formula without a stored result, or an error such as #N/A.",
    ),
    Said(
        "Öffnen Sie die Datei in Excel und speichern Sie sie, oder tragen Sie den Wert selbst ein.",
        "Open the file in Excel and save it, or enter the value yourself.",
    ),
)
UNSEEN_SIGNS: Final = (
    Said("Der Text enthält unsichtbare Steuerzeichen.", "The text holds invisible control characters."),
    Said("Tippen Sie den Text neu ein.", "Type the text anew."),
)
SHORTEN: Final = {
    "text": Said("Kürzen Sie den Text.", "Shorten the text."),
    "house_number": Said("Kürzen Sie die Hausnummer.", "Shorten the house number."),
    "phone": Said("Kürzen Sie die Nummer.", "Shorten the number."),
    "web": Said("Kürzen Sie die Adresse.", "Shorten the address."),
    "wz_code": Said("Tragen Sie einen einzigen Code ein.", "Enter a single code."),
}


def joined(*sentences: str) -> Said:
    """Sentences one behind the other, each in both languages where it has them; empty ones are left out."""
    filled = [one for one in sentences if one]
    return Said(" ".join(filled), " ".join(getattr(one, "english", one) for one in filled))


def in_column(column: str, sentence: str) -> Said:
    """A sentence about a column of the file."""
    english = (getattr(words, "english", words) for words in (column, sentence))
    return Said(f"{column}: {sentence}", ": ".join(english))


def too_long(length: int, longest: int, what: str = "text") -> Pair:
    """More than the field holds."""
    said = Said(f"{length} Zeichen, erlaubt sind {longest}.", f"{length} characters, allowed are {longest}.")
    return said, SHORTEN[what]


def signs_lost(text: str) -> Pair:
    """Text with signs that nothing can give back."""
    return (
        Said(f"In »{text}« sind Zeichen verloren gegangen.", f"In '{text}' characters were lost."),
        Said("Speichern Sie die Datei neu als UTF-8 oder XLSX.", "Save the file anew as UTF-8 or XLSX."),
    )


def wrongly_decoded(text: str, meant: str) -> Pair:
    """Mojibake."""
    return (
        Said(
            f"»{text}« ist falsch kodiert; gemeint ist wohl »{meant}«.",
            f"'{text}' is wrongly encoded; '{meant}' seems to be meant.",
        ),
        Said(
            "Berichtigen Sie den Text, oder importieren Sie mit --repair.",
            "Correct the text, or import with --repair.",
        ),
    )


def no_key(text: str) -> Pair:
    """No AGS."""
    return (
        Said(f"»{text}« ist kein Gemeindeschlüssel (8 Ziffern).", f"'{text}' is no AGS (8 digits)."),
        Said("Tragen Sie den AGS ein, z. B. 16067029.", "Enter the AGS, such as 16067029."),
    )


def no_district(text: str) -> Pair:
    """No key of a district."""
    return (
        Said(
            f"»{text}« ist kein Kreisschlüssel (5 Ziffern).", f"'{text}' is no key of a district (5 digits)."
        ),
        Said("Tragen Sie z. B. 16067 ein.", "Enter 16067, say."),
    )


def four_digits(text: str) -> Said:
    """A postcode that lost its first zero."""
    return Said(
        f"Eine Postleitzahl hat 5 Ziffern; gespeichert als 0{text}. Prüfen Sie sie.",
        f"A postcode has 5 digits; stored as 0{text}. Check it.",
    )


def wrong_postcode(text: str) -> Pair:
    """Digits, but not five."""
    return (
        Said(f"»{text}« ist keine Postleitzahl (5 Ziffern).", f"'{text}' is no postcode (5 digits)."),
        Said("Berichtigen Sie die Postleitzahl.", "Correct the postcode."),
    )


def no_postcode(text: str) -> Pair:
    """Something else than a postcode."""
    return (
        Said(f"»{text[:40]}« ist keine Postleitzahl.", f"'{text[:40]}' is no postcode."),
        Said("Tragen Sie fünf Ziffern ein, z. B. 99867.", "Enter five digits, such as 99867."),
    )


def became_a_date(text: str, meant: str) -> Pair:
    """A house number like 3-5 that Excel took for a day."""
    return (
        Said(
            f"Excel hat die Hausnummer in ein Datum verwandelt ({text[:10]}); gemeint ist wohl {meant}.",
            f"Excel turned the house number into a date ({text[:10]}); {meant} seems to be meant.",
        ),
        Said(
            f"Formatieren Sie die Zelle als Text und tragen Sie {meant} ein.",
            f"Format the cell as text and enter {meant}.",
        ),
    )


def neither_yes_nor_no(text: str) -> Pair:
    """Something else than a yes or no."""
    return (
        Said(f"»{text[:40]}« ist weder ja noch nein.", f"'{text[:40]}' is neither yes nor no."),
        Said("Schreiben Sie ja oder nein.", "Write yes or no."),
    )


def no_phone(text: str) -> Said:
    """Nothing to call."""
    return Said(
        f"»{text[:40]}« ist keine Telefonnummer und wurde weggelassen. Berichtigen Sie sie.",
        f"'{text[:40]}' is no telephone number and was left out. Correct it.",
    )


def zero_added(text: str) -> Said:
    """A telephone number that was stored as a number."""
    return Said(
        f"Die Zelle ist eine Zahl; ihre führende Null wurde ergänzt: 0{text}.",
        f"The cell is a number; its leading zero was added: 0{text}.",
    )


def no_email(text: str) -> Said:
    """Nothing to write to."""
    return Said(
        f"»{text[:40]}« ist keine E-Mail-Adresse und wurde weggelassen. Gebraucht wird name@example.de.",
        f"'{text[:40]}' is no mail address and was left out. Needed is name@example.de.",
    )


def odd_branch(text: str) -> Said:
    """A code that no classification has."""
    return Said(
        f"»{text}« sieht nicht aus wie ein WZ-Code (z. B. 46.73.0). Prüfen Sie ihn.",
        f"'{text}' does not look like a WZ code (such as 46.73.0). Check it.",
    )


def no_web(text: str) -> Pair:
    """An address of another kind."""
    return (
        Said(f"»{text[:40]}« ist keine Internetadresse.", f"'{text[:40]}' is no web address."),
        Said("Gebraucht wird https://...", "Needed is https://..."),
    )


def web_left_out(text: str) -> Said:
    """No address at all."""
    return Said(
        f"»{text[:40]}« ist keine Internetadresse und wurde weggelassen. Gebraucht wird https://www.example.de.",
        f"'{text[:40]}' is no web address and was left out. Needed is https://www.example.de.",
    )


def unknown_choice(text: str, german: str, english: str) -> Pair:
    """None of the values that there are."""
    return (
        Said(f"»{text[:60]}« ist kein bekannter Wert.", f"'{text[:60]}' is no known value."),
        Said(f"Erlaubt sind: {german}.", f"Allowed are: {english}."),
    )


def no_number(text: str, *, whole: bool = False) -> Pair:
    """No number, or none without a fraction."""
    if whole:
        return (
            Said(f"»{text[:40]}« ist keine ganze Zahl.", f"'{text[:40]}' is no whole number."),
            Said("Tragen Sie eine ganze Zahl ein.", "Enter a whole number."),
        )
    return (
        Said(f"»{text[:40]}« ist keine Zahl.", f"'{text[:40]}' is no number."),
        Said("Tragen Sie eine Zahl ein.", "Enter a number."),
    )


def out_of_range(text: str, low: float | None, high: float | None, unit: str) -> Pair:
    """A number that the field does not take."""
    if high is not None:
        german, english = f"von {low or 0:g} bis {high:g}", f"{low or 0:g} to {high:g}"
    else:
        german, english = f"ab {low:g}", f"from {low:g}"
    return (
        Said(
            f"»{text[:40]}« liegt außerhalb des Erlaubten ({german} {unit}".rstrip() + ").",
            f"'{text[:40]}' is out of what is allowed ({english} {unit}".rstrip() + ").",
        ),
        Said("Prüfen Sie Zahl und Einheit.", "Check number and unit."),
    )


def only_the_month(text: str, day: date) -> Said:
    """A date without a day."""
    return Said(
        f"»{text}« nennt keinen Tag; gespeichert als {day:%d.%m.%Y}.",
        f"'{text}' names no day; stored as {day}.",
    )


def only_the_year(text: str, day: date) -> Said:
    """A year alone."""
    return Said(
        f"»{text}« nennt nur das Jahr; gespeichert als {day:%d.%m.%Y}.",
        f"'{text}' names the year only; stored as {day}.",
    )


def no_date(text: str) -> Pair:
    """No day at all."""
    return (
        Said(f"»{text[:40]}« ist kein Datum.", f"'{text[:40]}' is no date."),
        Said("Schreiben Sie Tag.Monat.Jahr, z. B. 01.04.2026.", "Write a day such as 2026-04-01."),
    )


def no_such_day(text: str) -> Pair:
    """A 30th of February."""
    return (
        Said(f"Den Tag »{text[:40]}« gibt es nicht.", f"There is no day '{text[:40]}'."),
        Said("Berichtigen Sie das Datum.", "Correct the date."),
    )


def odd_year(year: int, text: str, meant: str) -> Pair:
    """A year long ago or far ahead; `meant` is the likely one, empty for none."""
    german, english = (f" Meinten Sie {meant}?", f" Did you mean {meant}?") if meant else ("", "")
    return (
        Said(
            f"Das Jahr {year} in »{text[:40]}« kann nicht stimmen.",
            f"The year {year} in '{text[:40]}' cannot be right.",
        ),
        Said(f"Berichtigen Sie das Jahr.{german}", f"Correct the year.{english}"),
    )
