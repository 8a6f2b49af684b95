"""What must hold between a row and the others: places, references, numbers, codes.

Each check gives its complaint by field, so that a person can mend all of them at once.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

from sqlalchemy import Connection, func, or_, select

from signage.codes import token as tokens
from signage.domain import words
from signage.domain.conditions import (
    ENTRANCE,
    NO_CODE_HERE,
    NOWHERE,
    backwards,
    entrance_amiss,
    lacking,
    number_taken,
)
from signage.domain.layers import Layer
from signage.domain.validity import today
from signage.errors import InvalidInput, Said
from signage.services.rights import Rights
from signage.services.whereabouts import place_problems
from signage.store import Store
from signage.store.changes import ChangeSet
from signage.store.schema import LAYER_TABLES
from signage.store.schema import code as codes
from signage.store.types import wkb_bounds

Row = dict[str, Any]
Problems = Iterator[tuple[str, Said]]
_LYING = {"geometry", "municipality", "area"}


def municipality_of(connection: Connection, layer: str, row: Row) -> str | None:
    """The AGS of the municipality a row belongs to: its own, else its area's; None when unknown."""
    if layer == "municipality":
        return str(row["ags"])
    if row.get("municipality"):
        return str(row["municipality"])
    return area_municipality(connection, row.get("area"))


def place_of(connection: Connection, layer: str, row: Row) -> tuple[str | None, int | None]:
    """Where a row belongs: the AGS of its municipality, and the id of its area (an area is its own)."""
    area = row.get("id") if layer == "area" else row.get("area")
    return municipality_of(connection, layer, row), area


def area_municipality(connection: Connection, area: int | None) -> str | None:
    """The AGS of the municipality that leads an area."""
    table = LAYER_TABLES["area"]
    if area is None:
        return None
    found: str | None = connection.execute(select(table.c.municipality).where(table.c.id == area)).scalar()
    return found


def leading_town(change: ChangeSet, area: int | None) -> str | None:
    """As `area_municipality`, asked once for all rows of a change set."""
    connection = change.connection
    return change.remembered.ask("area", ("leads", area), lambda: area_municipality(connection, area))


def complete(change: ChangeSet, table: Layer, new: Row, said: Row, rights: Rights) -> None:
    """Fill in what a new row leaves open: municipality, number, family, state. A sign that is `said` to have
    no number gets none.
    """
    if "municipality" in new and new["municipality"] is None:
        new["municipality"] = leading_town(change, new.get("area")) or _only(rights)
    if table.name == "tenant" and new["number"] is None and new["area"] is not None:
        new["number"] = next_number(change, new["area"])
    if table.name == "sign":
        new["family"] = new["family"] or family_of(new)
        new["state"] = new["state"] or "planned"
        if "number" not in said:
            new["number"] = next_sign_number(change, new["area"])


def follow(change: ChangeSet, table: Layer, old: Row, new: Row, said: Row) -> None:
    """Let what a change left unsaid follow from what it says: family from type, number and municipality
    from area.
    """
    if "municipality" in new and new.get("area") != old.get("area") and "municipality" not in said:
        new["municipality"] = leading_town(change, new["area"]) or new["municipality"]
    if table.name == "sign" and new["type"] != old["type"] and "family" not in said:
        new["family"] = family_of(new)
    if table.name == "tenant" and new["area"] != old["area"] and "number" not in said:
        new["number"] = next_number(change, new["area"])


def _only(rights: Rights) -> str | None:
    mine = rights.municipalities or frozenset()
    return next(iter(mine)) if len(mine) == 1 else None


def family_of(sign: Row) -> str | None:
    """The legal family that a sign's type belongs to."""
    return words.SIGN_TYPES[sign["type"]].family if sign["type"] else None


def next_number(change: ChangeSet, area: int | None) -> int | None:
    """The next free number on the plan of an area; one that a firm ever had is not given again, unless the
    firm was taken back as if it had never been.
    """
    if area is None or _locked_area(change, area) is None:
        return None
    return change.remembered.highest(area, lambda: _highest_number(change.connection, area)) + 1


def _highest_number(connection: Connection, area: int) -> int:
    tenant = LAYER_TABLES["tenant"]
    highest = select(func.coalesce(func.max(tenant.c.number), 0)).where(
        tenant.c.area == area, tenant.c.withdrawn_by.is_(None)
    )
    return int(connection.execute(highest).scalar_one())


def next_sign_number(change: ChangeSet, area: int | None) -> str | None:
    """`EK-012`: after the highest that a sign ever had with the area's key, ended ones included; None where
    the area has no key.
    """
    found = _locked_area(change, area)
    if found is None or not found.number:
        return None
    sign, start = LAYER_TABLES["sign"], f"{found.number}-"
    numbers = select(sign.c.number).where(
        sign.c.number.startswith(start, autoescape=True), sign.c.withdrawn_by.is_(None)
    )
    rests = (str(number)[len(start) :] for number in change.connection.execute(numbers).scalars())
    highest = max((int(rest) for rest in rests if rest.isascii() and rest.isdigit()), default=0)
    return f"{start}{highest + 1:03}"


