"""Reading proposals: those that the rights reach, with the names of firm and area."""

from typing import Any

from sqlalchemy import Select, func, or_, select, true

from signage.errors import NotFound, Said
from signage.services.proposals.stored import read_proposed
from signage.services.rights import Rights
from signage.store import Store
from signage.store.desk_tables import proposal
from signage.store.schema import LAYER_TABLES

Row = dict[str, Any]
_TENANT, _AREA = LAYER_TABLES["tenant"], LAYER_TABLES["area"]


def list_proposals(
    store: Store,
    *,
    rights: Rights,
    number: int | None = None,
    states: tuple[str, ...] = (),
    kind: str | None = None,
    area: int | None = None,
    tenant: int | None = None,
    municipality: str | None = None,
    before: int | None = None,
    oldest_first: bool = False,
    limit: int = 100,
) -> list[Row]:
    """Proposals with `values`, `then` and `since`, and the firm's version as `tenant_version`; newest first
    unless said otherwise, `before` an id.
    """
    wanted = {proposal.c.id: number, proposal.c.kind: kind, proposal.c.area: area, proposal.c.tenant: tenant}
    wanted |= {proposal.c.municipality: municipality}
    query = _named().where(
        within(rights), *(column == value for column, value in wanted.items() if value is not None)
    )
    if states:
        query = query.where(proposal.c.state.in_(states))
    if before is not None:
        query = query.where(proposal.c.id < before)
    order = proposal.c.id if oldest_first else proposal.c.id.desc()
    with store.engine_read() as connection:
        return [_read(row) for row in connection.execute(query.order_by(order).limit(limit))]


def one_proposal(store: Store, number: int, rights: Rights) -> Row:
    """One proposal; NotFound when there is none, and in the same words when it is another's."""
    found = list_proposals(store, rights=rights, number=number, limit=1)
    if not found:
        raise no_such_proposal(number)
    return found[0]


def count_proposals(store: Store, *, rights: Rights, states: tuple[str, ...]) -> int:
    """How many `list_proposals` would give."""
    query = select(func.count()).select_from(proposal).where(within(rights), proposal.c.state.in_(states))
    with store.engine_read() as connection:
        return int(connection.execute(query).scalar_one())


def no_such_proposal(number: int) -> NotFound:
    """What is said of a proposal that is not there, and of another municipality's."""
    return NotFound(
        Said(
            f"Einen Vorschlag {number} gibt es nicht, oder Ihre Rechte reichen nicht bis dorthin.",
            f"There is no proposal {number}, or your rights do not reach it.",
        )
    )


def within(rights: Rights) -> Any:
    """The condition for proposals that the rights reach."""
    if rights.municipalities is None:
        return true()
    return or_(
        proposal.c.municipality.in_(sorted(rights.municipalities)), proposal.c.area.in_(sorted(rights.areas))
    )


def _named() -> Select[Any]:
    joined = proposal.outerjoin(_TENANT, _TENANT.c.id == proposal.c.tenant)
    joined = joined.outerjoin(_AREA, _AREA.c.id == proposal.c.area)
    named: list[Any] = [_TENANT.c.name.label("tenant_name"), _AREA.c.name.label("area_name")]
    named.append(_TENANT.c.version.label("tenant_version"))
    return select(proposal, *named).select_from(joined)


def _read(row: Any) -> Row:
    found = {str(name): value for name, value in row._mapping.items()}
    found["values"], found["then"], found["since"] = read_proposed(found.pop("proposed"))
    return found
