"""A layer as a GeoDataFrame. Kept apart from the store itself, because the worker that answers scans must
not load GeoPandas.
"""

from datetime import date
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from sqlalchemy import select

from signage.domain.layers import CRS, LAYERS
from signage.store.base import Store, layer_table
from signage.store.lenient import whole

_CHUNK = 50_000
_DTYPES = {"int": "Int64", "area": "Int64", "real": "float64", "bool": "boolean"}


def frame(store: Store, layer: str, *, as_of: date | None = None, **filters: Any) -> gpd.GeoDataFrame:
    """Rows of `layer` as a GeoDataFrame in EPSG:25832, one column per field of `signage.domain.layers`,
    index `id`.

    `as_of` keeps the rows that are valid on that day (None: of all times); further filters as in
    `Store.selection`. An empty layer gives an empty frame with all its columns.
    """
    table = layer_table(layer)
    query = store.selection(select(table), table, as_of=as_of, **filters).order_by(table.c.id)
    names = list(table.c.keys())
    with store.engine_read() as connection:
        result = connection.execution_options(yield_per=_CHUNK).execute(query)
        parts = [_columns(names, rows) for rows in result.partitions(_CHUNK)]
    columns = {
        name: np.concatenate([part[name] for part in parts]) if parts else np.empty(0, object)
        for name in names
    }
    return _framed(layer, columns)


def _columns(names: list[str], rows: Any) -> dict[str, Any]:
    block = np.array([tuple(row) for row in rows], dtype=object).reshape(len(rows), len(names))
    return {name: block[:, at] for at, name in enumerate(names)}


def _framed(layer: str, columns: dict[str, Any]) -> gpd.GeoDataFrame:
    geometry = shapely.from_wkb(columns.pop("geometry"), on_invalid="ignore")
    index = pd.Index(columns.pop("id").astype("int64"), name="id")
    series = {name: _series(layer, name, values, index) for name, values in columns.items()}
    return gpd.GeoDataFrame(series, geometry=gpd.GeoSeries(geometry, index=index, crs=CRS))


def _series(layer: str, name: str, values: Any, index: pd.Index) -> pd.Series:
    kind = LAYERS[layer].field(name).kind
    if name == "changed_at":
        return pd.Series(pd.to_datetime(values, utc=True), index=index)
    if kind == "date":
        return pd.Series(values, index=index, dtype=object)
    try:
        return pd.Series(values, index=index).astype(_DTYPES.get(kind, "str"))  # type: ignore[call-overload,no-any-return]
    except (TypeError, ValueError):  # a reference that another program spoiled
        kept = [whole(value) for value in values]
        return pd.Series(kept, index=index, dtype="Int64")
