"""How long what tells of people is kept: the only table that says so; `docs/privacy.md` repeats it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from signage.errors import Said


@dataclass(frozen=True, slots=True)
class Period:
    """What is kept for how long (months, or days), counted from `since`, and what becomes of it then."""

    what: Said
    since: Said
    then: Said
    months: int = 0
    days: int = 0

    def limit(self, today: date) -> date:
        """What is older than this day has been kept long enough."""
        if self.days or not self.months:
            return today - timedelta(days=self.days)
        year, month = divmod(today.year * 12 + today.month - 1 - self.months, 12)
        return date(year, month + 1, min(today.day, 28))

    @property
    def length(self) -> Said:
        """`24 Monate`, `90 Tage`."""
        if self.months:
            return Said(f"{self.months} Monate", f"{self.months} months")
        one = self.days == 1
        return Said(f"{self.days} {'Tag' if one else 'Tage'}", f"{self.days} {'day' if one else 'days'}")


_ENDED = Said("Ende der Firma", "end of the firm")
_REMOVED, _ERASED = Said("entfernt", "removed"), Said("gelöscht, die Zeile bleibt", "erased, the row stays")

PERIODS: Final[Mapping[str, Period]] = {
    "contacts": Period(
        Said("Ansprechpartner und Einwilligungen beendeter Firmen", "contacts and consents of ended firms"),
        _ENDED, _ERASED, months=24,
    ),
    "former_contacts": Period(
        Said("frühere Kontaktdaten im Verlauf", "former contacts in the history"),
        Said("Änderung", "change"), _ERASED, months=24,
    ),
    "persons": Period(
        Said("alle Angaben beendeter Einzelpersonen", "everything of sole traders who ended"),
        _ENDED, _ERASED, months=60,
    ),
    "proposals": Period(
        Said("erledigte Vorschläge von Firmen", "settled proposals of firms"),
        Said("Erledigung", "settlement"), _ERASED, months=12,
    ),
    "parked": Period(
        Said("erledigte Zeilen aus Importen", "settled rows of imports"),
        Said("Erledigung", "settlement"), _ERASED, months=12,
    ),
    "events": Period(
        Said("Ereignisse zu Konten", "events of accounts"), Said("Ereignis", "event"), _REMOVED, months=12,
    ),
    "uploads": Period(
        Said("hochgeladene Arbeitsmappen", "uploaded workbooks"),
        Said("Hochladen", "upload"), _REMOVED, days=1,
    ),
    "reports": Period(
        Said("erledigte Meldungen von Besuchern", "settled reports of visitors"),
        Said("Erledigung", "settlement"), _REMOVED, months=12,
    ),
    "photos": Period(
        Said("Fotos ohne Meldung", "photos without a report"), Said("Entfernen", "removal"), _REMOVED, days=0,
    ),
    "terms": Period(
        Said("kaum gesuchte Suchwörter", "rare search terms"), Said("Suche", "search"), _REMOVED, days=90,
    ),
    "sign_ins": Period(
        Said("beendete Anmeldungen und Links", "sign-ins and links that are over"),
        Said("Ende", "end"), _REMOVED, days=30,
    ),
}  # fmt: skip
