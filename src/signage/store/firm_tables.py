"""The tables beside firms: who follows whom, addresses, what finds, sorts and counts a million of them."""

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
)

from signage.store.schema import LAYER_TABLES, metadata

# Texts whose beginnings are looked up: compared letter by letter whatever the database's language, so that
# the index serves.
BYTEWISE = Text().with_variant(Text(collation="C"), "postgresql")

# The columns of a firm that decide whether the table of firms has it.
LISTED_BY = ("withdrawn_by", "valid_from", "valid_to", "area", "municipality", "confirmed_on", "is_person")

# Which row of a firm follows which: it moved, was renamed, split or merged on a day. None is taken out when
# its change set is taken back: who reads them asks whether that stands.
firm_succession = Table(
    "firm_succession",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("predecessor", Integer, ForeignKey("tenant.id"), nullable=False),
    Column("successor", Integer, ForeignKey("tenant.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("since", Date, nullable=False),
    Column("change_set", Integer, ForeignKey("change_set.id"), nullable=False),
    Index("firm_succession_predecessor", "predecessor"),
    Index("firm_succession_successor", "successor"),
    sqlite_autoincrement=True,
)

# Addresses from an official file (Hauskoordinaten): `folded` is street and house number as they are looked
# up, the position in EPSG:25832.
address = Table(
    "address",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("street", Text, nullable=False),
    Column("house_number", Text, nullable=False),
    Column("postcode", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("folded", BYTEWISE, nullable=False),
    Column("east_m", Float, nullable=False),
    Column("north_m", Float, nullable=False),
    Column("source", Text, nullable=False),
    Index("address_folded", "folded"),
    Index("address_source", "source"),
    sqlite_autoincrement=True,
)

# The words of firms' names, to find similar ones among a million; caught up from the history when it is
# asked, so that edits of other programs are in it too. `firm_indexed` has the version of each firm
# whose words are in; as that of firm 0 the newest change that was looked at.
firm_word = Table(
    "firm_word",
    metadata,
    Column("word", BYTEWISE, primary_key=True),
    Column("tenant", Integer, ForeignKey("tenant.id"), primary_key=True),
    Index("firm_word_tenant", "tenant"),
)
firm_indexed = Table(
    "firm_indexed",
    metadata,
    Column("tenant", Integer, primary_key=True, autoincrement=False),
    Column("version", Integer, nullable=False),
)

# What the table of firms is sorted and filtered by, folded once; as of each firm's `version`, and caught up
# from the history too (`followed`). An index alone answers a page that is sorted by name, street or area.
firm_listed = Table(
    "firm_listed",
    metadata,
    Column("tenant", Integer, ForeignKey("tenant.id"), primary_key=True, autoincrement=False),
    Column("version", Integer, nullable=False),
    Column("name_folded", BYTEWISE, nullable=False),
    Column("texts_folded", BYTEWISE, nullable=False),
    Column("street_folded", BYTEWISE),  # none where the firm has none
    *(Column(name, LAYER_TABLES["tenant"].c[name].type) for name in LISTED_BY),
    Index("firm_listed_by_name", "name_folded", "tenant", *LISTED_BY),
    Index("firm_listed_by_street", "street_folded", "name_folded", "tenant", *LISTED_BY),
    Index("firm_listed_by_area", "area", "name_folded", "tenant", *(n for n in LISTED_BY if n != "area")),
)

# How the firms of an area stand, for each municipality (AGS, empty: none) that has some there: what a look at
# all lists would have to count each time. Holds for the area's `revision`, from the day `since` to before
# `until`, by a cycle of so many `months`; an area without firms has a row for nobody. `held` is JSON: how
# many firms have what; `points` the sum of their scores and `worst` the firm with the lowest one.
area_standing = Table(
    "area_standing",
    metadata,
    Column("area", Integer, primary_key=True, autoincrement=False),
    Column("owner", Text, primary_key=True),
    Column("edition", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("since", Date, nullable=False),
    Column("until", Date),
    Column("months", Integer, nullable=False),
    Column("firms", Integer, nullable=False),
    Column("due", Integer, nullable=False),
    Column("never", Integer, nullable=False),
    Column("oldest", Date),
    Column("due_from", Date, nullable=False),
    Column("points", Integer, nullable=False),
    Column("held", Text, nullable=False),
    Column("worst", Integer),
    Column("worst_score", Integer),
    Column("worst_confirmed", Date),
    Index("area_standing_of_owner", "owner"),
)

# How far something has followed the history: `change` is the newest change it has looked at.
followed = Table(
    "followed",
    metadata,
    Column("name", Text, primary_key=True),
    Column("change", BigInteger, nullable=False),
)
