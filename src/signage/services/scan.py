"""A scan: from the code on a sign to the facts that its reader may know.

The page and the JSON are made from the same facts. Only what is public is in them: no notes, and no
telephone, mail, contact or web address without the firm's consent (GewO § 14(5)
covers name, address and activity only).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from typing import Literal, NamedTuple

from signage.codes import token as tokens
from signage.domain.audience import open_consents
from signage.domain.words import INTENDED, STANDING
from signage.guidance.utm import Degrees, to_degrees
from signage.network.streets import Streets
from signage.services.values import EMAIL, WEB
from signage.store.directory import DirectoryReader
from signage.store.directory_rows import AreaRows, CodePoint, Ground, Point, Run, Shapes, TenantRow

State = Literal["live", "moved", "not_issued", "mistyped", "retired"]
Freshness = Literal["fresh", "old", "never"]

_FRESH_DAYS = 365  # firms are asked twice a year


@dataclass(frozen=True, slots=True, eq=False)
class Firm:
    """One entry of the directory; `number` and `square` are those of the printed board, `anchor` its name
    within the page, `id` that of its contact card. `entrance` is where lorries get in, where recorded.

    `freshness` is of what the firm was last asked: `never` only where others of its area were.
    Equal facts are one object for as long as they are remembered, so that it may be a key.
    """

    id: int
    number: int
    anchor: str
    square: str
    name: str
    activity: str
    street: str
    house_number: str
    lorry_note: str
    gate: str
    delivery_hours: str
    lorry_register: str
    lorry_height_m: float | None
    lorry_weight_t: float | None
    position: Point | None
    entrance: Point | None
    degrees: Degrees | None
    phone: str
    web: str
    jobs: str
    email: str
    contact: str
    confirmed_on: date | None
    freshness: Freshness

    @property
    def address(self) -> str:
        """Street and house number as one line; empty without a street."""
        return f"{self.street} {self.house_number}".strip() if self.street else ""

    @property
    def target(self) -> Point | None:
        """Where a driver is sent; `degrees` is the same place."""
        return self.entrance or self.position


class Area(NamedTuple):
    """A commercial area on one day with its firms A-Z; positions in metres (EPSG:25832).

    Each firm that is `fresh` was confirmed on `confirmed_on` or later; None where none is. `shapes` reads
    what `ground` names; to be called only while the snapshot lasts. `rows` is what all of it
    was made from, `order` where in `firms` each of its tenants stands; areas with one and the same `order`
    differ in what single firms say of themselves, in nothing else.
    """

    id: int
    name: str
    number: str
    municipality: str
    ended: bool
    confirmed_on: date | None
    changed_on: date | None
    firms: tuple[Firm, ...]
    outline: tuple[Run, ...]
    ground: Ground
    shapes: Callable[[], Shapes]
    streets: Streets
    rows: AreaRows
    order: list[int]


@dataclass(frozen=True, slots=True)
class Here:
    """Where the reader stands; `bearing_deg` is where the sign's face looks, None when unknown.

    A sign that does not stand yet is in the making: its code is scanned for proof only.
    """

    code: str
    number: str
    name: str
    street: str
    municipality: str
    bearing_deg: float | None
    position: Point
    degrees: Degrees
    stands: bool
    picture: str


def state_of(point: CodePoint | None, token: str, day: date) -> State:
    """What a code answers with on `day`; `token` has eight characters of the alphabet."""
    if point is None:
        return "not_issued" if tokens.is_valid(token) else "mistyped"
    if point.state == "moved" and point.moved_to:
        return "moved"
    if point.state == "retired":
        return "retired"
    if point.sign is None or point.sign_state in INTENDED:
        return "not_issued"
    ended = point.valid_to is not None and point.valid_to <= day
    gone = ended or point.withdrawn_by is not None or point.sign_state == "dismantled"
    return "retired" if gone else "live"


def stands(point: CodePoint) -> bool:
    """Whether the sign of a code is at the roadside; one of unknown state was seen there."""
    return point.sign_state is None or point.sign_state in STANDING


def final_code(reader: DirectoryReader, point: CodePoint) -> str | None:
    """Where a moved code leads in the end; None when it leads round in a circle."""
    seen = {point.token}
    target = point.moved_to
    while target is not None and target not in seen:
        seen.add(target)
        following = reader.point(target)
        if following is None or following.state != "moved":
            return target
        target = following.moved_to
    return None


def read_here(reader: DirectoryReader, point: CodePoint) -> Here:
    """The sign that carries the code; `point` is live."""
    row = reader.sign(point)
    return Here(
        code=point.token,
        number=clean(row.number),
        name=clean(row.name),
        street=clean(row.street),
        municipality=clean(point.municipality),
        bearing_deg=row.bearing_deg,
        position=row.position,
        degrees=to_degrees(*row.position),
        stands=stands(point),
        picture=clean(row.picture),
    )


def read_area(reader: DirectoryReader, area_id: int, day: date, *, before: Area | None = None) -> Area:
    """The area on `day`; a firm whose `valid_to` is that day is gone.

    `before` is the same area as it was read earlier that day: what did not change is taken from there.
    """
    rows = reader.area(area_id, day)
    return (_renewed(before, rows, day) if before else None) or _whole(reader, area_id, rows, day)


def _whole(reader: DirectoryReader, area_id: int, rows: AreaRows, day: date) -> Area:
    changed = [rows.area.changed_on, *(tenant.changed_on for tenant in rows.tenants)]
    listed = sorted(range(len(rows.tenants)), key=lambda i: rows.tenants[i].place_in_list)
    firms = _firms([rows.tenants[i] for i in listed], day)
    return Area(
        id=area_id,
        name=clean(rows.area.name),
        number=clean(rows.area.number),
        municipality=clean(rows.area.municipality),
        ended=rows.area.ended,
        confirmed_on=_confirmed_since(firms) if firms else rows.area.confirmed_on,
        changed_on=max((known for known in changed if known), default=None),
        firms=firms,
        outline=rows.area.outline,
        ground=rows.ground,
        shapes=partial(reader.shapes, area_id, day),
        streets=reader.streets(area_id, day, rows.ground),
        rows=rows,
        order=sorted(range(len(listed)), key=listed.__getitem__),
    )


def _renewed(before: Area, rows: AreaRows, day: date) -> Area | None:
    """`before` with what single firms say of themselves now; None where more has changed."""
    was = before.rows
    if was.area is not rows.area or was.ground is not rows.ground or len(was.tenants) != len(rows.tenants):
        return None
    firms, changed_on = [*before.firms], before.changed_on
    for place, old, new in zip(before.order, was.tenants, rows.tenants, strict=True):
        if old is new:
            continue
        if not _same_entry(old, new):
            return None
        freshness = firms[place].freshness
        firms[place] = firm_of(new, firms[place].number, firms[place].anchor, day, freshness)
        changed_on = max(filter(None, (changed_on, new.changed_on)), default=None)
    return before._replace(firms=tuple(firms), changed_on=changed_on, rows=rows)


def _same_entry(old: TenantRow, new: TenantRow) -> bool:
    """Whether a firm keeps its number, its place in the list, its mark on the map and its date."""
    return _placing(old) == _placing(new)


def _placing(tenant: TenantRow) -> tuple[object, ...]:
    way = (tenant.position, tenant.entrance, tenant.street)
    return tenant.place_in_list, tenant.number, tenant.confirmed_on, *way


def _firms(listed: Sequence[TenantRow], day: date) -> tuple[Firm, ...]:
    any_asked = any(tenant.confirmed_on for tenant in listed)
    firms = []
    for tenant, number, is_second in _numbers(listed):
        anchor = f"{number}-{tenant.id}" if is_second else str(number)
        freshness = _freshness(tenant.confirmed_on, day) if any_asked else "fresh"
        firms.append(firm_of(tenant, number, anchor, day, freshness))
    return tuple(firms)


def _freshness(confirmed_on: date | None, day: date) -> Freshness:
    if confirmed_on is None:
        return "never"
    return "fresh" if (day - confirmed_on).days <= _FRESH_DAYS else "old"


def _confirmed_since(firms: Sequence[Firm]) -> date | None:
    """The day on which, or later, every firm was asked that carries no remark of its own."""
    days = (firm.confirmed_on for firm in firms if firm.freshness == "fresh")
    return min((known for known in days if known), default=None)


def _numbers(tenants: Sequence[TenantRow]) -> Iterator[tuple[TenantRow, int, bool]]:
    """Each firm with its number and whether another has it already; firms without one follow after the
    highest.
    """
    following = max((tenant.number for tenant in tenants if tenant.number), default=0) + 1
    taken: set[int] = set()
    for tenant in tenants:
        number = tenant.number or following
        following += not tenant.number
        yield tenant, number, number in taken
        taken.add(number)


@lru_cache(maxsize=384)
def firm_of(tenant: TenantRow, number: int, anchor: str, day: date, freshness: Freshness) -> Firm:
    """What everybody may know of a firm on `day`: telephone, web, mail and contact only with its consent."""
    consented = open_consents(tenant.consents, tenant.legal_basis, tenant.consented_on, day)
    entrance = tenant.entrance if tenant.position else None
    target = entrance or tenant.position
    return Firm(
        id=tenant.id,
        number=number,
        anchor=anchor,
        square=clean(tenant.square),
        name=clean(tenant.name),
        activity=clean(tenant.activity),
        street=clean(tenant.street),
        house_number=clean(tenant.house_number),
        lorry_note=clean(tenant.lorry_note),
        gate=clean(tenant.gate),
        delivery_hours=clean(tenant.delivery_hours),
        lorry_register=clean(tenant.lorry_register),
        lorry_height_m=tenant.lorry_height_m,
        lorry_weight_t=tenant.lorry_weight_t,
        position=tenant.position,
        entrance=entrance,
        degrees=to_degrees(*target) if target else None,
        phone=clean(tenant.phone) if "phone" in consented else "",
        web=web_address(clean(tenant.web)) if "web" in consented else "",
        jobs=web_address(clean(tenant.jobs)) if "web" in consented else "",
        email=mail_address(clean(tenant.email)) if "email" in consented else "",
        contact=clean(tenant.contact) if "contact" in consented else "",
        confirmed_on=tenant.confirmed_on,
        freshness=freshness,
    )


@lru_cache(maxsize=384)
def web_address(text: str) -> str:
    """`text` as an address that is safe to follow: http(s) only, with a scheme; empty when it is none."""
    address = text if "://" in text else f"https://{text}"
    return address if WEB.fullmatch(address) else ""


@lru_cache(maxsize=384)
def mail_address(text: str) -> str:
    """`text` where it is a mail address, else nothing."""
    return text if EMAIL.fullmatch(text) else ""


def clean(value: str | None) -> str:
    """A cell as text without the NUL that marks the gaps of a page."""
    return value.replace("\0", "").strip() if isinstance(value, str) else ""
