"""Who may read which column, and when a firm has agreed to more: the only place that says so.

GewO § 14(5) covers name, address and activity of a firm; everything else about people needs a consent, which
telephone and web address may have, or is for the staff of the row's municipality.
"""

from datetime import date
from functools import cache

from signage.domain.fields import Audience
from signage.domain.layers import LAYERS


@cache
def columns_for(layer: str, audience: Audience) -> frozenset[str]:
    """The names of the columns with that audience, of the layer called `layer`."""
    table = LAYERS[layer]
    return frozenset(name for name in table.columns if table.field(name).audience == audience)


@cache
def private_columns(layer: str) -> frozenset[str]:
    """The names of the columns that are not for everybody without further ado."""
    return columns_for(layer, "staff") | columns_for(layer, "consent")


def has_consented(legal_basis: str | None, consented_on: date | str | None, day: date) -> bool:
    """Whether by `day` the firm agreed that its telephone and web address are shown; days as date or ISO
    text.
    """
    return legal_basis == "consent" and consented_on is not None and str(consented_on) <= day.isoformat()
