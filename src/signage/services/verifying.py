"""Whether the public sees what it should: every code fetched by its public name, held against the store.

Plans are drawn to be compared, and so are many at once: what takes longest is to start drawing.
"""

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from typing import Protocol
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from signage.errors import Said, Unavailable
from signage.services.area_sheets import made_on
from signage.services.public_line import TIMEOUT_S, Line, Reply
from signage.services.publishing.pages import Sheet, card_of, firms_of, plan_of, plans_of
from signage.store import Store
from signage.store.directory_engines import directory_reader

Plan = tuple[int, str]  # of an area, in a language
Progress = Callable[[int, int], None]
CERTIFICATE_DAYS = 14  # Let's Encrypt renews 30 days before; later than this somebody must look
DOMAIN_DAYS = 30
_MOST_BYTES = 4 << 20  # of what a registry tells
_PLANS_AT_ONCE = 100
_PACKINGS = ("br, gzip", "gzip")  # as phones ask, and as older ones do


class Expected(Protocol):
    """What may rightly be answered: by the service, or from a file of a publication."""

    def answers(self, token: str, language: str) -> Sequence[Sheet]:
        """The right answers of this moment."""

    def card(self, firm: str, language: str) -> bytes | None:
        """The contact card of a firm; None where it is in no directory."""

    def plans(self, wanted: Sequence[Plan], made_on: Sequence[date]) -> Sequence[bytes | None]:
        """The plans of these areas, each in a language, if they were drawn on these days and still hold."""

    def files(self) -> Mapping[str, bytes]:
        """What published pages ask for beside themselves, by name."""


@dataclass(frozen=True)
class Fault:
    """Something that the public sees wrong; `code` is empty where no single page is meant."""

    code: str
    language: str
    said: Said


@dataclass
class Verified:
    """What a round found; days are those left, None where nobody asked or told."""

    codes: int = 0
    answers: int = 0
    files: int = 0
    seconds: float = 0.0
    certificate_days: int | None = None
    domain_days: int | None = None
    faults: list[Fault] = field(default_factory=list)


def every_code(store: Store) -> list[str]:
    """All codes that were ever minted, those of one area together."""
    reader = directory_reader(store)
    try:
        return [point.token for point in reader.all_points()]
    finally:
        reader.close()


def verify(
    tokens: Sequence[str],
    expected: Expected,
    public_url: str,
    *,
    languages: Sequence[str],
    today: date,
    ca_file: str | None = None,
    rdap: str = "",
    progress: Progress | None = None,
) -> Verified:
    """Fetch every code in every language, with the cards, scripts and plans that the pages lead to, and say
    what is not as it should be.

    `ca_file` names certificates to trust beside the system's; `rdap` is the address of the registry's service
    for the domain (`https://rdap.example/domain/example.org`), asked only where it is given. An answer that
    is wrong is fetched a second time before it is told: the store may have changed in between. Fetches are
    not counted as scans.
    """
    began, found = time.monotonic(), Verified(codes=len(tokens))
    line = Line(public_url, ca_file)
    round_ = _Round(line, expected, today)
    try:
        found.certificate_days = line.certificate_days()
        found.faults += _soon_over(found.certificate_days, CERTIFICATE_DAYS, "Das Zertifikat", "certificate")
        for done, token in enumerate(tokens):
            for language in languages:
                found.answers += 1
                found.faults += round_.page(token, language)
            if progress:
                progress(done + 1, len(tokens))
        found.faults += round_.waiting_plans()
    except Unavailable as error:
        found.faults.append(Fault("", "", error.message))
    finally:
        line.close()
    found.files = len(round_.fetched)
    if rdap:
        found.domain_days, faults = _domain(rdap, today)
        found.faults += faults
    found.seconds = time.monotonic() - began
    return found


class _Round:
    """What is wrong with pages, and with the files that they lead to first, which are `fetched` once."""

    def __init__(self, line: Line, expected: Expected, today: date) -> None:
        self.fetched: set[str] = set()
        self._line, self._expected, self._today = line, expected, today
        self._plans: list[Plan] = []  # to be compared

    def page(self, token: str, language: str) -> Iterator[Fault]:
        """The page of a code, its cards, its script, and plans once many of them wait."""
        right: list[Sheet] = []

        def rightly() -> list[Sheet]:
            right[:] = self._expected.answers(token, language)
            return right

        reply, said = _looked_at(partial(self._line.get, token, language), rightly, self._line.address)
        if said is not None:
            yield Fault(token, language, said)
        # By what the right page leads to: a swapped one hides no card.
        for firm in {firm: None for sheet in right for firm in firms_of(sheet.html)}:
            yield from self._file(
                card_of(firm, language), partial(self._expected.card, firm, language), language
            )
        for name in self._expected.files():
            if f'src="/{name}"'.encode() in reply.body:
                yield from self._file(name, partial(self._expected.files().get, name), language)
        # Only some publications have plans, so that what is shown tells.
        self._plans += [plan for plan in plans_of(reply.body) if self._is_first(plan_of(*plan))]
        if len(self._plans) >= _PLANS_AT_ONCE:
            yield from self.waiting_plans()

    def _is_first(self, path: str) -> bool:
        known = path in self.fetched
        self.fetched.add(path)
        return not known

    def _file(self, path: str, right: Callable[[], bytes | None], language: str) -> Iterator[Fault]:
        def rightly() -> list[Sheet] | None:
            body = right()
            return None if body is None else [Sheet(200, body)]

        if self._is_first(path):
            _, said = _looked_at(partial(self._line.get_file, path), rightly, self._line.address)
            yield from _told_of_file(path, said, language)

    def waiting_plans(self) -> Iterator[Fault]:
        """The plans that were not compared yet; each that is wrong is looked at twice."""
        waiting, self._plans = self._plans, []
        wrong = self._wrong_plans([plan for plan, _ in self._wrong_plans(waiting)])
        for (area, language), said in wrong:
            yield from _told_of_file(plan_of(area, language), said, language)

    def _wrong_plans(self, plans: Sequence[Plan]) -> list[tuple[Plan, Said]]:
        if not plans:
            return []
        replies = [self._line.get_file(plan_of(*plan), _PACKINGS[0]) for plan in plans]
        # A plan keeps its day until something changes; what it says must hold today.
        drawn = self._expected.plans(plans, [made_on(reply.body) or self._today for reply in replies])
        return [
            (plan, said)
            for plan, reply, pdf in zip(plans, replies, drawn, strict=True)
            if pdf is not None and (said := _what_is_wrong(reply, [Sheet(200, pdf)], self._line.address))
        ]


