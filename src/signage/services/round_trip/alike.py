"""Which stored firm a row without a key may mean: by name and address, as a person would go by."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from signage.domain.names import fold_heading, fold_name
from signage.services.round_trip.lines import Candidate
from signage.services.round_trip.scope import Row

SIMILAR = 88  # percent
_MOST = 3
_START = 3  # letters that a name elsewhere must share to be looked at


@dataclass(frozen=True)
class Found:
    """`same` is the one firm that it is; else `similar` ones, the most alike first."""

    same: Row | None
    similar: list[Candidate]


class Firms:
    """The stored firms of a comparison, to be asked for those like a row."""

    def __init__(self, rows: Iterable[Row], areas: Mapping[int, Row]) -> None:
        self.rows = {row["id"]: row for row in rows}
        self._areas = areas
        self._folded = {key: fold_name(row["name"] or "") for key, row in self.rows.items()}
        self._near: dict[object, list[int]] = {}
        for key, row in self.rows.items():
            for bucket in _buckets(self._folded[key], row):
                self._near.setdefault(bucket, []).append(key)

    def like(self, values: Mapping[str, Any], *, but: frozenset[int] = frozenset()) -> Found:
        """The firms like a row of these values; of those of `but`, which are spoken for, only the same."""
        name = fold_name(str(values.get("name") or ""))
        if not name:
            return Found(None, [])
        keys = {key for bucket in _buckets(name, values) for key in self._near.get(bucket, ())}
        same = [key for key in keys if self._folded[key] == name and _agree(values, self.rows[key])]
        if len(same) == 1:
            return Found(self.rows[same[0]], [])
        others = [key for key in sorted(keys) if key not in but or key in same]
        return Found(None, self._similar(name, values, others))

    def _similar(self, name: str, values: Mapping[str, Any], keys: list[int]) -> list[Candidate]:
        from rapidfuzz import fuzz, process

        names = {key: self._folded[key] for key in keys}
        hits = process.extract(name, names, scorer=fuzz.token_sort_ratio, limit=20, score_cutoff=SIMILAR)
        hits.sort(key=lambda hit: (-_agrees(values, self.rows[hit[2]]), -hit[1], hit[2]))
        return [self.candidate(key, likeness) for _, likeness, key in hits[:_MOST]]

    def candidate(self, key: int, likeness: float) -> Candidate:
        """A firm as it is offered."""
        row = self.rows[key]
        return Candidate(
            tenant=key,
            version=row["version"],
            name=row["name"],
            where=where_of(row, self._areas),
            likeness=round(likeness),
        )


def likeness(one: str, other: str) -> float:
    """How alike two names are, in percent, whatever their legal form and the order of their words."""
    from rapidfuzz import fuzz

    return fuzz.token_sort_ratio(fold_name(one), fold_name(other))


def where_of(row: Mapping[str, Any], areas: Mapping[int, Row]) -> str:
    """Where a firm is, in one line for people."""
    street = " ".join(part for part in (row.get("street"), row.get("house_number")) if part)
    area = areas.get(row.get("area") or 0)
    return ", ".join(part for part in (street, area["name"] if area else "") if part)


def leaves(row: Mapping[str, Any], said: Mapping[str, Any]) -> bool:
    """Whether a firm of this row would be elsewhere by what is `said`. An address that is completed, or
    written otherwise, is the same place.
    """
    return any(
        name in said and bool(said[name]) and bool(row.get(name)) and _plain(said[name]) != _plain(row[name])
        for name in ("area", "street", "house_number")
    )


def is_open(row: Mapping[str, Any], day: date) -> bool:
    """Whether a firm counts on `day` or later."""
    return row["withdrawn_by"] is None and (row["valid_to"] is None or row["valid_to"] > day)


def _buckets(name: str, values: Mapping[str, Any]) -> list[object]:
    found: list[object] = [("name", name[:_START])]
    if values.get("area") is not None:
        found.append(("area", values["area"]))
    if values.get("street"):
        found.append(("street", _street(values["street"])))
    return found


def _agree(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether nothing speaks against both being in the same place, and something speaks for it."""
    return _agrees(one, other) > 0


def _agrees(one: Mapping[str, Any], other: Mapping[str, Any]) -> int:
    """How many of area, street and house number are the same; -1 where one of them differs."""
    same = 0
    for name in ("area", "street", "house_number"):
        a, b = one.get(name), other.get(name)
        if a is None or b is None:
            continue
        if _plain(a) != _plain(b):
            return -1
        same += 1
    return same


def _plain(value: Any) -> Any:
    return _street(value) if isinstance(value, str) else value


def _street(text: str) -> str:
    return fold_heading(text).replace("strasse", "str")
