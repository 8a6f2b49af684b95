"""What a check is, what it gives, and how all of them are run."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import geopandas as gpd
import pandas as pd

from signage.domain.layers import CRS, LAYERS
from signage.errors import InvalidInput, Said, known

SEVERITIES = ("error", "warning", "hint", "excepted")


@dataclass(frozen=True)
class Frames:
    """The layers that checks look at, as frames in EPSG:25832 valid on `day`, indexed by id."""

    areas: gpd.GeoDataFrame
    tenants: gpd.GeoDataFrame
    signs: gpd.GeoDataFrame
    municipalities: gpd.GeoDataFrame
    day: date


@dataclass(frozen=True)
class Check:
    """One question to the inventory. `find` gives the sentence for each row at fault, indexed by the row's
    id in `layer`.
    """

    key: str
    severity: str
    layer: str
    question: str
    find: Callable[[Frames], pd.Series]


def run(frames: Frames, checks: Mapping[str, Check], only: list[str] | None = None) -> gpd.GeoDataFrame:
    """All findings: columns `check, severity, layer, row, name, message, geometry` (a point in EPSG:25832
    or None).

    Sorted by severity, then layer and row. `only` names the checks to run; InvalidInput names the known ones.
    """
    for key in only or []:
        if key not in checks:
            raise InvalidInput(known(Said("Die Prüfung", "check"), key, sorted(checks)))
    chosen = [check for key, check in checks.items() if only is None or key in only]
    return together([_findings(check, frames) for check in chosen])


def together(parts: Sequence[pd.DataFrame]) -> gpd.GeoDataFrame:
    """Findings from several places as one frame: worst first, then by layer and row."""
    parts = [part for part in parts if not part.empty]
    if not parts:
        return _empty()
    everything = gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), geometry="geometry", crs=CRS)
    rank = everything["severity"].map(SEVERITIES.index)
    order = pd.DataFrame({"rank": rank, "layer": everything["layer"], "row": everything["row"]})
    return everything.loc[order.sort_values(["rank", "layer", "row"], kind="stable").index].reset_index(
        drop=True
    )


def _findings(check: Check, frames: Frames) -> pd.DataFrame:
    messages = check.find(frames)
    rows = getattr(frames, LAYERS[check.layer].plural).loc[messages.index]
    points = rows.geometry.representative_point() if check.layer == "area" else rows.geometry
    named: dict[str, Any] = {
        "check": check.key,
        "severity": check.severity,
        "layer": check.layer,
        "row": rows.index.astype("int64"),
        "name": _names(rows),
        # By its own dtype, for pandas' text would lose the English.
        "message": pd.Series(messages.to_numpy(), dtype=object),
        "geometry": points.to_numpy(),
    }
    return pd.DataFrame(named)


def _names(rows: gpd.GeoDataFrame) -> Any:
    if "code" in rows:
        return rows["number"].fillna(rows["name"]).fillna("").to_numpy()
    return rows["name"].fillna("").to_numpy()


def _empty() -> gpd.GeoDataFrame:
    columns = ("check", "severity", "layer", "row", "name", "message")
    return gpd.GeoDataFrame({name: [] for name in columns}, geometry=gpd.GeoSeries([], crs=CRS))
