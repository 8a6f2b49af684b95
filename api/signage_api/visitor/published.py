"""The pages of visitors as a publication writes them down: as the service would answer on one day."""

import gzip
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from importlib.resources import files
from importlib.resources.abc import Traversable

from isal import isal_zlib

from signage.domain.validity import today
from signage.services.area_sheets import area_sheets, plan_state
from signage.services.legal import read_statements
from signage.services.publishing.pages import Sheet
from signage.settings import Settings
from signage.store import Store
from signage_api.visitor.answers import Answer
from signage_api.visitor.kept_pages import Page
from signage_api.visitor.legal import PATHS
from signage_api.visitor.links import ToFiles, plan_language
from signage_api.visitor.rendering import Renderer
from signage_api.visitor.style import search_script
from signage_api.visitor.visits import Visits

_GZIP = 31
_CODE = (".py", ".html", ".css", ".toml", ".js", ".typ")


class PublishedPages:
    """Signage's own `signage.services.publishing.pages.Pages`; to be closed before the store."""

    def __init__(
        self,
        store: Store,
        settings: Settings,
        *,
        languages: Sequence[str],
        with_data: bool,
        day: date,
        with_plans: bool = False,
    ) -> None:
        links = ToFiles(with_data=with_data, with_plans=with_plans)
        renderer = Renderer(settings, links=links, offered=languages)
        self._visits = Visits(store, settings, today=lambda: day, renderer=renderer)
        self._unpictured = ""
        self._sheets = partial(
            area_sheets, store, day=day, operator=settings.operator, address=settings.public_url
        )
        self._plan_state = partial(plan_state, store, day=day)
        spoken = dict.fromkeys(plan_language(language) for language in languages)
        self.planned: Sequence[str] = [*spoken] if with_plans else []
        self.languages: Sequence[str] = languages
        self.statements: Sequence[str] = [path.removeprefix("/") for path in PATHS]
        self.headers: Sequence[tuple[str, str]] = [
            (name.decode(), value.decode()) for name, value in self._visits.security
        ]
        self.recipe = _recipe(settings, (*languages, with_data, with_plans))

    def close(self) -> None:
        """Give the store's connection back."""
        self._visits.close()

    def page(self, token: str, language: str) -> Sheet:
        """See Pages."""
        found = self._visits.page(token, language)
        # A page that was just made knows it: nobody asks the store a second time.
        self._unpictured = token if isinstance(found, Page) and not found.share.here.picture else ""
        return _sheet(found.packed if isinstance(found, Page) else found)

    def home(self, language: str) -> Sheet:
        """See Pages."""
        return _sheet(self._visits.home(language, ""))

    def statement(self, name: str, language: str) -> Sheet:
        """See Pages."""
        return _sheet(self._visits.legal(PATHS[f"/{name}"], language))

    def unknown(self, language: str) -> Sheet:
        """See Pages."""
        return _sheet(self._visits.unknown(language))

    def files(self) -> Mapping[str, bytes]:
        """See Pages."""
        return _beside()

    def card(self, firm: str, language: str) -> bytes | None:
        """See Pages."""
        return _card(self._visits, firm, language)

    def plans(self, wanted: Sequence[tuple[int, str]]) -> Sequence[bytes | None]:
        """See Pages."""
        return self._sheets(wanted)

    def plan_state(self, area: int) -> str:
        """See Pages."""
        return self._plan_state(area)

    def picture(self, token: str) -> bytes | None:
        """See Pages."""
        if token == self._unpictured:
            return None
        found = self._visits.picture(token, self.languages[0])
        return found.body if found.status == 200 else None

    def data(self, token: str) -> bytes | None:
        """See Pages."""
        found = self._visits.data(token, self.languages[0])
        return found.body if found.status == 200 else None


class RightAnswers:
    """What the service and a publication of its may answer now: `signage.services.verifying.Expected`; to be
    closed before the store.
    """

    def __init__(self, store: Store, settings: Settings, *, languages: Sequence[str]) -> None:
        self._service = Visits(store, settings, today=today)
        self._sheets = partial(area_sheets, store, operator=settings.operator, address=settings.public_url)
        links = [
            ToFiles(with_data=with_data, with_plans=with_plans)
            for with_data in (False, True)
            for with_plans in (True, False)
        ]
        self._files = [
            Visits(store, settings, today=today, renderer=Renderer(settings, links=link, offered=languages))
            for link in links
        ]

    def close(self) -> None:
        """Give the store's connections back."""
        for visits in (self._service, *self._files):
            visits.close()

    def answers(self, token: str, language: str) -> list[Sheet]:
        """See Expected."""
        found = []
        for visits in (self._service, *self._files):
            sheet = _answered(visits, token, language)
            if sheet.leads_to:  # a web server without rules shows the page it leads to at once
                found += [sheet, _answered(visits, sheet.leads_to, language)]
            else:
                found += [sheet, replace(sheet, status=200)]
        return found

    def card(self, firm: str, language: str) -> bytes | None:
        """See Expected."""
        return _card(self._service, firm, language)

    def plans(self, wanted: Sequence[tuple[int, str]], made_on: Sequence[date]) -> Sequence[bytes | None]:
        """See Expected."""
        return self._sheets(wanted, day=today(), made_on=made_on)

    def files(self) -> Mapping[str, bytes]:
        """See Expected."""
        return _beside()


def _beside() -> Mapping[str, bytes]:
    return {"search.js": search_script()}


def _card(visits: Visits, firm: str, language: str) -> bytes | None:
    found = visits.card(firm, language)
    return found.body if found.status == 200 else None


def _answered(visits: Visits, token: str, language: str) -> Sheet:
    found = visits.page(token, language)
    return _sheet(found.packed if isinstance(found, Page) else found)


def _sheet(found: Answer) -> Sheet:
    headers = dict(found.headers)
    if found.status == 302:
        return Sheet(302, leads_to=headers[b"location"].decode().removeprefix("/"))
    if headers.get(b"content-encoding") == b"gzip":
        return Sheet(found.status, isal_zlib.decompress(found.body, _GZIP), found.body)
    return Sheet(found.status, found.body, gzip.compress(found.body, 6, mtime=0))


def _recipe(settings: Settings, asked: tuple[object, ...]) -> str:
    """A hash of all that makes pages beside the store: settings, what is asked for, this software itself."""
    found = hashlib.sha256(repr((_shown(settings), asked)).encode())
    for package in ("signage", "signage_api"):
        for file in _files(files(package)):
            found.update(file)
    return found.hexdigest()


def _shown(settings: Settings) -> tuple[str, ...]:
    """What a page may show of the settings."""
    return (
        settings.public_url, settings.operator, settings.contact_email, settings.imprint_url,
        settings.privacy_url, settings.accessibility_url, repr(read_statements(settings.legal)),
    )  # fmt: skip


def _files(folder: Traversable) -> list[bytes]:
    found = []
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            found += _files(entry)
        elif entry.name.endswith(_CODE):
            found.append(entry.name.encode() + b"\0" + entry.read_bytes())
    return found
