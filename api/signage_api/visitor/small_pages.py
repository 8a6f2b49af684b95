"""Pages that are rendered whole, for a code without a directory, for `/`, and the templates of all pages."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from signage import languages
from signage.codes import token as tokens
from signage.services.scan_states import Offer
from signage.settings import Settings
from signage_api.offline.parts import registration
from signage_api.visitor.compiled import COMPILED
from signage_api.visitor.links import Links, ToService
from signage_api.visitor.offers import offered_sign
from signage_api.visitor.style import page_style, search_hash


def gap(key: object) -> Markup:
    """Where something is filled in after rendering."""
    return Markup(f"\0{key}\0")  # noqa: S704  a key of our own


class SmallPages:
    """The templates, filled in the languages `offered` (none named: all)."""

    def __init__(self, settings: Settings, *, links: Links | None, offered: Sequence[str]) -> None:
        self.settings, self.offered = settings, tuple(offered) or languages.languages()
        self._environment = Environment(
            loader=PackageLoader("signage_api.visitor"), autoescape=True, undefined=StrictUndefined,
            trim_blocks=True, lstrip_blocks=True, auto_reload=False, bytecode_cache=COMPILED,
        )  # fmt: skip
        self.is_published = links is not None and links.published
        self.style = page_style(published=self.is_published)
        # Without a service there is nothing that keeps pages for a reader without network.
        self.script = "" if self.is_published else registration()
        self._environment.globals.update(
            css=Markup(self.style),  # noqa: S704  our own files
            script=Markup(self.script),  # noqa: S704
            languages=languages.named(self.offered),
            search_hash=search_hash(),
            settings=settings,
            gap=gap,
            links=links or ToService(),
        )
        self._shared = {
            code: {
                **self._environment.globals, "language": code, "at_home": False,
                "t": partial(languages.text, code), "plural": partial(languages.plural, code),
            }
            for code in self.offered
        }  # fmt: skip
        # Compiled now: the first visitor of a fresh process should not wait for it.
        for name in self._environment.list_templates(extensions=["html"]):
            self._environment.get_template(name)

    def state_page(
        self,
        state: str,
        language: str,
        token: str,
        *,
        neighbours: Sequence[Offer] = (),
        nearest: Offer | None = None,
    ) -> bytes:
        """The friendly page of a code that leads to no directory."""
        code = tokens.display(token) if len(token) == tokens.LENGTH else token
        return self.plain_page(
            "state.html", language, token, state=state, code=code,
            neighbours=[offered_sign(offer, language) for offer in neighbours],
            nearest=offered_sign(nearest, language) if nearest else None,
            report=self.report(language, "", code),
        )  # fmt: skip

    def home_page(self, language: str, typed: str = "", offers: Sequence[Offer] = ()) -> bytes:
        """The page with the field for a code; `typed` is what could not be read as one, or leads to
        `offers`.
        """
        offered = [offered_sign(offer, language) for offer in offers]
        return self.plain_page("home.html", language, "", typed=typed, offers=offered, at_home=True)

    def plain_page(self, template: str, language: str, named: str, **values: Any) -> bytes:
        """A page that is no directory; it is `named` in its address."""
        return self.render(template, language, named=named, kept="", dates=[], **values).encode()

    def copy_note(self, language: str, day: date) -> bytes:
        """The line on a published page that stands in for today's."""
        return self.render("copy.html", language, day=languages.day_text(language, day)).encode()

    def report(self, language: str, number: str, code: str) -> str:
        """A mail that tells of something wrong at a sign; empty where nobody takes reports."""
        if not self.settings.contact_email:
            return ""
        subject = languages.text(language, "here.report_subject", number=number, code=code)
        return f"mailto:{self.settings.contact_email}?subject={quote(subject)}"

    def render(self, template: str, language: str, **values: Any) -> str:
        """A template with these values and those that all have."""
        return self.render_each([template], language, values)[0]

    def render_each(self, names: Sequence[str], language: str, values: Mapping[str, Any]) -> list[str]:
        """Several templates with the same values."""
        given, texts = {**self._shared[language], **values}, []
        for name in names:
            found = self._environment.get_template(name)
            # A context that shares what all have spares a copy for each of the many small templates.
            texts.append("".join(found.root_render_func(found.new_context(given, shared=True))))
        return texts
