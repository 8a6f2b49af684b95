"""Firms that others enter between the comparison of a file and the moment in which it is stored."""

from collections.abc import Collection, Mapping
from typing import Final

from sqlalchemy import Connection

from signage.errors import Said, StaleVersion
from signage.services.rights import Rights
from signage.services.round_trip.lines import ADD, Comparison
from signage.services.round_trip.taking import Decision, what_to_do
from signage.services.tenants.entering import entered_lately, is_one_called

OTHERS_WERE_FASTER: Final = Said(
    "Inzwischen wurden Firmen geändert oder aufgenommen, die in Ihrer Datei stehen. Es wurde nichts "
    "gespeichert. Bitte die Zeilen noch einmal ansehen.",
    "Meanwhile firms were changed or added that stand in your file. Nothing was stored. Please look at the "
    "rows once more.",
)


def require_entered_once(
    connection: Connection,
    comparison: Comparison,
    decisions: Mapping[str, Decision],
    known: Collection[int],
    rights: Rights,
) -> None:
    """StaleVersion when a firm that the file adds has the name of one, within the rights, that was entered
    lately and is none of the `known` ones. To be asked once nobody else enters firms.
    """
    adds = [line.name for line in comparison.lines if what_to_do(line, decisions) == ADD]
    others = entered_lately(connection) - frozenset(known)
    if adds and is_one_called(connection, adds, others, rights):
        raise StaleVersion(OTHERS_WERE_FASTER, {})
