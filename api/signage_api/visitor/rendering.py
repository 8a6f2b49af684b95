"""From facts to HTML, through autoescaping templates only.

A page of an area is put together from pieces: the layout, the map, a row per firm; each is rendered with gaps
(`NUL key NUL`) for what goes there later, and kept until what it shows changes.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, Literal, NamedTuple
from urllib.parse import quote

from markupsafe import escape

from signage import languages
from signage.codes import token as tokens
from signage.guidance.direction import looking_deg
from signage.services.scan import Area, Firm, Here
from signage.services.scan_search import Found
from signage.services.scan_ways import way_to
from signage.settings import Settings
from signage.store.directory_rows import TenantHint
from signage_api.visitor import told
from signage_api.visitor.drawing import Frame, plan_of, wedge
from signage_api.visitor.entries import ENTRY, entry, searched
from signage_api.visitor.flights import (
    Blocks,
    Gap,
    Opening,
    Part,
    in_blocks,
    joined,
    member,
    opening,
    part,
    pieces,
)
from signage_api.visitor.links import Links
from signage_api.visitor.readers_label import free_label, half_width
from signage_api.visitor.shelf import Shelf
from signage_api.visitor.small_pages import SmallPages, gap
from signage_api.visitor.told import Place, told_way

# Enough for a hundred areas: more would make the process that answers scans large.
LAYOUT_BYTES = 1 << 19
PLAN_BYTES = 1 << 20
ROW_BYTES = 1 << 19

Key = tuple[object, ...]
Piece = Part | bytes | Gap
Row = tuple[bytes, bytes]  # a firm before and after its way
_Listed = tuple[Firm, bytes, bytes, Place | None]

_PLAN, _ROWS = Gap("plan"), Gap("rows")
Order = Literal["", "number", "way"]
_TURN_STEP_DEG = 15  # so many ways to draw an area's map stay few enough to be kept


class _Drawn(NamedTuple):
    """A map, and where the marks of its firms stand."""

    frame: Frame
    spots: tuple[tuple[int, int], ...]
    radius: int
    pieces: list[Piece]


class AreaPage(NamedTuple):
    """The directory page of an area in one language, with gaps for the sign.

    What did not change since the page before is the same object as there: `above`, `below`, `places`. The map
    is turned as the sign's reader looks, and so one of the gaps.
    """

    language: str
    area: Area
    firms: Sequence[Firm]
    layout: Sequence[Piece]
    plan_key: Key
    above: Sequence[Piece]
    heads: list[bytes]
    tails: list[bytes]
    places: tuple[Place | None, ...]
    below: Sequence[Piece]

    @property
    def weight(self) -> int:
        """About how many bytes of memory it takes; its rows outlast the shelf that they come from."""
        return 2000 + sum(
            [len(head) + len(tail) + 100 for head, tail in zip(self.heads, self.tails, strict=True)]
        )


class SignShare(NamedTuple):
    """What one sign adds to the page of its area; `above`, `below` and `places` are those it was made for,
    `lead` is what stands between the map and the firms.
    """

    here: Here
    above: Sequence[Piece]
    below: Sequence[Piece]
    places: tuple[Place | None, ...]
    begun: Opening
    lead: Part
    closing: Sequence[Part]
    ways: Sequence[bytes]

    @property
    def weight(self) -> int:
        """About how many bytes of memory it takes; what stands above the firms is shared."""
        return 4500 + sum([len(way) + 60 for way in self.ways])

    def fits(self, page: AreaPage, here: Here) -> bool:
        """Whether it would be made again just so."""
        same_sign = self.here is here or self.here == here
        return (
            same_sign and self.above is page.above and self.below is page.below and self.places is page.places
        )


class Renderer(SmallPages):
    """All pages of a service or publication, and what directories were made from."""

    def __init__(
        self, settings: Settings, *, links: Links | None = None, offered: Sequence[str] = ()
    ) -> None:
        super().__init__(settings, links=links, offered=offered)
        self._layouts: Shelf[Key, list[Piece]] = Shelf(LAYOUT_BYTES)
        self._plans: Shelf[Key, _Drawn] = Shelf(PLAN_BYTES)
        self._rows: Shelf[tuple[str, Firm], Row] = Shelf(ROW_BYTES)
        self._searched: dict[int, dict[str, str]] = {}  # by id of a firm: what only a published page says
        self._entry_texts = lru_cache(maxsize=128)(self._rendered_entry)

    def area_page(
        self,
        area: Area,
        language: str,
        query: str = "",
        *,
        found: Found | None = None,
        before: AreaPage | None = None,
        order: Order = "",
        as_of: date | None = None,
    ) -> AreaPage:
        """The page of `area`; with a query only the firms that were `found` by it, on the map too. `order` is
        the one it says it has (see `in_order`); `as_of` stands on it where it is not today's.

        What did not change since it was made last, `before` for one, is taken from there, down to the single
        firm.
        """
        if before and before.area.order is area.order and before.area.changed_on == area.changed_on:
            return self._with_entries(before, area)
        firms = found.firms if found else area.firms
        layout = self._layout(language, area, query, found or Found(firms), order, as_of)
        plan_key = _plan_key(language, area, firms)
        if before and before.layout is layout and before.plan_key == plan_key:
            return self._with_firms(before, area, firms)
        at_rows = layout.index(_ROWS) if firms else len(layout)
        page = AreaPage(
            language=language, area=area, places=(),
            firms=before.firms if before else (), heads=before.heads if before else [],
            tails=before.tails if before else [], layout=layout, plan_key=plan_key,
            above=layout[:at_rows],
            below=layout[at_rows + 1 :],
        )  # fmt: skip
        return self._with_firms(page, area, firms)

    def learn(self, area: Area, hints: Mapping[int, TenantHint]) -> None:
        """What a published page has to say of the firms of an area so that its script finds them."""
        for firm in area.firms:
            self._searched[firm.id] = searched(firm, hints.get(firm.id))

    def _with_firms(self, page: AreaPage, area: Area, firms: Sequence[Firm]) -> AreaPage:
        """`page` with other firms in the list; rows and places that it has already are kept."""
        kept = dict(zip(page.firms, zip(page.heads, page.tails, strict=True), strict=True))
        rows = [kept.get(firm) or self._row(page.language, firm) for firm in firms]
        places = tuple([(firm.target, firm.street) if firm.target else None for firm in firms])
        return page._replace(
             area=area, firms=firms, heads=[head for head, _ in rows], tails=[tail for _, tail in rows],
            places=page.places if page.places == places else places,
        )  # fmt: skip

    def _with_entries(self, page: AreaPage, area: Area) -> AreaPage:
        """`page` where single firms say something else of themselves."""
        heads, tails = [*page.heads], [*page.tails]
        for i, (old, new) in enumerate(zip(page.firms, area.firms, strict=True)):
            if old is not new:
                heads[i], tails[i] = self._row(page.language, new)
        return page._replace(area=area, firms=area.firms, heads=heads, tails=tails)

    def sign_share(self, page: AreaPage, here: Here, before: SignShare | None = None) -> SignShare:
        """What the sign adds to `page`; taken from `before` as far as that still holds."""
        if before and before.fits(page, here):
            return before
        drawn = self._plan(page, _turn_of(here))
        texts = self._sign_texts(page, here, drawn)
        at = page.above.index(_PLAN)
        above = joined(_filled([*page.above[:at], *drawn.pieces, *page.above[at + 1 :]], texts))
        below = _filled(page.below, texts)
        ways = [told_way(page.language, here, place, page.area) if place else b"" for place in page.places]
        return SignShare(
            here=here, above=page.above, below=page.below, places=page.places,
            begun=opening(above[:-1]), lead=above[-1], closing=joined(below), ways=ways,
        )  # fmt: skip

    def is_at_hand(self, page: AreaPage, share: SignShare) -> bool:
        """Whether the share can be made again without reading the store: its map is there already."""
        return share.fits(page, share.here) or (page.plan_key, _turn_of(share.here)) in self._plans

    def in_order(self, page: AreaPage, here: Here, order: Order) -> AreaPage:
        """`page` by the numbers of the board, or grouped by where the firms lie for who reads the sign."""
        if not order:
            return page
        rows = list(zip(page.firms, page.heads, page.tails, page.places, strict=True))
        if order == "number":
            rows.sort(key=lambda row: row[0].number)
        else:
            rows = self._grouped(page, here, rows)
        firms, heads, tails, places = ([row[column] for row in rows] for column in range(4))
        return page._replace(firms=firms, heads=heads, tails=tails, places=tuple(places))  # type: ignore[arg-type]

    def _grouped(self, page: AreaPage, here: Here, rows: list[_Listed]) -> list[_Listed]:
        """The rows by group and distance, a heading before the first of each group."""
        ways = [way_to(here, row[0], page.area.streets) for row in rows]
        placed = [
            (told.GROUPS.index(way.group if way else "nowhere"), way.distance_m if way else 0.0, at)
            for at, way in enumerate(ways)
        ]
        found: list[_Listed] = []
        last = -1
        for group, _, at in sorted(placed):
            firm, head, tail, place = rows[at]
            if group != last:
                head = self._group_heading(page.language, told.GROUPS[group], first=not found) + head
            found.append((firm, head, tail, place))
            last = group
        return found

    def _group_heading(self, language: str, group: str, *, first: bool) -> bytes:
        return self.render(
            "group.html", language, group=told.group_name(language, group), first=first
        ).encode()

    def sign_page(
        self, page: AreaPage, share: SignShare, blocks: Blocks | None = None, *, quick: bool = False
    ) -> tuple[bytes, str, Blocks | None]:
        """The gzip member of a sign's page, and a mark of what is inside. `quick` for one that is soon made
        again: then the third are its rows as deflated, to be given as `blocks` for the next.
        """
        rows = [b""] * (3 * len(page.heads))
        rows[0::3], rows[1::3], rows[2::3] = page.heads, share.ways, page.tails
        plain = b"".join(rows)
        if not quick:
            # What stands around the list is told shorter in its words than in words of its own.
            whole = b"".join([share.lead.plain, plain, *(piece.plain for piece in share.closing)])
            return *member(share.begun, [part(whole, quick=False)]), None
        made = in_blocks(rows, blocks)
        return *member(share.begun, [share.lead, Part(plain, b"".join(made.deflated)), *share.closing]), made

    def _layout(
        self, language: str, area: Area, query: str, found: Found, order: Order, as_of: date | None
    ) -> list[Piece]:
        dates, count = tuple(_dates(language, area)), len(found.firms)
        former, fresh = (
            tuple([(name, firm.name) for name, firm in found.former]),
            told.freshness(language, area),
        )
        shown = (language, area.name, area.municipality, bool(area.firms), dates, fresh)
        key = (*shown, count, query, order, as_of, found.near, former)
        known = self._layouts.get(key)
        if known is None:
            asked = f"&q={quote(query)}" if query else ""
            kept = f"{asked}&order={order}" if order else asked
            values = {"area": area, "count": count, "query": query, "dates": dates, "kept": kept}
            values |= {"near": found.near, "former": former, "named": gap("code")}
            values |= {"asked": asked, "order": order, "freshness": fresh}
            values["as_of"] = languages.day_text(language, as_of) if as_of else ""
            known = pieces(self.render("directory.html", language, **values), shared=True)
            self._layouts.put(key, known, 3000)
        return known

    def _plan(self, page: AreaPage, turn_deg: int) -> _Drawn:
        key = (page.plan_key, turn_deg)
        known = self._plans.get(key)
        if known is None:
            plan = plan_of(page.area, page.firms, turn_deg)
            drawn = pieces(self.render("plan.html", page.language, plan=plan))
            spots = tuple([(mark.x, mark.y) for mark in plan.marks])
            known = _Drawn(plan.frame, spots, plan.radius, drawn)
            weight = sum(len(piece.plain) + len(piece.deflated) for piece in drawn if isinstance(piece, Part))
            self._plans.put(key, known, weight + 270 * len(page.area.firms) + 3000)
        return known

    def _row(self, language: str, firm: Firm) -> Row:
        known = self._rows.get((language, firm))
        if known is None:
            values = entry(language, firm) | self._searched.get(firm.id, {})
            texts, at = self._entry_texts(language, tuple([name for name, value in values.items() if value]))
            said = [escape(values[text]) if i % 2 else text for i, text in enumerate(texts)]
            known = "".join(said[:at]).encode(), "".join(said[at + 1 :]).encode()
            self._rows.put((language, firm), known, len(known[0]) + len(known[1]) + 500)
        return known

    def _rendered_entry(self, language: str, given: tuple[str, ...]) -> tuple[list[str], int]:
        """The template of a firm of which just so much is known: texts and, at every second place, names of
        the values between them; and where the way goes. Filling it in costs a third of rendering it.
        """
        values = dict.fromkeys(ENTRY, "") | {name: gap(name) for name in given}
        texts = self.render("firm.html", language, **values).split("\0")
        return texts, texts.index("way") if "geo" in given else len(texts)

    def _sign_texts(self, page: AreaPage, here: Here, drawn: _Drawn) -> dict[str, bytes]:
        language, code, frame = page.language, tokens.display(here.code), drawn.frame
        x, y = frame.kept_inside(here.position)
        ahead = None if here.bearing_deg is None else looking_deg(here.bearing_deg) - frame.turn_deg
        half = half_width(languages.text(language, "here.title"))
        label = free_label(frame, x, y, drawn.spots, half=half, radius=drawn.radius)
        latitude, longitude = (f"{degrees:.5f}" for degrees in here.degrees)
        values: dict[str, Any] = {
            "here": here, "code": code, "area_name": page.area.name, "area_id": page.area.id, "x": x, "y": y,
            "canonical": f"{self.settings.public_url}/{here.code}",
            "place": _place(page, here), "latitude": latitude, "longitude": longitude,
            "report": self.report(language, here.number, code),
            "east": round(here.position[0]), "north": round(here.position[1]),
            "wedge": wedge(x, y, ahead), "gaze": told.gaze(language, here.bearing_deg),
            "turned": frame.turn_deg, "label": label,
        }  # fmt: skip
        keys = ("head", "here", "view", "mark", "gaze")
        texts = self.render_each([f"sign_{key}.html" for key in keys], language, values)
        return {key: text.encode() for key, text in zip(keys, texts, strict=True)} | {
            "reading": escape(told.reading(language, here, page.area)).encode(),
            "code": here.code.encode(),
        }


def _plan_key(language: str, area: Area, firms: Sequence[Firm]) -> Key:
    """All that decides about the map of an area."""
    shown = tuple([firm.anchor for firm in firms]) if firms is not area.firms else None
    return language, area.ground, tuple([(firm.position, firm.anchor) for firm in area.firms]), shown


def _place(page: AreaPage, here: Here) -> str:
    street = here.street if here.street != here.name and here.name else ""
    parts = [street, page.area.name, here.municipality or page.area.municipality]
    return " · ".join(part for part in parts if part)


def _turn_of(here: Here) -> int:
    """The bearing that is up on the map for who reads the sign, in few steps; north where unknown."""
    if here.bearing_deg is None:
        return 0
    return round(looking_deg(here.bearing_deg) / _TURN_STEP_DEG) * _TURN_STEP_DEG % 360


def _filled(pieces: Sequence[Piece], texts: Mapping[str, bytes]) -> list[Part | bytes]:
    return [texts[piece.key] if isinstance(piece, Gap) else piece for piece in pieces]


def _dates(language: str, area: Area) -> list[str]:
    if area.changed_on is None:
        return []
    return [languages.text(language, "foot.changed", day=languages.day_text(language, area.changed_on))]
