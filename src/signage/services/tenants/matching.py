"""The same change to all firms that a filter finds: looked at as one, stored as one, taken back as one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Final

from signage.domain.layers import TENANT
from signage.domain.names import grouped
from signage.errors import Conflict, Forbidden, InvalidInput, NotFound, Said
from signage.services.changing import changing
from signage.services.editing import set_values
from signage.services.rights import Rights, require_writes
from signage.services.tenants.listing import Asked, versions_listed
from signage.services.tenants.many import Preview, Wanted, preview_tenants
from signage.services.tenants.succession import Outcome
from signage.services.values import check_values
from signage.store import Store
from signage.store.changes import ChangeSet
from signage.store.parts import parts

MOST_MATCHING: Final = 5_000  # one writer at a time: others wait meanwhile
_OTHER_LIST = Said(
    "Inzwischen passen andere Firmen zu diesem Filter, oder jemand hat eine von ihnen geändert. Gespeichert "
    "wurde nichts; hier ist die Vorschau von jetzt.",
    "By now other firms match this filter, or somebody changed one of them. Nothing was stored; this is the "
    "preview as of now.",
)


@dataclass(frozen=True)
class Matching:
    """The firms that a filter finds, (id, version) each; `stamp` is another one once they are others."""

    firms: Sequence[tuple[int, int]]

    @property
    def stamp(self) -> str:
        """A short text for a form, to tell whether the firms are those that were looked at."""
        return blake2b(repr(list(self.firms)).encode(), digest_size=12).hexdigest()


def matching(store: Store, asked: Asked, *, rights: Rights, while_writing: bool = False) -> Matching:
    """The firms that `asked` finds, by id. Raises InvalidInput when they are more than MOST_MATCHING."""
    found = versions_listed(store, asked, rights=rights, limit=MOST_MATCHING + 1, while_writing=while_writing)
    if len(found) > MOST_MATCHING:
        raise InvalidInput(
            Said(
                f"Auf einmal lassen sich höchstens {grouped(MOST_MATCHING)} Firmen ändern; zu diesem "
                "Filter passen mehr. Bitte enger filtern.",
                f"At most {MOST_MATCHING:,} firms can be changed at once; more match this filter. Please "
                "filter more closely.",
            )
        )
    return Matching(found)


def preview_matching(
    store: Store, found: Matching, values: Mapping[str, Any], *, rights: Rights
) -> list[Preview]:
    """What `change_matching` would do to each firm; nothing is stored."""
    return preview_tenants(store, [Wanted(*firm, values) for firm in found.firms], rights=rights)


def change_matching(
    store: Store, asked: Asked, values: Mapping[str, Any], *, seen: str, rights: Rights
) -> Outcome:
    """Set the same values on all firms that `asked` finds, in one change set; those that cannot take them, or
    that the role does not write, stay as they are: the preview said so.

    `seen` is the stamp of what was looked at: Conflict when it is another now, and nothing is stored. Raises
    InvalidInput for too many firms or a value that none can take, Forbidden for who may write no firm.
    """
    require_writes(rights, TENANT.name)
    clean = check_values(TENANT, values)
    why = Said("Firmen: alle eines Filters geändert", "Firms: all of a filter changed")
    with changing(store, who=rights.who, why=why, alone=True) as change:
        found = matching(store, asked, rights=rights, while_writing=True)
        if found.stamp != seen:
            raise Conflict(_OTHER_LIST)
        rows = list[dict[str, Any]]()
        for row in _stored(change, found):
            try:
                rows.append(set_values(store, change, TENANT, row, clean, rights))
            except (InvalidInput, NotFound, Forbidden):
                continue
        return Outcome(change.id, rows)


def _stored(change: ChangeSet, found: Matching) -> Iterator[dict[str, Any]]:
    for part in parts([firm for firm, _ in found.firms]):
        yield from change.current_many(TENANT.name, part).values()
