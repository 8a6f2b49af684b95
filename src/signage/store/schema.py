"""The tables of a store: one per layer of `signage.domain.layers`, and the application's own.

Migrations (`signage.store.migrations`) make them; a test holds the two against each other.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)
from sqlalchemy.types import TypeEngine

from signage.domain.fields import PerKind
from signage.domain.layers import COMMON, KEPT_BY_STORE, LAYERS, Field, Layer
from signage.store.lenient import Day, Real, Truth, Whole
from signage.store.types import Geometry, Instant

metadata = MetaData()
_KINDS: PerKind[type[TypeEngine[Any]]] = {
    "text": Text,
    "choice": Text,
    "ags": Text,
    "json": Text,
    "int": Whole,
    "area": Integer,
    "real": Real,
    "date": Day,
    "bool": Truth,
}
_INDEXED = ("area", "municipality", "source_id", "ags", "number", "code")


def _column(field: Field) -> Column[object]:
    if field.name == "changed_at":
        return Column("changed_at", Instant(), nullable=False)
    if field.name in KEPT_BY_STORE and field.kind == "int":  # these no other program may touch
        return Column(field.name, Integer, nullable=field.name != "version")
    if field.name == "code":
        return Column("code", Text, ForeignKey("code.token"), unique=True)
    if field.kind == "area":
        return Column(field.name, Integer, ForeignKey("area.id"))
    return Column(field.name, _KINDS[field.kind], nullable=not field.required)


def _layer_table(layer: Layer) -> Table:
    columns = [_column(field) for field in (*layer.fields, *COMMON)]
    table = Table(
        layer.name,
        metadata,
        Column("id", Integer, primary_key=True, autoincrement=True),
        Column("geometry", Geometry(layer.geometry), nullable=not layer.geometry_required),
        *columns,
        sqlite_autoincrement=True,
    )
    for name in _INDEXED:
        if name in table.c and name != "code":
            Index(f"{layer.name}_{name}", table.c[name])
    return table


code = Table(
    "code",
    metadata,
    Column("token", Text, primary_key=True),
    Column("state", Text, nullable=False),
    Column("moved_to", Text, ForeignKey("code.token")),
    Column("minted_at", Instant(), nullable=False),
    Column("retired_at", Instant()),
)

# `why_english` is None where a person gave the reason, in their own words.
change_set = Table(
    "change_set",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", Instant(), nullable=False),
    Column("who", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("why_english", Text),
    Column("source", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("reverts", Integer, ForeignKey("change_set.id"), unique=True),
    sqlite_autoincrement=True,
)

# A created row needs no `after`: the row itself and the `before` of later changes hold all of it.
change = Table(
    "change",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("change_set", Integer, ForeignKey("change_set.id"), nullable=False),
    Column("layer", Text, nullable=False),
    Column("row", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("action", Text, nullable=False),
    Column("before", Text),
    Column("after", Text),
    Index("change_of_row", "layer", "row"),
    Index("change_of_set", "change_set"),
)

api_token = Table(
    "api_token",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("hash", Text, nullable=False, unique=True),
    Column("municipality", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("created_at", Instant(), nullable=False),
    Column("revoked_at", Instant()),
    sqlite_autoincrement=True,
)

# `account` brought the row at the desk; `municipality` is the one it is about, None where that is not known.
parked = Table(
    "parked",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("layer", Text, nullable=False),
    Column("file", Text, nullable=False),
    Column("file_row", Integer, nullable=False),
    Column("content", Text, nullable=False),
    Column("problems", Text, nullable=False),
    Column("parked_at", Instant(), nullable=False),
    Column("who", Text, nullable=False),
    Column("solved_at", Instant()),
    Column("account", Integer),
    Column("municipality", Text),
    sqlite_autoincrement=True,
)

scan_count = Table(
    "scan_count",
    metadata,
    Column("code", Text, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("language", Text, primary_key=True),
    Column("scans", Integer, nullable=False),
)

search_miss = Table(
    "search_miss",
    metadata,
    Column("area", Integer, primary_key=True, autoincrement=False),
    Column("day", Date, primary_key=True),
    Column("term", Text, primary_key=True),
    Column("misses", Integer, nullable=False),
)

area_revision = Table(
    "area_revision",
    metadata,
    Column("area", Integer, primary_key=True, autoincrement=False),
    Column("revision", Integer, nullable=False),
)

# A small JPEG by the key that a sign's `picture` names; never changed, never deleted.
picture = Table(
    "picture",
    metadata,
    Column("key", Text, primary_key=True),
    Column("jpeg", LargeBinary, nullable=False),
)

# What visitors report of a sign or its list; nothing in it says who they are.
report = Table(
    "report",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("day", Date, nullable=False),
    Column("kind", Text, nullable=False),
    Column("code", Text, ForeignKey("code.token"), nullable=False),
    Column("sign", Integer, ForeignKey("sign.id")),
    Column("area", Integer, ForeignKey("area.id")),
    Column("tenant", Integer, ForeignKey("tenant.id")),
    Column("municipality", Text),
    Column("language", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("photo", Text, ForeignKey("report_photo.hash")),
    Column("times", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("duplicate_of", Integer),
    Column("settled_by", Text, nullable=False),
    Column("settled_at", Instant()),
    Column("change_set", Integer),
    Column("version", Integer, nullable=False),
    Index("report_of_code", "code", "day"),
    Index("report_of_municipality", "municipality", "state"),
    sqlite_autoincrement=True,
)

report_photo = Table(
    "report_photo",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

# Random values that all processes over one store share, such as the key of the forms that visitors send.
secret = Table(
    "secret",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

LAYER_TABLES: Mapping[str, Table] = {name: _layer_table(layer) for name, layer in LAYERS.items()}


def upsert(dialect: str, table: Table) -> Any:
    """An INSERT that knows ON CONFLICT: each engine (`sqlite`, `postgresql`) has one of its own; a process
    loads that of its own engine only.
    """
    return import_module(f"sqlalchemy.dialects.{dialect}").insert(table)
