"""The pages around a report: the form, also with what was wrong with it, and the thanks."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from importlib.resources import files
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from signage import languages
from signage.codes import token as tokens
from signage.maps.policy import inline_hash
from signage.services.reports import KINDS, LONGEST_NOTE, Subject, Taken
from signage.services.reports.photos import LARGEST_MB
from signage.settings import Settings
from signage_api.visitor.compiled import COMPILED
from signage_api.visitor.links import ToService


@dataclass(frozen=True, kw_only=True)
class Filled:
    """What stands in the form when it is shown again; `trouble` is a key of the texts."""

    trouble: str = ""
    minutes: int = 0
    text: str = ""
    tenant: int | None = None


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A sign's form in a language: who is in charge, and the firms to choose from."""

    subject: Subject
    office: str
    language: str
    firms: Sequence[tuple[int, str]] = field(default=())


class ReportPages:
    """Renders in the frame of the visitor's pages."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        loaders = [PackageLoader("signage_api.reporting"), PackageLoader("signage_api.visitor")]
        self._environment = Environment(
            loader=ChoiceLoader(loaders), autoescape=True, undefined=StrictUndefined,
            trim_blocks=True, lstrip_blocks=True, auto_reload=False, bytecode_cache=COMPILED,
        )  # fmt: skip
        css = files("signage_api.visitor").joinpath("page.css").read_text("utf-8").strip()
        style = files("signage_api.reporting").joinpath("report.css").read_text("utf-8").strip()
        self.policy = (
            f"default-src 'none'; style-src {inline_hash(css)} {inline_hash(style)}; img-src data:; "
            "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        )
        self._environment.globals.update(
            css=Markup(css), style=Markup(style), script="",  # noqa: S704  our own files
            languages=languages.named(), settings=settings, links=ToService(),
        )  # fmt: skip

    def form(self, asked: Asked, token: str, filled: Filled) -> str:
        """The form."""
        return self._render(
            "form.html",
            asked,
            token=token,
            firms=asked.firms,
            text=filled.text,
            tenant=filled.tenant,
            trouble=self._trouble(asked.language, filled),
            limited=filled.trouble == "limited",
            email=self._settings.contact_email,
            kinds=KINDS,
            longest=LONGEST_NOTE,
            largest_mb=LARGEST_MB,
        )

    def thanks(self, asked: Asked, taken: Taken, notes: Sequence[str]) -> str:
        """The thanks with the number of the report; `notes` are keys of the texts."""
        return self._render("thanks.html", asked, report=taken.number, notes=notes)

    def _trouble(self, language: str, filled: Filled) -> str:
        if not filled.trouble:
            return ""
        said = languages.text(language, f"report.{filled.trouble}")
        return said.format(minutes=filled.minutes, n=LONGEST_NOTE, mb=LARGEST_MB)

    def _render(self, template: str, asked: Asked, **values: Any) -> str:
        subject, language = asked.subject, asked.language
        common = {
            "language": language,
            "t": partial(languages.text, language),
            "plural": partial(languages.plural, language),
            "code": subject.code,
            "shown": tokens.display(subject.code),
            "number": subject.number or tokens.display(subject.code),
            "area": subject.area_name,
            "office": asked.office,
            "named": subject.code,
            "kept": "",
            "dates": (),
            "at_home": False,
        }
        return self._environment.get_template(template).render(common | values)
