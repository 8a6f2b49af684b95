"""What visitors looked for in vain: counted by area and day, nothing else; shown once it was looked for
often.

A search may hold a name or a number that is nobody's business. So what looks like one is not counted, and a
term is shown only when it was looked for `LEAST` times.
"""

import re
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from signage.domain.names import UNSEEN
from signage.services.scan_counts import LEAST, Counts
from signage.store import Store
from signage.store.reach import Reach, within
from signage.store.schema import LAYER_TABLES, search_miss

MOST_TERMS = 500
_LONGEST = 40
_SHORTEST = 3
# Addresses of mail and web, numbers of telephones, orders and plates.
_PRIVATE = re.compile(r"@|://|\d\D{0,2}\d\D{0,2}\d")


@dataclass(frozen=True, slots=True)
class MissedTerm:
    """A term looked for in vain `misses` times, last on `last_on`."""

    area: int
    term: str
    misses: int
    last_on: date


class SearchMisses(Counts):
    """The counts of one process."""

    table = search_miss

    def add(self, area: int, day: date, query: str) -> None:
        """Count a search that found nothing, unless it might tell of a person."""
        if term := counted_term(query):
            self.count(area, day, term)


def counted_term(query: str) -> str:
    """The query as it is counted: small letters, single blanks, at most 40; empty for what is not counted."""
    if _PRIVATE.search(query):
        return ""
    term = " ".join(UNSEEN.sub(" ", query).lower().split())[:_LONGEST].rstrip()
    return term if len(term) >= _SHORTEST else ""


def missed_terms(
    store: Store,
    *,
    since: date,
    until: date,
    reach: Reach | None = None,
    area: int | None = None,
) -> list[MissedTerm]:
    """Terms looked for in vain at least `LEAST` times in an area from `since` to `until`, the most frequent
    first; of areas in `reach` only, None for all.
    """
    areas = LAYER_TABLES["area"]
    total = func.sum(search_miss.c.misses)
    query = (
        select(search_miss.c.area, search_miss.c.term, total, func.max(search_miss.c.day))
        .join(areas, areas.c.id == search_miss.c.area)
        .where(search_miss.c.day.between(since, until))
        .group_by(search_miss.c.area, search_miss.c.term)
        .having(total >= LEAST)
        .order_by(total.desc(), search_miss.c.term)
        .limit(MOST_TERMS)
    )
    if reach is not None:
        query = query.where(within(areas, reach))
    if area is not None:
        query = query.where(search_miss.c.area == area)
    with store.engine_read() as connection:
        return [MissedTerm(int(of), term, int(n), day) for of, term, n, day in connection.execute(query)]