def _locked_area(change: ChangeSet, area: int | None) -> Any:
    """The area's row, locked, so that two rows added at once do not get the same number."""
    return change.remembered.ask("area", ("locked", area), lambda: _lock_area(change.connection, area))


def _lock_area(connection: Connection, area: int | None) -> Any:
    table = LAYER_TABLES["area"]
    query = select(table.c.id, table.c.number).where(table.c.id == area).with_for_update()
    return connection.execute(query).first()


def problems(change: ChangeSet, table: Layer, old: Row | None, new: Row, changed: set[str]) -> dict[str, str]:
    """Every complaint about the row as it would be but for its place, by field; only what `changed` can have
    brought about.
    """
    found: dict[str, str] = {}
    if old is None:
        found |= missing(table, new)
    if table.name == "tenant" and changed & {"area", "geometry"}:
        found |= nowhere_problems(new)
    if table.name == "tenant" and changed & {*ENTRANCE, "geometry"}:
        found |= _entrance_problems(change, new)
    found |= standing_problems(change, table, new, changed)
    if table.name == "sign":
        found |= dict(_code(change, old, new))
    return found


def lying_problems(
    store: Store, change: ChangeSet, table: Layer, new: Row, changed: set[str], rights: Rights
) -> dict[str, str]:
    """The complaint about where the row lies, when that or whose it is was changed."""
    if not changed & _LYING:
        return {}
    named = municipality_of(change.connection, table.name, new)
    return dict(place_problems(store, change, table, new, named, rights))


def standing_problems(change: ChangeSet, table: Layer, new: Row, changed: set[str]) -> dict[str, str]:
    """The complaints that also hold for a row that comes back as it was: time, references, numbers, keys."""
    found = span_problems(new)
    found |= dict(_references(change, new, changed))
    if table.name == "municipality" and changed & {"ags", "valid_from", "valid_to"}:
        found |= dict(_key(change, new))
    return found


def number_problems(change: ChangeSet, table: Layer, new: Row, changed: set[str]) -> dict[str, str]:
    """The complaint about a number on the plan that another firm has.

    It names that firm, which may be of the future: to be asked only once the rights are known to reach it.
    """
    if table.name != "tenant" or not changed & {"number", "area"}:
        return {}
    return dict(_number(change, new))


def missing(table: Layer, new: Row) -> dict[str, str]:
    """Required fields that a new row lacks."""
    names = [*lacking(table, new.__getitem__)]
    names += ["geometry"] if table.geometry_required and new["geometry"] is None else []
    return {name: Said("Diese Angabe fehlt.", "This is missing.") for name in names}


def nowhere_problems(tenant: Row) -> dict[str, Said]:
    """The complaint about a firm that no map and no directory would show."""
    if tenant["area"] is not None or tenant["geometry"] is not None:
        return {}
    return {"area": NOWHERE}


def _entrance_problems(change: ChangeSet, tenant: Row) -> dict[str, Said]:
    """The complaint about half an entrance, or one that is far away."""
    east, north = (tenant[name] for name in ENTRANCE)
    if east is None and north is None:
        return {}
    area = LAYER_TABLES["area"]
    outline = change.connection.execute(
        select(area.c.geometry).where(area.c.id == tenant["area"])
    ).scalar_one_or_none()
    near = [bounds for wkb in (tenant["geometry"], outline) if wkb and (bounds := wkb_bounds(wkb))]
    said = entrance_amiss(east, north, near)
    return {ENTRANCE[1] if north is None else ENTRANCE[0]: said} if said else {}


def span_problems(row: Row) -> dict[str, str]:
    """The complaint about a row that ends before it begins."""
    said = backwards(row["valid_from"], row["valid_to"])
    return {"valid_to": said} if said else {}


def _references(change: ChangeSet, new: Row, changed: set[str]) -> Problems:
    area = new.get("area")
    if "area" in changed and area is not None and not _is_there(change, area):
        yield "area", Said(f"Ein Gebiet {area} gibt es nicht.", f"There is no area {area}.")
    for name in ("municipality", "successor"):
        ags = new.get(name)
        if name in changed and ags is not None:
            yield from _known(change, name, ags)


def _is_there(change: ChangeSet, area: int) -> bool:
    table = LAYER_TABLES["area"]

    def look() -> bool:
        query = select(table.c.id).where(table.c.id == area, table.c.withdrawn_by.is_(None))
        return change.connection.execute(query.with_for_update(read=True)).first() is not None

    return change.remembered.ask("area", ("there", area), look)


