"""The figures of all areas, kept in the store: what changed since, or turned with a day, is counted anew.

An area's revision grows with whatever changes in it, by other programs too (`signage.store.outside`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import orjson
from sqlalchemy import Connection, Select, delete, func, or_, select, true

from signage.domain.validity import today
from signage.errors import Unavailable
from signage.services.offices import CYCLE_MONTHS
from signage.services.rights import Rights
from signage.services.standing.counting import Place, count_places, next_turns
from signage.services.standing.firms import AREA, TENANT
from signage.services.standing.measures import EDITION
from signage.store import Store
from signage.store.base import BRIEFLY_S
from signage.store.desk_tables import office
from signage.store.firm_tables import area_standing
from signage.store.parts import parts
from signage.store.schema import area_revision, upsert

Progress = Callable[[int, int], None]
_NOBODY = ""
_NAMES = tuple(field.name for field in fields(Place))
_KEPT = area_standing.c


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a day within reach: the rows of `area_standing` for which `kept` holds (None: they are
    of no use), and the places that are not among them.
    """

    day: date
    kept: Any
    others: tuple[Place, ...]


def standing(store: Store, rights: Rights, *, on: date | None = None) -> Standing:
    """Today's figures are kept but for firms without an area; for other days all firms are counted, and so
    they are in a store that takes no change.
    """
    day = on or today()
    is_kept = day == today() and follow_standing(store, day)
    with store.engine_read() as connection:
        found = count_places(connection, day, without_area(connection) if is_kept else true())
    return Standing(day, _reach(rights) if is_kept else None, tuple(_reached(found, rights)))


def places(store: Store, rights: Rights, *, on: date | None = None) -> list[Place]:
    """Every place within reach that has firms on a day."""
    known = standing(store, rights, on=on)
    return [*kept_places(store, known), *known.others]


def kept_places(store: Store, known: Standing) -> list[Place]:
    """The places that are kept."""
    return [_place(row) for row in kept_rows(store, known, select(*(_KEPT[name] for name in _NAMES)))]


def kept_rows(store: Store, known: Standing, query: Select[Any]) -> Sequence[Any]:
    """The rows of a query of what is kept and has firms; none where nothing is."""
    if known.kept is None:
        return []
    with store.engine_read() as connection:
        return connection.execute(query.where(_KEPT.firms > 0, known.kept)).all()


def follow_standing(store: Store, on: date | None = None, *, progress: Progress | None = None) -> bool:
    """Bring what is kept up to date; False where the store takes no change. `progress` is told of areas."""
    day = on or today()
    try:
        stale, done = _stale(store, day), 0
        for areas in parts(stale):
            with store.write_plain(patience_s=BRIEFLY_S) as connection:
                _renew(connection, day, areas)
            done += len(areas)
            if progress:
                progress(done, len(stale))
    except Unavailable:
        return False
    return True


def without_area(connection: Connection) -> Any:
    """The condition for firms of no area, or of one that is not there."""
    # Areas are never deleted: beyond the highest there are none.
    highest = connection.execute(select(func.max(AREA.c.id))).scalar() or 0
    astray = TENANT.alias("astray").c
    # A list of them, found by the index of areas: asked of the firms themselves, all would be read in order.
    return TENANT.c.id.in_(
        select(astray.id).where(or_(astray.area.is_(None), astray.area > highest, astray.area < 1))
    )


def _reached(found: Sequence[Place], rights: Rights) -> list[Place]:
    return [one for one in found if rights.cover(one.owner, one.area)]


def _reach(rights: Rights) -> Any:
    if rights.municipalities is None:
        return true()
    towns, areas = sorted(rights.municipalities), sorted(rights.areas)
    return or_(_KEPT.owner.in_(towns), _KEPT.area.in_(areas))


def _place(row: Any) -> Place:
    values = dict(zip(_NAMES, row, strict=True))
    return Place(**values | {"owner": values["owner"] or None, "held": orjson.loads(values["held"])})


def _stale(store: Store, on: date) -> Sequence[int]:
    revision, months = (
        func.coalesce(area_revision.c.revision, 0),
        func.coalesce(office.c.cycle_months, CYCLE_MONTHS),
    )
    joined = AREA.outerjoin(area_revision, area_revision.c.area == AREA.c.id)
    joined = joined.outerjoin(area_standing, _KEPT.area == AREA.c.id)
    joined = joined.outerjoin(office, office.c.ags == _KEPT.owner)
    query = select(AREA.c.id).select_from(joined).distinct().order_by(AREA.c.id)
    other = (_KEPT.revision != revision, _KEPT.edition != EDITION, _KEPT.months != months)
    query = query.where(or_(_KEPT.area.is_(None), *other, _KEPT.since > on, _KEPT.until <= on))
    with store.engine_read() as connection:
        return connection.execute(query).scalars().all()


def _renew(connection: Connection, on: date, areas: Sequence[int]) -> None:
    # The revisions first: what is stored meanwhile makes these figures stale, not wrong for good.
    query = select(area_revision.c.area, area_revision.c.revision).where(area_revision.c.area.in_(areas))
    revisions = dict(connection.execute(query).all())
    found = count_places(connection, on, TENANT.c.area.in_(areas))
    turns = next_turns(connection, on, areas)
    common = {area: {"edition": EDITION, "revision": revisions.get(area, 0), "since": on} for area in areas}
    rows = [common[one.area] | _row(one, turns.get(one.area or 0)) for one in found if one.area]
    empty = sorted(set(areas) - {one.area for one in found})
    rows += [common[area] | _row(_none_in(area), turns.get(area)) for area in empty]
    connection.execute(delete(area_standing).where(_KEPT.area.in_(areas)))
    adding = upsert(connection.dialect.name, area_standing)
    others = {name: adding.excluded[name] for name in rows[0] if name not in ("area", "owner")}
    keys = [_KEPT.area, _KEPT.owner]
    connection.execute(adding.on_conflict_do_update(index_elements=keys, set_=others), rows)


def _none_in(area: int) -> Place:
    return Place(area, None, CYCLE_MONTHS, 0, 0, 0, None, date.max, {})


def _row(one: Place, turn: date | None) -> dict[str, Any]:
    values = {name: getattr(one, name) for name in _NAMES}
    values["until"] = min((day for day in (one.until, turn) if day), default=None)
    values["points"] = one.points
    return values | {"owner": one.owner or _NOBODY, "held": orjson.dumps(dict(one.held)).decode()}
