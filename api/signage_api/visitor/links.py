"""Where the links of visitors' pages lead: to the service, or from file to file of a publication.

A publication lies in folders, so that any web server hands it out: `/CODE/` is the page in the first
language, `/CODE/en/` the same in another.
"""

from typing import Protocol

from signage import languages
from signage.services.publishing.pages import card_of, folder_of, plan_of


def plan_language(language: str) -> str:
    """The language of a plan for who reads a page in `language`: easy German is German."""
    return languages.for_staff(language)


class Links(Protocol):
    """What templates may ask; a page is named by its code, `""` is the one at `/`."""

    published: bool  # without a service behind: nothing can be searched or sent
    with_data: bool  # whether `/CODE.json` is there

    def page(self, name: str, language: str) -> str:
        """Another page in this language."""

    def card(self, firm: str, language: str) -> str:
        """The contact card of a firm."""

    def plan(self, code: str, area: int, language: str) -> str:
        """The plan of the area of a sign; nothing where there is none."""

    def own(self, name: str, language: str, kept: str) -> str:
        """The page itself in another language; `kept` is what else was asked for."""


class ToService:
    """Links that the service answers: the language stands in the query."""

    published, with_data = False, True

    def page(self, name: str, language: str) -> str:
        """See Links."""
        return f"/{name}?lang={language}"

    def card(self, firm: str, language: str) -> str:
        """See Links."""
        return f"/card/{firm}.vcf?lang={language}"

    def plan(self, code: str, area: int, language: str) -> str:  # noqa: ARG002  it goes by the code
        """See Links."""
        return f"/{code}/area.pdf?lang={language}"

    def own(self, name: str, language: str, kept: str) -> str:  # noqa: ARG002  the reader's address has it
        """See Links."""
        return f"?lang={language}{kept}"


class ToFiles:
    """Links between the files of a publication."""

    published = True

    def __init__(self, *, with_data: bool, with_plans: bool = False) -> None:
        self.with_data, self._with_plans = with_data, with_plans

    def page(self, name: str, language: str) -> str:
        """See Links."""
        return "/" + folder_of(name, language)

    def card(self, firm: str, language: str) -> str:
        """See Links."""
        return "/" + card_of(firm, language)

    def plan(self, code: str, area: int, language: str) -> str:  # noqa: ARG002  all signs lead to the same
        """See Links."""
        return "/" + plan_of(area, plan_language(language)) if self._with_plans else ""

    def own(self, name: str, language: str, kept: str) -> str:  # noqa: ARG002  nothing is asked of a file
        """See Links."""
        return self.page(name, language)
