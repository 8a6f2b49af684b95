"""A role as it is stored for an account or a token, and what may be stored."""

import json
import re
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from signage.domain.layers import LAYERS
from signage.domain.roles import ROLES
from signage.domain.validity import today
from signage.errors import InvalidInput, Said, known
from signage.services.rights import Grant
from signage.store.base import valid_on
from signage.store.schema import LAYER_TABLES

Row = dict[str, Any]
_TOLD = re.compile(r"(?P<role>\w+) (?P<place>\w+)(?: area (?P<area>\d+))?(?: fields (?P<fields>\S+))?")


def stored_grant(grant: Grant) -> Row:
    """The columns of `role_grant` that say what is granted."""
    fields = None if grant.fields is None else json.dumps(sorted(grant.fields))
    return {"role": grant.role, "municipality": grant.municipality, "area": grant.area, "fields": fields}


def read_grant(row: Any) -> Grant:
    """The grant in a row of `role_grant`."""
    fields = None if row.fields is None else frozenset(json.loads(row.fields))
    return Grant(row.role, row.municipality, row.area, fields)


def told_grant(grant: Grant) -> str:
    """A grant in the words of an event: role, municipality or `all`, perhaps area and fields."""
    area = f" area {grant.area}" if grant.area is not None else ""
    fields = f" fields {','.join(sorted(grant.fields))}" if grant.fields is not None else ""
    return f"{grant.role} {grant.municipality or 'all'}{area}{fields}"


def read_told(text: str) -> list[Grant]:
    """The grants in an event's words, one or `before -> after`; empty where it tells of none."""
    found = [_TOLD.fullmatch(part) for part in text.split(" -> ")]
    return [
        Grant(
            one["role"],
            None if one["place"] == "all" else one["place"],
            int(one["area"]) if one["area"] else None,
            frozenset(one["fields"].split(",")) if one["fields"] else None,
        )
        for one in found
        if one is not None and one["role"] in ROLES
    ]


def require_role(role: str) -> None:
    """Raise InvalidInput, naming the roles, unless it is one of them."""
    if role not in ROLES:
        raise InvalidInput(known(Said("Die Rolle", "role"), role, list(ROLES)))


def check_grant(connection: Connection, grant: Grant) -> Grant:
    """The grant as it may be stored: one for an area names the area's municipality too.

    Raises InvalidInput for what does not exist, and for limits that the role does not have.
    """
    require_role(grant.role)
    role = ROLES[grant.role]
    is_limited = (grant.municipality, grant.area, grant.fields) != (None, None, None)
    if role.is_regional and is_limited:
        raise InvalidInput(
            Said(
                f"Die Rolle {role.said} gilt für alle Gemeinden, Gebiete und Felder.",
                f"The role {role.said.english} is for all municipalities, areas and fields.",
            )
        )
    if grant.fields is not None:
        _require_fields(grant)
    if grant.area is not None:
        return _in_its_municipality(connection, grant)
    if grant.municipality is not None and not _is_municipality(connection, grant.municipality, today()):
        raise InvalidInput(
            Said(
                f"Eine Gemeinde {grant.municipality!r} gibt es im Bestand nicht.",
                f"The inventory has no municipality {grant.municipality!r}.",
            )
        )
    return grant


def _require_fields(grant: Grant) -> None:
    writable = {name for layer in ROLES[grant.role].writes for name in (*LAYERS[layer].editable, "geometry")}
    if not writable or not grant.fields:
        raise InvalidInput(
            Said(
                f"Die Rolle {ROLES[grant.role].said} lässt sich nicht auf diese Felder begrenzen.",
                f"The role {ROLES[grant.role].said.english} cannot be limited to these fields.",
            )
        )
    for name in sorted(grant.fields - writable):
        raise InvalidInput(known(Said("Das Feld", "field"), name, sorted(writable)))


def _in_its_municipality(connection: Connection, grant: Grant) -> Grant:
    area = LAYER_TABLES["area"]
    query = select(area.c.municipality).where(area.c.id == grant.area, area.c.withdrawn_by.is_(None))
    found = connection.execute(query).first()
    if found is None or grant.municipality not in (None, found.municipality):
        raise InvalidInput(
            Said(
                f"Ein Gewerbegebiet {grant.area} gibt es in dieser Gemeinde nicht.",
                f"There is no area {grant.area} in this municipality.",
            )
        )
    return replace(grant, municipality=found.municipality)


def _is_municipality(connection: Connection, ags: str, on: date) -> bool:
    table = LAYER_TABLES["municipality"]
    query = select(table.c.id).where(table.c.ags == ags, table.c.withdrawn_by.is_(None), valid_on(table, on))
    return connection.execute(query).first() is not None
