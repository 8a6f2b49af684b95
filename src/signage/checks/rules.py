"""The questions asked of an inventory; each is one small function whose docstring is the sentence that
people read.

A function gets the frames and gives the findings' sentences, each with its English, indexed by the id of the
row at fault.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pandas as pd
import shapely

from signage.checks.findings import Check, Frames
from signage.domain import words
from signage.domain.faces import document
from signage.domain.names import fold_name
from signage.domain.tolerances import tolerance
from signage.errors import Said
from signage.languages import day_text

CONFIRM_AFTER_DAYS = 365
SLIVER_M2 = tolerance("overlap")
OUTSIDE_M = tolerance("firm")
NEAR_M = 200.0

CHECKS: dict[str, Check] = {}
Finder = Callable[[Frames], pd.Series]


def check(key: str, severity: str, layer: str) -> Callable[[Finder], Finder]:
    """Register a function as the check `key`."""

    def register(function: Finder) -> Finder:
        CHECKS[key] = Check(key, severity, layer, (function.__doc__ or "").strip(), function)
        return function

    return register


@check("tenant.outside-area", "error", "tenant")
def tenant_outside_its_area(frames: Frames) -> pd.Series:
    """Liegt jede Firma in dem Gewerbegebiet, dem sie zugeordnet ist?"""
    rows = frames.tenants[frames.tenants["area"].notna() & frames.tenants.geometry.notna()]
    outlines = frames.areas.geometry.reindex(rows["area"].astype("int64")).set_axis(rows.index)
    distance = rows.geometry.distance(outlines)
    return _say(
        distance[distance > OUTSIDE_M],
        "liegt {:.0f} m außerhalb ihres Gewerbegebiets",
        "lies {:.0f} m outside its commercial area",
    )


@check("tenant.unknown-area", "error", "tenant")
def tenant_in_an_area_that_ended(frames: Frames) -> pd.Series:
    """Gibt es das Gewerbegebiet der Firma noch?"""
    lost = frames.tenants[frames.tenants["area"].notna() & ~frames.tenants["area"].isin(frames.areas.index)]
    return _say(
        lost["area"],
        "ist einem Gebiet zugeordnet, das heute nicht gilt (Nr. {})",
        "belongs to an area that is not in force today (no. {})",
    )


@check("tenant.no-area", "hint", "tenant")
def tenant_without_area(frames: Frames) -> pd.Series:
    """Gehört jede Firma zu einem Gewerbegebiet?"""
    lost = frames.tenants[frames.tenants["area"].isna()]
    return _say(
        lost["name"],
        "gehört zu keinem Gewerbegebiet und steht in keinem Verzeichnis",
        "belongs to no commercial area and stands in no directory",
    )


@check("tenant.no-place", "warning", "tenant")
def tenant_without_place(frames: Frames) -> pd.Series:
    """Hat jede Firma einen Ort auf der Karte?"""
    lost = frames.tenants[frames.tenants.geometry.isna()]
    return _say(lost["name"], "hat keinen Ort auf der Karte", "has no place on the map")


@check("tenant.duplicate", "warning", "tenant")
def duplicate_firm(frames: Frames) -> pd.Series:
    """Steht keine Firma doppelt im Bestand?"""
    rows = frames.tenants
    keys = pd.DataFrame(
        {"name": rows["name"].map(fold_name), "area": rows["area"].fillna(-1)}, index=rows.index
    )
    same = keys[keys.duplicated(["name", "area"], keep="first")]
    first = keys.drop_duplicates(["name", "area"]).reset_index().set_index(["name", "area"])["id"]
    partner = first.reindex(pd.MultiIndex.from_frame(same)).set_axis(same.index)
    return _say(
        partner,
        "steht schon im selben Gebiet (Firma Nr. {})",
        "stands in the same area already (firm no. {})",
    )


@check("tenant.duplicate-number", "warning", "tenant")
def number_given_twice(frames: Frames) -> pd.Series:
    """Trägt jede Firma eines Gebiets eine eigene Nummer?"""
    rows = frames.tenants.dropna(subset=["number", "area"])
    taken = rows[rows.duplicated(["area", "number"], keep="first")]["number"]
    return _say(taken, "trägt eine vergebene Nummer ({})", "has a number that is taken ({})")


@check("tenant.unconfirmed", "hint", "tenant")
def unconfirmed_for_a_year(frames: Frames) -> pd.Series:
    """Wurde jede Firma im letzten Jahr bestätigt?"""
    dates = frames.tenants["confirmed_on"]
    return _confirmed(dates[_before(dates, frames.day, CONFIRM_AFTER_DAYS)])


@check("area.overlap", "error", "area")
def overlap_of_areas(frames: Frames) -> pd.Series:
    """Überdecken sich keine zwei Gewerbegebiete?"""
    outlines = frames.areas.geometry
    left, right = outlines.sindex.query(outlines, predicate="intersects")
    pair = left < right
    first, second = outlines.iloc[left[pair]], outlines.iloc[right[pair]]
    shared = pd.Series(
        shapely.area(shapely.intersection(first.to_numpy(), second.to_numpy())), index=first.index
    )
    names = frames.areas["name"].reindex(second.index).to_numpy()
    sentences = [_overlap(name, m2) for name, m2 in zip(names, shared, strict=True)]
    found = pd.Series(sentences, index=first.index, dtype=object)[shared > SLIVER_M2]
    return found[~found.index.duplicated()]


@check("area.no-sign", "warning", "area")
def area_without_sign(frames: Frames) -> pd.Series:
    """Steht in jedem Gewerbegebiet ein Schild?"""
    standing = frames.signs[frames.signs["state"].isin(words.STANDING)]
    bare = frames.areas[~frames.areas.index.isin(standing["area"])]
    return _say(bare["name"], "hat kein stehendes Schild", "has no standing sign")


@check("area.no-tenant", "hint", "area")
def area_without_tenant(frames: Frames) -> pd.Series:
    """Hat jedes Gewerbegebiet Firmen?"""
    bare = frames.areas[~frames.areas.index.isin(frames.tenants["area"])]
    return _say(bare["name"], "hat keine Firmen im Verzeichnis", "has no firms in the directory")


@check("area.outside-municipality", "error", "area")
def area_outside_its_municipality(frames: Frames) -> pd.Series:
    """Berührt jedes Gewerbegebiet die Gemeinde, zu der es gehört, oder überhaupt eine?"""
    rows = frames.areas[frames.areas["municipality"].notna()]
    homes = frames.municipalities.drop_duplicates("ags").set_index("ags").geometry
    home = homes.reindex(rows["municipality"]).set_axis(rows.index)
    outside = rows[home.isna() | ~rows.geometry.intersects(home)]["municipality"]
    told = _say(outside, "liegt nicht in der Gemeinde {}", "does not lie in municipality {}")
    both: pd.Series = pd.concat([told, _beyond_all(frames)])
    return both


def _beyond_all(frames: Frames) -> pd.Series:
    """Areas of no municipality that touch none; nothing is said where no municipality is loaded."""
    rows = (
        frames.areas[frames.areas["municipality"].isna()] if len(frames.municipalities) else frames.areas[:0]
    )
    touching = frames.municipalities.sindex.query(rows.geometry, predicate="intersects")[0]
    beyond = rows.drop(rows.index[touching])["name"]
    return _say(beyond, "liegt außerhalb aller Gemeinden", "lies outside of all municipalities")


@check("sign.no-code", "warning", "sign")
def sign_without_code(frames: Frames) -> pd.Series:
    """Trägt jedes stehende Schild des Leitsystems einen Code?"""
    rows = frames.signs[(frames.signs["family"] == "guide") & frames.signs["state"].isin(words.STANDING)]
    return _say(rows[rows["code"].isna()]["state"], "hat keinen Schildcode", "has no code")


@check("sign.no-area", "hint", "sign")
def sign_without_area(frames: Frames) -> pd.Series:
    """Gehört jedes Schild zu einem Gewerbegebiet?"""
    rows = frames.signs[frames.signs["area"].isna()]
    return _say(
        rows["state"],
        "gehört zu keinem Gewerbegebiet; ein Scan fände kein Verzeichnis",
        "belongs to no commercial area; a scan would find no directory",
    )


@check("sign.far-from-area", "warning", "sign")
def sign_far_from_its_area(frames: Frames) -> pd.Series:
    """Steht jedes Schild in oder nahe seinem Gewerbegebiet?"""
    rows = frames.signs[frames.signs["area"].isin(frames.areas.index)]
    outlines = frames.areas.geometry.reindex(rows["area"].astype("int64")).set_axis(rows.index)
    distance = rows.geometry.distance(outlines)
    return _say(
        distance[distance > NEAR_M],
        "steht {:.0f} m von seinem Gebiet entfernt",
        "stands {:.0f} m away from its area",
    )


@check("sign.names-gone", "warning", "sign")
def sign_that_names_a_firm_which_is_gone(frames: Frames) -> pd.Series:
    """Nennt kein stehendes Schild eine Firma, die es nicht mehr gibt?"""
    there = set(zip(frames.tenants["municipality"], frames.tenants["name"].map(fold_name), strict=True))
    rows = frames.signs[frames.signs["face"].notna() & frames.signs["state"].isin(words.STANDING)]
    found: dict[Any, str] = {}
    for sign, town, face in zip(rows.index, rows["municipality"], rows["face"], strict=True):
        gone = [
            slot["text"]
            for slot in document("face", face).get("slots", ())
            if "tenant" in slot
            and slot["tenant"] not in frames.tenants.index
            and (town, fold_name(slot["text"])) not in there
        ]
        if gone:
            found[sign] = ", ".join(gone)
    # By its own dtype: of no signs at all pandas would presume numbers.
    named = pd.Series(list(found.values()), index=pd.Index(list(found), dtype="int64"), dtype=object)
    return _say(named, "nennt eine Firma, die es nicht mehr gibt: {}", "names a firm that is gone: {}")


def _say(values: pd.Series, german: str, english: str) -> pd.Series:
    told = [Said(german.format(value), english.format(value)) for value in values]
    return pd.Series(told, index=values.index, dtype=object)


def _overlap(name: str, m2: float) -> Said:
    area = f"{m2:,.0f}"
    return Said(f"überdeckt {name} auf {area.replace(',', '.')} m²", f"overlaps {name} on {area} m²")


def _confirmed(dates: pd.Series) -> pd.Series:
    told = [
        Said(f"zuletzt bestätigt am {day:%d.%m.%Y}", f"last confirmed on {day_text('en', day)}")
        if _is_day(day)
        else Said("nie bestätigt", "never confirmed")
        for day in dates
    ]
    return pd.Series(told, index=dates.index, dtype=object)


def _is_day(value: Any) -> bool:
    return isinstance(value, date)


def _before(dates: pd.Series, day: date, days: int) -> pd.Series:
    limit = day - timedelta(days=days)
    return pd.Series([not _is_day(value) or value < limit for value in dates], index=dates.index, dtype=bool)
