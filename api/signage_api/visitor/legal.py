"""Imprint, privacy statement and accessibility statement: what the pages say in the reader's language, filled
with what the operator has stated.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from signage import languages
from signage.services.legal import Statements
from signage.settings import Settings

# In both languages that an operator may have printed somewhere.
PATHS = {
    "/imprint": "imprint", "/impressum": "imprint",
    "/privacy": "privacy", "/datenschutz": "privacy",
    "/accessibility": "accessibility", "/barrierefreiheit": "accessibility",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Block:
    """A heading with sentences of ours, then the operator's own lines (German), then an address to write to;
    `unfilled` when the operator owes something here.
    """

    title: str
    said: Sequence[str] = ()
    given: Sequence[str] = ()
    email: str = ""
    unfilled: bool = False


def blocks(page: str, language: str, statements: Statements, settings: Settings) -> list[Block]:
    """The page `imprint`, `privacy` or `accessibility`, from top to bottom."""
    t = _Words(language, page)
    if page == "imprint":
        return _imprint(t, statements, settings)
    return _privacy(t, statements) if page == "privacy" else _accessibility(t, statements, settings)


class _Words:
    """The texts of one page in one language."""

    def __init__(self, language: str, page: str) -> None:
        self.language = language
        self.text = partial(languages.text, language)
        self._prefix = f"legal.{page}."

    def __call__(self, key: str, **values: object) -> str:
        return self.text(self._prefix + key, **values)

    def owed(self, key: str, given: Sequence[str], email: str = "") -> Block:
        """What the operator must state."""
        return Block(self(key), given=given, email=email, unfilled=not given and not email)

    def told(self, key: str) -> Block:
        """A heading and its one sentence."""
        return Block(self(f"{key}_title"), [self(key)])


def _imprint(t: _Words, statements: Statements, settings: Settings) -> list[Block]:
    said = statements.imprint
    optional = [
        (key, getattr(said, key)) for key in ("represented", "responsible", "supervised", "vat", "more")
    ]
    return [
        t.owed("provider", said.provider),
        t.owed("contact", said.contact, settings.contact_email),
        *(Block(t(key), given=lines) for key, lines in optional if lines),
    ]


def _privacy(t: _Words, statements: Statements) -> list[Block]:
    said = statements.privacy
    return [
        t.told("short"),
        t.owed("controller", said.controller or statements.imprint.provider),
        Block(t("counted_title"), [t("counted"), t("searched")]),
        _log(t, said.log_days),
        _reports(t, said.report_months),
        t.told("kept"),
        t.told("firms"),
        t.told("links"),
        *([Block(t("host"), given=said.host)] if said.host else []),
        t.told("rights"),
        t.owed("officer", said.officer),
        t.owed("authority", said.authority),
    ]


def _log(t: _Words, days: int | None) -> Block:
    if days is None:
        return Block(t("log_title"), unfilled=True)
    kept = languages.plural(t.language, "legal.privacy.log", days) if days else t("log_none")
    return Block(t("log_title"), [kept])


def _reports(t: _Words, months: int | None) -> Block:
    kept = [languages.plural(t.language, "legal.privacy.reports_kept", months)] if months else []
    return Block(t("reports_title"), [t("reports"), *kept])


def _accessibility(t: _Words, statements: Statements, settings: Settings) -> list[Block]:
    said = statements.accessibility
    day = languages.day_text(t.language, said.checked_on) if said.checked_on else ""
    status = [t(f"status_{said.status}")] if said.status else []
    checked = [t(f"checked_{said.checked_by}", day=day)] if day else []
    return [
        Block(t("status_title"), [t("scope", law=said.law), *status], unfilled=not status),
        Block(t("gaps_title"), [t("map")], given=said.gaps),
        Block(t("checked_title"), checked, unfilled=not checked),
        Block(
            t("feedback_title"),
            [t("feedback")],
            email=settings.contact_email,
            unfilled=not settings.contact_email,
        ),
        Block(
            t("enforcement_title"), [t("enforcement")], given=said.enforcement, unfilled=not said.enforcement
        ),
    ]
