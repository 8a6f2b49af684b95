"""The first inventory: layers, codes, change sets, tokens, parked rows, scans.

Written out in full, and never changed again: a store made by it must open in every later version.
"""

import sqlalchemy as sa
from alembic import op

from signage.store import rtree
from signage.store.types import Geometry, Instant

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

LAYERS = {
    ("municipality", "Gemeinden", "MULTIPOLYGON"): """
        ags text not null, name text not null, district text, population int, successor text, note
        text, valid_from date, valid_to date, source text, source_name text, source_id text, version
        int not null, changed_at instant not null, withdrawn_by int
    """,
    ("area", "Gewerbegebiete", "MULTIPOLYGON"): """
        name text not null, number text, kind text, municipality text, confirmed_on date, note text,
        valid_from date, valid_to date, source text, source_name text, source_id text, version int
        not null, changed_at instant not null, withdrawn_by int
    """,
    ("tenant", "Firmen", "POINT"): """
        name text not null, area area, municipality text, number int, street text, house_number
        text, postcode text, place text, activity text, wz_code text, wz_edition text, lorry_note
        text, phone text, email text, web text, contact text, legal_basis text, consented_by text,
        consented_on date, is_person bool, confirmed_on date, note text, valid_from date, valid_to
        date, source text, source_name text, source_id text, version int not null, changed_at
        instant not null, withdrawn_by int
    """,
    ("sign", "Schilder", "POINT"): """
        code code, number text, type text, family text, state text, area area, municipality text,
        name text, street text, bearing_deg real, height_m real, lower_edge_m real, width_mm real,
        stopping_place text, lorries_fit bool, owner text, funder text, maintainer text,
        earmarked_until date, design_generation text, mounted_on date, film_class text, inspected_on
        date, note text, valid_from date, valid_to date, source text, source_name text, source_id
        text, version int not null, changed_at instant not null, withdrawn_by int
    """,
    ("road", "Straßen", "LINESTRING"): """
        name text, road_class text, number text, speed_kmh int, in_town bool, width_m real, area
        area, valid_from date, valid_to date, source text, source_name text, source_id text, version
        int not null, changed_at instant not null, withdrawn_by int
    """,
    ("backdrop", "Hintergrund", "POLYGON"): """
        kind text, area area, valid_from date, valid_to date, source text, source_name text,
        source_id text, version int not null, changed_at instant not null, withdrawn_by int
    """,
}
INDEXED = ("area", "municipality", "source_id", "ags", "number")
PLAIN = {
    "int": sa.Integer,
    "real": sa.Float,
    "date": sa.Date,
    "bool": sa.Boolean,
    "text": sa.Text,
    "instant": Instant,
}


def upgrade() -> None:
    _make_code_tables()
    for (name, title, geometry), columns in LAYERS.items():
        _make_layer(name, title, geometry, [column.split() for column in columns.split(",")])
    _make_own_tables()


def _id(kind: type[sa.Integer] = sa.Integer) -> sa.Column[int]:
    wide = kind().with_variant(sa.Integer, "sqlite")
    return sa.Column("id", wide, primary_key=True, autoincrement=True)


def _column(name: str, kind: str, *rest: str) -> sa.Column[object]:
    nullable = not rest
    if kind == "area":
        return sa.Column(name, sa.Integer, sa.ForeignKey("area.id"))
    if kind == "code":
        return sa.Column(name, sa.Text, sa.ForeignKey("code.token"), unique=True)
    return sa.Column(name, PLAIN[kind](), nullable=nullable)


def _make_layer(name: str, title: str, geometry: str, columns: list[list[str]]) -> None:
    required = name != "tenant"
    place: sa.Column[bytes] = sa.Column("geometry", Geometry(geometry), nullable=not required)
    op.create_table(name, _id(), place, *(_column(*column) for column in columns), sqlite_autoincrement=True)
    for column in {column[0] for column in columns}.intersection(INDEXED):
        op.create_index(f"{name}_{column}", name, [column])
    if op.get_bind().dialect.name == "sqlite":
        _register(name, title, geometry)
    else:
        op.create_index(f"{name}_geometry", name, ["geometry"], postgresql_using="gist")


def _register(name: str, title: str, geometry: str) -> None:
    insert = op.get_bind().exec_driver_sql
    insert(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) "
        "VALUES (?, 'features', ?, 25832)",
        (name, title),
    )
    insert("INSERT INTO gpkg_geometry_columns VALUES (?, 'geometry', ?, 25832, 0, 0)", (name, geometry))
    insert(
        "INSERT INTO gpkg_extensions VALUES (?, 'geometry', 'gpkg_rtree_index', ?, 'write-only')",
        (name, rtree.URL),
    )
    rtree.create(op.get_bind(), name)


def _make_code_tables() -> None:
    op.create_table(
        "code",
        sa.Column("token", sa.Text, primary_key=True),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("moved_to", sa.Text, sa.ForeignKey("code.token")),
        sa.Column("minted_at", Instant(), nullable=False),
        sa.Column("retired_at", Instant()),
    )
    if op.get_bind().dialect.name == "sqlite":
        # One registered table without geometry keeps GDAL and QGIS from listing the application's other
        # tables.
        op.get_bind().exec_driver_sql(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier) "
            "VALUES ('code', 'attributes', 'Schildcodes')"
        )


def _make_own_tables() -> None:
    text, whole = sa.Text, sa.Integer
    op.create_table(
        "change_set",
        _id(),
        sa.Column("at", Instant(), nullable=False),
        *(sa.Column(name, text, nullable=False) for name in ("who", "why", "source", "kind")),
        sa.Column("reverts", whole, sa.ForeignKey("change_set.id"), unique=True),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "change",
        _id(sa.BigInteger),
        sa.Column("change_set", whole, sa.ForeignKey("change_set.id"), nullable=False),
        sa.Column("layer", text, nullable=False),
        sa.Column("row", whole, nullable=False),
        sa.Column("version", whole, nullable=False),
        sa.Column("action", text, nullable=False),
        sa.Column("before", text),
        sa.Column("after", text),
    )
    op.create_index("change_of_row", "change", ["layer", "row"])
    op.create_index("change_of_set", "change", ["change_set"])
    op.create_table(
        "api_token",
        _id(),
        sa.Column("hash", text, nullable=False, unique=True),
        sa.Column("municipality", text, nullable=False),
        sa.Column("label", text, nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("revoked_at", Instant()),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "parked",
        _id(),
        sa.Column("layer", text, nullable=False),
        sa.Column("file", text, nullable=False),
        sa.Column("file_row", whole, nullable=False),
        sa.Column("content", text, nullable=False),
        sa.Column("problems", text, nullable=False),
        sa.Column("parked_at", Instant(), nullable=False),
        sa.Column("who", text, nullable=False),
        sa.Column("solved_at", Instant()),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "scan_count",
        sa.Column("code", text, primary_key=True),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("language", text, primary_key=True),
        sa.Column("scans", whole, nullable=False),
    )
    op.create_table(
        "area_revision",
        sa.Column("area", whole, primary_key=True, autoincrement=False),
        sa.Column("revision", whole, nullable=False),
    )