def _towns_called(connection: Connection, ags: str) -> Sequence[Any]:
    table = LAYER_TABLES["municipality"]
    query = select(table.c.valid_to, table.c.successor).where(
        table.c.ags == ags, table.c.withdrawn_by.is_(None)
    )
    return connection.execute(query).all()


def _known(change: ChangeSet, name: str, ags: str) -> Problems:
    rows = change.remembered.ask("municipality", ags, lambda: _towns_called(change.connection, ags))
    if not rows:
        yield name, Said(f"Eine Gemeinde {ags} gibt es im Bestand nicht.", f"There is no municipality {ags}.")
    elif all(row.valid_to is not None and row.valid_to <= today() for row in rows):
        successor = next((row.successor for row in rows if row.successor), "?")
        yield (
            name,
            Said(
                f"Die Gemeinde {ags} gibt es nicht mehr; Nachfolgerin ist {successor}.",
                f"Municipality {ags} no longer exists; its successor is {successor}.",
            ),
        )


def _number(change: ChangeSet, new: Row) -> Problems:
    if new["number"] is None or new["area"] is None:
        return
    if change.remembered.is_above_all(new["area"], new["number"]):
        return
    table = LAYER_TABLES["tenant"]
    others = select(table.c.name).where(
        table.c.area == new["area"],
        table.c.number == new["number"],
        table.c.id != new.get("id", 0),
        table.c.withdrawn_by.is_(None),
        or_(table.c.valid_to.is_(None), table.c.valid_to > (new["valid_from"] or today())),
    )
    taken = change.connection.execute(others.limit(1)).scalar()
    if taken is not None:
        yield "number", number_taken(new["number"], taken)


def _key(change: ChangeSet, new: Row) -> Problems:
    table = LAYER_TABLES["municipality"]
    start, end = new["valid_from"], new["valid_to"]
    overlap = [table.c.ags == new["ags"], table.c.id != new.get("id", 0), table.c.withdrawn_by.is_(None)]
    if end is not None:
        overlap.append(or_(table.c.valid_from.is_(None), table.c.valid_from < end))
    if start is not None:
        overlap.append(or_(table.c.valid_to.is_(None), table.c.valid_to > start))
    if change.connection.execute(select(table.c.id).where(*overlap).limit(1)).first():
        ags = new["ags"]
        yield (
            "ags",
            Said(
                f"Den Schlüssel {ags} gibt es für diese Zeit schon.", f"{ags} is taken for this time already."
            ),
        )


def _code(change: ChangeSet, old: Row | None, new: Row) -> Problems:
    held = old["code"] if old else None
    if new["code"] is not None and not words.may_carry_a_code(new["family"] or ""):
        yield ("code" if new["code"] != held else "family"), NO_CODE_HERE
    elif held is not None and new["code"] is None:
        yield (
            "code",
            Said(
                "Ein vergebener Schildcode bleibt: Er steht gedruckt auf dem Schild.",
                "A code stays once given: it is printed on the sign.",
            ),
        )
    elif new["code"] is not None and new["code"] != held:
        yield from _new_code(change, new)


def _new_code(change: ChangeSet, new: Row) -> Problems:
    with suppress(InvalidInput):
        new["code"] = tokens.normalise(new["code"])
    if not tokens.is_valid(new["code"]):
        yield (
            "code",
            Said(
                "Das ist kein Schildcode; er hat acht Zeichen wie 7K3M-9QX4.",
                "This is no code; it has eight characters, such as 7K3M-9QX4.",
            ),
        )
        return
    # Locked, so that two signs written at once do not both get the code.
    query = select(codes.c.state).where(codes.c.token == new["code"]).with_for_update()
    state = change.connection.execute(query).scalar()
    if state != "minted":
        yield "code", _CODE_ANSWERS[state]


_CODE_ANSWERS = {
    None: Said("Diesen Schildcode hat dieser Bestand nie vergeben.", "This inventory never made this code."),
    "live": Said("Diesen Schildcode trägt schon ein Schild.", "A sign carries this code already."),
    "moved": Said("Dieser Schildcode ist verlegt worden.", "This code has been moved."),
    "retired": Said(
        "Dieser Schildcode ist stillgelegt; keiner wird zweimal vergeben.",
        "This code is retired; none is given twice.",
    ),
}


def settle_code(change: ChangeSet, table: Layer, old: Row | None, new: Row) -> None:
    """Give a sign of the guide system its code; one that is replaced leads to the new one from now on."""
    if table.name != "sign" or not words.may_carry_a_code(new["family"] or ""):
        return
    if new["code"] is None and (old is None or old["family"] != new["family"]):
        [new["code"]] = change.mint(1)
    held = old["code"] if old else None
    if new["code"] is not None and new["code"] != held:
        change.set_code(new["code"], state="live")
        if held is not None:
            change.set_code(held, state="moved", moved_to=new["code"])
