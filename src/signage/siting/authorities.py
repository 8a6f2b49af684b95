"""Who must say yes to a sign at a place: road owner, traffic authority, who is heard, permits, who pays."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from signage.errors import Said
from signage.siting.english import cited
from signage.siting.kinds import PYLONS
from signage.siting.values import Citation

TABLE = Path(__file__).with_name("authorities.toml")
THURINGIA = "16"
CLASSIFIED = ("B", "L", "K")

Role = Literal["owner", "traffic", "hearing", "permit", "cost"]


@dataclass(frozen=True, slots=True)
class Place:
    """What is known of a place and of the sign to be put there; None: not known.

    `ags` is the municipality's key; its name is for the sentences and may stay out. `to_own_facility` says
    that an official sign shows the way to one firm alone.
    """

    road_class: str | None
    in_town: bool | None
    ags: str | None
    family: str | None = "guide"
    type: str | None = None
    municipality: str | None = None
    to_own_facility: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """One line of the answer; `key` names its row in authorities.toml."""

    role: Role
    key: str
    sentence: Said
    citation: Citation


@cache
def load_authorities() -> Mapping[str, Any]:
    """The table as it stands in authorities.toml."""
    return tomllib.loads(TABLE.read_text("utf-8"))


def who_must_say_yes(place: Place) -> tuple[Statement, ...]:
    """All statements for the place, in the order in which one asks.

    Outside Thuringia, or where road class or municipality are not known, what is said is presumed; without a
    road nobody is named as its owner.
    """
    owner, traffic = _owner(place), _traffic(place)
    names = {"owner": owner.sentence, "traffic": traffic.sentence}
    rest = (_statement(place, role, key, names) for role, key in _needed(place))
    return (owner, traffic, *rest)


def _needed(place: Place) -> Iterator[tuple[Role, str]]:
    """Which statements hold, by role and key."""
    if place.family == "official":
        yield "permit", "order"
        yield "hearing", "hearing"
        yield "cost", _cost(place)
        return
    if place.family == "advertising":
        yield "permit", "advertising_permit"
    yield "permit", _use(place)
    if place.type in PYLONS:
        yield "permit", "building_permit"
    if place.in_town is not True:
        yield from _outside(place)
    if place.family == "guide":
        yield "cost", "cost_guide"


def _cost(place: Place) -> str:
    if place.to_own_facility:
        return "cost_firm"
    return "cost_municipality" if _is_through_road(place) else "cost_owner"


def _use(place: Place) -> str:
    if place.road_class == "P":
        return "private_consent"
    return "special_use_through_road" if _is_through_road(place) else "special_use"


def _outside(place: Place) -> Iterator[tuple[Role, str]]:
    yield "permit", "advertising_ban"
    if place.road_class in ("A", "B"):
        yield "permit", "strip_federal"
    elif place.road_class in ("L", "K"):
        yield "permit", "strip_state"


def _is_through_road(place: Place) -> bool:
    """A classified road in town (Ortsdurchfahrt)."""
    return place.in_town is True and place.road_class in CLASSIFIED


def _owner(place: Place) -> Statement:
    rows = load_authorities()["owner"]
    row = rows.get(place.road_class or "unknown")
    if row is None or row.get("state", _state(place)) != _state(place):
        row = rows["other"]
    return _said(place, "owner", "owner", row, {})


def _traffic(place: Place) -> Statement:
    row = next(row for row in load_authorities()["traffic"] if _fits(row, place))
    return _said(place, "traffic", "traffic", row, {})


def _fits(row: Mapping[str, Any], place: Place) -> bool:
    """Whether every condition of the row holds; a row without conditions fits always."""
    return (
        ("ags" not in row or place.ags in row["ags"])
        and ("classes" not in row or place.road_class in row["classes"])
        and ("state" not in row or row["state"] == _state(place))
    )


def _statement(place: Place, role: Role, key: str, names: Mapping[str, Said]) -> Statement:
    return _said(place, role, key, load_authorities()["statement"][key], names)


def _said(place: Place, role: Role, key: str, row: Mapping[str, Any], names: Mapping[str, Said]) -> Statement:
    ours = {"municipality": place.municipality or place.ags or "", "district": district_of(place.ags)}
    own = {**ours, **names}
    german = row["german"].format(**own)
    english = row["english"].format(**{name: getattr(said, "english", said) for name, said in own.items()})
    certainty = row["certainty"] if _is_sure(row, place) else "presumed"
    return Statement(
        role, key, Said(_tidy(german), _tidy(english)), cited(row["source"], row["edition"], certainty)
    )


def district_of(ags: str | None) -> Said:
    """The district of a municipality by its name; by its key where the table does not name it."""
    key = (ags or "")[:5]
    row = load_authorities()["district"].get(key, {})
    return Said(row.get("german", f"Landkreis {key}"), row.get("english", f"district {key}"))


def _is_sure(row: Mapping[str, Any], place: Place) -> bool:
    """A Thuringian source says nothing sure about another state; federal law does."""
    return _state(place) == THURINGIA or "Thür" not in row["source"]


def _state(place: Place) -> str | None:
    return place.ags[:2] if place.ags else None


def _tidy(sentence: str) -> str:
    return " ".join(sentence.split())
