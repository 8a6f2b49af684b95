"""Which state of a row still holds, once what was done and taken back again is left out."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sqlalchemy import Connection, select

from signage.store.parts import parts
from signage.store.schema import change, change_set

Key = tuple[str, int]  # layer, id


class _Step(NamedTuple):
    """What one change set did to one row: the versions it left behind and found, and the set it took back."""

    number: int
    found: int
    left: int
    reverts: int | None


def standing_versions(connection: Connection, keys: Iterable[Key]) -> dict[Key, set[int]]:
    """The versions that each row is now as it was then: taking a change set back returns to before it."""
    return {key: _standing(steps) for key, steps in _histories(connection, keys)}


def _standing(steps: dict[int, _Step]) -> set[int]:
    by_version = {step.left: step for step in steps.values()}
    version = max(by_version)
    standing = {version}
    while (step := by_version.get(version)) and step.reverts in steps:
        version = steps[step.reverts].found
        standing.add(version)
    return standing


def _histories(connection: Connection, keys: Iterable[Key]) -> Iterator[tuple[Key, dict[int, _Step]]]:
    by_layer: dict[str, list[int]] = {}
    for layer, row_id in keys:
        by_layer.setdefault(layer, []).append(row_id)
    columns = (change.c.row, change.c.change_set, change.c.version, change_set.c.reverts)
    for layer, ids in by_layer.items():
        for part in parts(ids):
            here = (change.c.layer == layer) & change.c.row.in_(part)
            query = select(*columns).join_from(change, change_set).where(here).order_by(change.c.id)
            found: dict[int, dict[int, _Step]] = {row_id: {} for row_id in part}
            for row_id, number, version, reverts in connection.execute(query):
                first = found[row_id].get(number) or _Step(number, version - 1, version, reverts)
                found[row_id][number] = first._replace(left=version)
            yield from (((layer, row_id), steps) for row_id, steps in found.items())
