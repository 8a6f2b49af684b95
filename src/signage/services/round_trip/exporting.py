"""The firms of a municipality or an area as a workbook to be worked on and sent back."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from signage.domain.validity import today
from signage.services.rights import Rights
from signage.services.round_trip import instructions
from signage.services.round_trip.columns import FIELDS, Labels, in_language, shown
from signage.services.round_trip.marks import Marks, fingerprint_of
from signage.services.round_trip.scope import Scope, areas_in, firms_within, load_ground, title_of
from signage.store import Store


@dataclass(frozen=True)
class Exported:
    """A workbook, how many firms are in it, and of what it is."""

    content: bytes
    firms: int
    title: str


def export_workbook(
    store: Store, *, rights: Rights, scope: Scope | None = None, language: str = "de"
) -> Exported:
    """The firms that count today or later, with everything that whoever has the rights may see.

    An area or municipality out of the rights gives a workbook without firms: ask `read_scope` first.
    """
    from signage.services.round_trip.drawing import draw

    ground, scope = load_ground(store, rights), scope or Scope()
    at = datetime.now(UTC)
    firms = firms_within(store, ground, scope, today())
    areas = areas_in(ground, scope)
    labels = Labels.of(list(ground.areas.values()), ground.towns)
    marks = Marks(
        store=fingerprint_of(store),
        exported_at=at,
        language=language,
        sheet=in_language(instructions.FIRMS, language),
        municipality=scope.municipality,
        area=scope.area,
        versions={row["id"]: row["version"] for row in firms},
    )
    title = title_of(ground, scope)
    rows = [[row["id"], row["version"], None, *_cells(row, labels, language)] for row in firms]
    listed = [labels.by_id[row["id"]] for row in areas]
    content = draw(rows, marks, title=title, areas=listed, codes=_codes(firms))
    return Exported(content, len(firms), title)


def _cells(row: dict[str, Any], labels: Labels, language: str) -> list[Any]:
    return [shown(field, row[field.name], labels, language) for field in FIELDS]


def _codes(firms: list[dict[str, Any]]) -> list[str]:
    """The branches' codes that these firms have, for a list to choose from."""
    return sorted({row["wz_code"] for row in firms if row["wz_code"]})
