"""Ways, months and numbers in words, as they stand in the list."""

from collections.abc import Mapping
from functools import cache, lru_cache

from markupsafe import Markup, escape

from signage import languages
from signage.guidance.direction import Point, compass_point, looking_deg, told_distance
from signage.network import routes
from signage.services.scan import Area, Here
from signage.services.scan_ways import Way, way_between

Place = tuple[Point, str]  # where a firm is reached, and the street it is on

_ARROWS = {"here": "●", "ahead": "↑", "right": "→", "behind": "↓", "left": "←"}
_COMPASS_ARROWS = {"n": "↑", "ne": "↗", "e": "→", "se": "↘", "s": "↓", "sw": "↙", "w": "←", "nw": "↖"}
_OWN_WORDS = ("here", "left", "ahead", "right", "behind", "nowhere")
GROUPS = (*_OWN_WORDS[:5], *_COMPASS_ARROWS, "nowhere")  # as they follow each other in a list by direction
_MOST_TURNS = 3  # nobody keeps more in mind; the street's name helps on


def told_way(language: str, here: Here, place: Place, area: Area) -> bytes:
    """The way from a sign to a firm: `geradeaus, zweite rechts, 350 m`; escaped."""
    way = way_between(here, *place, area.streets)
    if way.by_street:
        return _told_route(language, way).encode()
    before, after = _straight(language)[way.start]
    how_far = "" if way.start == "here" else distance(language, way.distance_m)
    told = f"{before}{how_far}{after}"
    if not area.streets or way.start == "here":
        return told.encode()
    return str(escape(languages.texts(language)["way.crow"]).format(way=Markup(told))).encode()  # noqa: S704


def group_name(language: str, group: str) -> str:
    """The heading of a group of firms that lie in one direction."""
    return languages.text(language, f"order.{group}" if group in _OWN_WORDS else f"compass.{group}")


def reading(language: str, here: Here, area: Area) -> str:
    """How distances and directions of a list are meant."""
    along = "_streets" if area.streets else ""
    return languages.text(
        language, f"list.reading{along}" if here.bearing_deg is not None else f"list.reading{along}_compass"
    )


def gaze(language: str, bearing_deg: float | None) -> str:
    """Where the reader of a sign looks, by the compass; empty when its facing is not known."""
    if bearing_deg is None:
        return ""
    return languages.text(language, f"compass.{compass_point(looking_deg(bearing_deg))}")


def freshness(language: str, area: Area) -> str:
    """What holds for all firms that carry no remark of their own; empty where each carries one."""
    if area.confirmed_on:
        month = languages.month_text(language, area.confirmed_on)
        return languages.text(language, "list.confirmed", month=month)
    asked = any(firm.freshness != "fresh" for firm in area.firms)
    return "" if asked else languages.text(language, "list.unconfirmed")


def _told_route(language: str, way: Way) -> str:
    after = distance(language, way.distance_m)
    if way.walk_m:
        after += " · " + languages.text(language, "way.walk", distance=distance(language, way.walk_m))
    if way.max_height_m:
        metres = languages.number_text(language, way.max_height_m)
        after += " · " + languages.text(language, "way.height", metres=metres)
    if way.max_weight_t:
        tonnes = languages.number_text(language, way.max_weight_t)
        after += " · " + languages.text(language, "way.weight", tonnes=tonnes)
    return f"{_told_steps(language, way.group, way.start, way.turns)}, {_escaped(after)}"


@lru_cache(maxsize=512)
def _escaped(text: str) -> str:
    """Distances are told in steps of ten metres: few of them are ever met."""
    return str(escape(text))


@lru_cache(maxsize=512)
def _told_steps(language: str, group: str, start: str, turns: tuple[routes.Turn, ...]) -> str:
    """What comes before the distance, escaped: the same few ways lead from every sign of an area."""
    steps = ", ".join([_start(language, start), *_turns(language, turns)])
    arrow = (_ARROWS | _COMPASS_ARROWS)[group]
    return str(Markup('<i aria-hidden="true">{}</i> {}').format(arrow, steps))


def _start(language: str, start: str) -> str:
    if start in _COMPASS_ARROWS:
        return languages.text(language, "way.compass", where=languages.text(language, f"compass.{start}"))
    return languages.text(language, f"way.{start}")


def _turns(language: str, turns: tuple[routes.Turn, ...]) -> list[str]:
    told = [
        languages.text(language, f"way.turn_{turn.side}", nth=_nth(language, turn.nth))
        for turn in turns[:_MOST_TURNS]
    ]
    then = [languages.text(language, "way.then", turn=turn) for turn in told[1:]]
    return [*told[:1], *then, *(["…"] if len(turns) > _MOST_TURNS else [])]


def _nth(language: str, nth: int) -> str:
    words = languages.text(language, "way.nth").split("|")
    return words[nth - 1] if nth <= len(words) else languages.text(language, "way.nth_more", n=nth)


def distance(language: str, metres: float) -> str:
    """`350 m`, `1,2 km`."""
    return told_distance(metres, *_signs(language))


@cache
def _signs(language: str) -> tuple[str, str]:
    """A language's decimal mark, its signs for metre and kilometre."""
    return languages.text(language, "number.decimal"), languages.text(language, "number.units")


@cache
def _straight(language: str) -> Mapping[str, tuple[str, str]]:
    """Text before and after the distance as the crow flies, by direction; escaped."""
    turns = {}
    for turn, arrow in (_ARROWS | _COMPASS_ARROWS).items():
        sentence = languages.texts(language)[f"direction.{turn}"]
        before, _, after = sentence.partition("{distance}")
        arrowed = Markup('<i aria-hidden="true">{}</i> {}').format(arrow, before)
        turns[turn] = str(arrowed), str(escape(after))
    return turns
