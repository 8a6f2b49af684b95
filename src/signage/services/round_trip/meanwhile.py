"""Firms that others enter between the comparison of a file and the moment in which it is stored."""

from collections.abc import Collection, Mapping

from sqlalchemy import Connection

from signage.services.rights import Rights
from signage.services.round_trip.lines import ADD, Comparison
from signage.services.round_trip.taking import Decision, what_to_do
from signage.services.tenants.entering import is_one_called


def is_entered_twice(
    connection: Connection,
    comparison: Comparison,
    decisions: Mapping[str, Decision],
    others: Collection[int],
    rights: Rights,
) -> bool:
    """Whether a firm that the file adds has the name of one of `others`, within the rights."""
    adds = [line.name for line in comparison.lines if what_to_do(line, decisions) == ADD]
    return bool(adds) and is_one_called(connection, adds, others, rights)
