"""Who may read which column, and when a firm has agreed to more: the only place that says so.

GewO § 14(5) covers name, address and activity of a firm; everything else about people needs a consent, which
telephone, mail, contact and web address may have, or is for the staff of the row's municipality.

What a firm agreed to stands in its column `consents` (`signage.services.consents` writes it with the record
of it): kinds, or `none` once all are withdrawn. Where it is empty, legal basis and day as they were imported
speak for telephone and web.
"""

from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from typing import Final

from signage.domain.fields import Audience
from signage.domain.layers import LAYERS

CONSENTS: Final = ("phone", "email", "contact", "web", "logo")
OF_COLUMN: Final[Mapping[str, str]] = {
    "phone": "phone",
    "email": "email",
    "contact": "contact",
    "web": "web",
    "jobs": "web",
}
NONE: Final = "none"
_AT_ALL = frozenset({"phone", "web"})


@cache
def columns_for(layer: str, audience: Audience) -> frozenset[str]:
    """The names of the columns with that audience, of the layer called `layer`."""
    table = LAYERS[layer]
    return frozenset(name for name in table.columns if table.field(name).audience == audience)


@cache
def private_columns(layer: str) -> frozenset[str]:
    """The names of the columns that are not for everybody without further ado."""
    return columns_for(layer, "staff") | columns_for(layer, "consent")


def open_consents(
    consents: str | None, legal_basis: str | None, consented_on: date | str | None, day: date
) -> frozenset[str]:
    """What of `CONSENTS` a firm has agreed to by `day`; days as date or ISO text."""
    if consents:
        return _kinds(consents)
    has_agreed = legal_basis == "consent" and consented_on is not None
    return _AT_ALL if has_agreed and str(consented_on) <= day.isoformat() else frozenset()


def has_consented(column: str, kinds: frozenset[str]) -> bool:
    """Whether consents of these kinds open a column to everybody."""
    return OF_COLUMN.get(column) in kinds


@lru_cache(maxsize=64)
def _kinds(consents: str) -> frozenset[str]:
    return frozenset(consents.split()) & frozenset(CONSENTS)
