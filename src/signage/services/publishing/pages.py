"""What a publication asks of whoever renders pages."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from signage.languages import DEFAULT

TAILS = ("", ".gz", ".br")  # a page as it is, and packed for whoever reads that
_PLAN = re.compile(rb'href="/area/(?:([a-z-]+)/)?([0-9]+)\.pdf"')
_CARD = re.compile(rb'href="/card/(?:[a-z-]+/)?([0-9]+)\.vcf')


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page as it is answered: its HTML, plain and as one gzip member.

    `status` is 200, 404 or 410; 302 leads to the code `leads_to` and has no HTML.
    """

    status: int
    html: bytes = b""
    packed: bytes = b""
    leads_to: str = ""


class Pages(Protocol):
    """The pages of one day, with links from file to file."""

    languages: Sequence[str]  # German among them
    headers: Sequence[tuple[str, str]]  # that go with every page
    statements: Sequence[str]  # names of pages about the operator: `imprint`, `privacy`
    planned: Sequence[str]  # languages that plans of areas are made in; none without plans
    recipe: str  # another one whenever the same rows may give another page

    def page(self, token: str, language: str) -> Sheet:
        """The page of a code that was minted."""

    def home(self, language: str) -> Sheet:
        """The page at `/`."""

    def statement(self, name: str, language: str) -> Sheet:
        """One of the `statements`."""

    def files(self) -> Mapping[str, bytes]:
        """What all pages ask for beside themselves, by name."""

    def unknown(self, language: str) -> Sheet:
        """The page of an address that leads nowhere."""

    def card(self, firm: str, language: str) -> bytes | None:
        """The contact card of a firm by its id; None where it is in no directory."""

    def plans(self, wanted: Sequence[tuple[int, str]]) -> Sequence[bytes | None]:
        """The plans of these areas as PDF, each in a language; None for one that cannot be drawn. May be
        called beside everything else.
        """

    def plan_state(self, area: int) -> str:
        """Another one whenever the plan of an area may be, but for what its page tells."""

    def picture(self, token: str) -> bytes | None:
        """The picture of a sign as JPEG; None where it has none."""

    def data(self, token: str) -> bytes | None:
        """The facts of a live code as JSON; None for any other."""


def folder_of(name: str, language: str) -> str:
    """The folder of a page (`""`: the one at `/`): `CODE/` in German, `CODE/en/` in another language."""
    folder = f"{name}/" if name else ""
    return folder if language == DEFAULT else f"{folder}{language}/"


def card_of(firm: str, language: str) -> str:
    """The file of a firm's contact card."""
    return f"{folder_of('card', language)}{firm}.vcf"


def plan_of(area: int, language: str) -> str:
    """The file of an area's plan."""
    return f"{folder_of('area', language)}{area}.pdf"


def plans_of(html: bytes) -> list[tuple[int, str]]:
    """The areas to whose plans a page leads, each with the language of the plan."""
    return sorted({(int(area), language.decode() or DEFAULT) for language, area in _PLAN.findall(html)})


def firms_of(html: bytes) -> list[str]:
    """The ids of the firms to whose contact cards a page leads."""
    return [firm.decode() for firm in sorted(set(_CARD.findall(html)))]
