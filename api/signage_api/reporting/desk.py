"""Where reports come in: who may be heard how often, what is kept, who is told."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from signage import languages
from signage.domain.names import folded
from signage.errors import Unavailable
from signage.services.reports import KINDS, LONGEST_NOTE, Report, Subject, Taken, subject_of, take_report
from signage.services.reports.forms import FormTokens, form_key
from signage.services.reports.limits import Limits
from signage.services.reports.taking import plain_note, report_of_form
from signage.settings import Settings
from signage.store import Store
from signage_api.reporting.pages import Asked, Filled, ReportPages
from signage_api.reporting.senders import read_networks

if TYPE_CHECKING:
    from signage.services.reports.mail import ReportMail

_MOST_FIRMS = 300  # in a list to choose from


@dataclass(frozen=True, slots=True)
class Sent:
    """What a form brought, as text; `has_photo` says whether a photo waits to be looked at."""

    kind: str
    token: str
    text: str
    tenant: int | None
    trap: str
    address: str
    has_photo: bool


class NotTaken(Exception):
    """A report that is not taken as it is: `trouble` names the text that says why."""

    def __init__(self, trouble: str, status: int = 422, wait_s: float = 0.0) -> None:
        super().__init__(trouble)
        self.trouble, self.status, self.wait_s = trouble, status, wait_s


class Desk:
    """One for each process; to be closed before the store."""

    def __init__(self, store: Store, settings: Settings, *, today: Callable[[], date]) -> None:
        self._store, self._settings, self._today = store, settings, today
        self.proxies = read_networks(settings.trusted_proxies)
        self.limits = Limits(today)
        self._mail = _mail(settings, today)
        self._pages: ReportPages | None = None
        self._tokens: FormTokens | None = None

    @property
    def pages(self) -> ReportPages:
        """The pages; made on first demand, for most processes only answer scans."""
        self._pages = self._pages or ReportPages(self._settings)
        return self._pages

    @property
    def tokens(self) -> FormTokens:
        """The tokens of forms. Raises Unavailable while the store takes nothing."""
        self._tokens = self._tokens or FormTokens(form_key(self._store))
        return self._tokens

    def close(self) -> None:
        """Send the mails that wait."""
        if self._mail is not None:
            self._mail.close()

    def asked(self, code: str, language: str) -> Asked | None:
        """What the form of a code shows; None where no sign carries it."""
        subject = subject_of(self._store, code)
        if subject is None:
            return None
        firms = self._firms(subject)
        return Asked(
            subject=subject, office=self._office(subject.in_charge("entry")), language=language, firms=firms
        )

    def form(self, asked: Asked, filled: Filled | None = None) -> str:
        """The form with a fresh token."""
        return self.pages.form(asked, self.tokens.new(asked.subject.code), filled or Filled())

    def admit(self, asked: Asked, sent: Sent) -> tuple[Report, bool] | Taken:
        """The report that a form makes and whether its words are taken, or the one that it has made already.

        Raises NotTaken.
        """
        if sent.trap:
            raise NotTaken("trap")
        if self.tokens.read(sent.token, asked.subject.code) != "fresh":
            raise NotTaken("again")
        if sent.kind not in KINDS:
            raise NotTaken("choose")
        if len(note := plain_note(sent.text)) > LONGEST_NOTE:
            raise NotTaken("text_long")
        if (before := report_of_form(self._store, sent.token)) is not None:
            return before
        allowed = self.limits.take(sent.address, words=bool(note or sent.has_photo))
        if allowed.refused:
            raise NotTaken("limited", 429, allowed.wait_s)
        return Report(kind=sent.kind, language=asked.language, tenant=sent.tenant, text=note), allowed.words

    def take(self, asked: Asked, sent: Sent, report: Report, *, words: bool) -> Taken:
        """Keep the report and tell who is in charge. Raises NotTaken while the store takes nothing."""
        try:
            taken = take_report(
                self._store, asked.subject, report, self._today(), words=words, form=sent.token
            )
        except Unavailable:
            raise NotTaken("unavailable", 503, 5) from None
        if not taken.joined and not taken.again:
            self._tell(asked.subject, report.kind, taken)
        return taken

    def thanks(self, asked: Asked, kind: str, taken: Taken, notes: list[str]) -> str:
        """The thanks for a report."""
        office = self._office(asked.subject.in_charge(kind))
        told = [name for name, said in (("joined", taken.joined), ("trimmed", taken.trimmed)) if said]
        return self.pages.thanks(replace(asked, office=office), taken, list(dict.fromkeys([*told, *notes])))

    def _firms(self, subject: Subject) -> list[tuple[int, str]]:
        if subject.area is None:
            return []
        rows = self._store.read("tenant", area=subject.area, as_of=self._today(), limit=_MOST_FIRMS + 1)
        if len(rows) > _MOST_FIRMS:
            return []
        return sorted(((row["id"], row["name"]) for row in rows), key=lambda firm: folded(firm[1]))

    def _office(self, ags: str | None) -> str:
        rows = self._store.read("municipality", where={"ags": ags}, as_of=self._today()) if ags else []
        return str(rows[0]["name"]) if rows else self._settings.operator

    def _tell(self, subject: Subject, kind: str, taken: Taken) -> None:
        """Tell what was kept, and no more: the list shows nothing else."""
        if self._mail is None:
            return
        said = languages.text("de", f"report.kind.{kind}")
        number = subject.number or subject.code
        lines = [
            f"Schild {number}: {said}",
            f"Gebiet: {subject.area_name or '–'}",
            f"Meldung {taken.number} vom {languages.day_text('de', self._today())}",
            f"Seite des Schilds: {self._settings.public_url}/{subject.code}",
            "Foto: liegt bei der Meldung" if taken.has_photo else "Foto: keines",
        ]
        if taken.note:
            lines += ["", "Hinweis des Besuchers (nicht geprüft):", *_quoted(taken.note)]
        lines += ["", f"Alle Meldungen: signage reports, oder {self._settings.public_url}/api/v1/reports"]
        subject_line = f"Meldung {taken.number}: Schild {number}, {said}"
        self._mail.tell(subject.in_charge(kind), subject_line, "\n".join(lines) + "\n")


def _quoted(text: str) -> list[str]:
    return [f"> {line}" for line in text.splitlines()]


def minutes(wait_s: float) -> int:
    """A wait as visitors are told it."""
    return max(1, math.ceil(wait_s / 60))


def _mail(settings: Settings, today: Callable[[], date]) -> "ReportMail | None":
    if not settings.smtp_url or not settings.report_mail:
        return None
    from signage.services.reports.mail import ReportMail, read_mail

    found = read_mail(settings)
    if found is None:
        return None
    server, recipients = found
    sender = settings.mail_from or settings.contact_email or next(iter(recipients.values()))
    return ReportMail(server, recipients, sender=sender, today=today)