def _told_of_file(path: str, said: Said | None, language: str) -> Iterator[Fault]:
    if said is not None:
        yield Fault("", language, Said(f"/{path} {said}", f"/{path} {said.english}"))


def _looked_at(
    ask: Callable[[str], Reply], rightly: Callable[[], Sequence[Sheet] | None], address: str
) -> tuple[Reply, Said | None]:
    """The reply, and what is wrong with it in one of its packings, each asked for a second time before it is
    told; nothing where there is no right answer, for what it was about is gone.
    """
    first = _asked_twice(partial(ask, _PACKINGS[0]), rightly, address)
    if first[1] is not None or first[0].packing != "br":
        return first  # who asks for gzip alone would be told the same
    return _asked_twice(partial(ask, _PACKINGS[1]), rightly, address)


def _asked_twice(
    ask: Callable[[], Reply], rightly: Callable[[], Sequence[Sheet] | None], address: str
) -> tuple[Reply, Said | None]:
    reply = ask()
    right = rightly()
    if right is not None and _what_is_wrong(reply, right, address) is not None:
        reply, right = ask(), rightly()
    return reply, None if right is None else _what_is_wrong(reply, right, address)


def _what_is_wrong(reply: Reply, right: Sequence[Sheet], address: str) -> Said | None:
    if reply.unwanted:
        names = ", ".join(reply.unwanted)
        return Said(f"trägt fremde Kopfzeilen ({names})", f"carries foreign header fields ({names})")
    for sheet in right:
        if sheet.leads_to:
            if reply.status == 302 and _leads_to(reply.location, sheet.leads_to, address):
                return None
        elif (reply.status, reply.body) == (sheet.status, sheet.html):
            return None
    statuses = sorted({sheet.status for sheet in right})
    if reply.status not in statuses:
        wanted = ", ".join(map(str, statuses))
        return Said(
            f"antwortet mit {reply.status}, nicht mit {wanted}",
            f"answers {reply.status} rather than {wanted}",
        )
    if reply.status == 302:
        return Said(f"führt nach {reply.location}", f"leads to {reply.location}")
    return Said("zeigt etwas anderes als den Bestand", "shows something other than the store")


def _leads_to(location: str, token: str, address: str) -> bool:
    """Whether that is the page of this code at the public name, in whatever language."""
    try:
        there, own = urlsplit(location), urlsplit(address)
    except ValueError:
        return False
    same = (there.scheme, there.netloc) == (own.scheme, own.netloc)
    return same and there.path.strip("/").split("/")[0] == token


def _soon_over(days: int | None, least: int, german: str, english: str) -> Iterator[Fault]:
    if days is not None and days < least:
        yield Fault("", "", Said(f"{german} endet in {days} Tagen.", f"The {english} ends in {days} days."))


def _domain(address: str, today: date) -> tuple[int | None, list[Fault]]:
    """Days until the domain's registration ends (RFC 9083, `events`), and what is wrong with that."""
    try:
        request = Request(address, headers={"Accept": "application/rdap+json"})  # noqa: S310  the operator's own
        with urlopen(request, timeout=TIMEOUT_S) as reply:  # noqa: S310
            events = json.loads(reply.read(_MOST_BYTES)).get("events", [])
        ends = next((one["eventDate"] for one in events if one["eventAction"] == "expiration"), None)
        day = datetime.fromisoformat(ends).astimezone(UTC).date() if ends else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        said = Said(f"{address} gibt keine Auskunft ({error}).", f"{address} tells nothing ({error}).")
        return None, [Fault("", "", said)]
    if day is None:
        said = Said(
            f"{address} nennt kein Ende der Domain; manche Registrierungen haben keines (.de).",
            f"{address} names no end of the domain; some registries have none (.de).",
        )
        return None, [Fault("", "", said)]
    days = (day - today).days
    return days, [*_soon_over(days, DOMAIN_DAYS, "Die Domain", "domain")]
