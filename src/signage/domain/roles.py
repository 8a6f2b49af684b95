"""The roles of staff, and what rows each may write. All of them may read in full what is theirs."""

from collections.abc import Mapping
from dataclasses import dataclass

from signage.domain.layers import LAYERS
from signage.errors import Said


@dataclass(frozen=True, slots=True)
class Role:
    """`writes` names layers; `settles`: what waits in queues; `is_regional`: for all municipalities only."""

    said: Said
    writes: frozenset[str]
    settles: bool = False
    is_regional: bool = False
    keeps_accounts: bool = False


_ALL = frozenset(LAYERS)

ROLES: Mapping[str, Role] = {
    "reader": Role(Said("Lesen", "reader"), frozenset()),
    "clerk": Role(Said("Sachbearbeitung", "clerk"), frozenset({"tenant"}), settles=True),
    "planner": Role(Said("Planung", "planner"), frozenset({"sign", "area"})),
    "manager": Role(
        Said("Regionalmanagement", "manager of the region"), _ALL, settles=True, is_regional=True
    ),
    "administrator": Role(
        Said("Administration", "administrator"), _ALL, settles=True, is_regional=True, keeps_accounts=True
    ),
}
