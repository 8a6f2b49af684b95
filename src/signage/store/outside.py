"""Edits by other programs, QGIS for one: noticed by triggers in the store itself, so that no page, cache or
ETag stays behind, and kept in the history as change sets of the kind `outside`. The register of codes takes
none: what is printed on signs must answer for years, and the history could not take back what became of it.

A file's own writes are known by the newest change set: while it is being written its kind is `open`. A
database's own writes are known by the name of the application that is connected.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import Connection

from signage.errors import Said
from signage.store.schema import LAYER_TABLES

OPEN = "open"
OUTSIDE = "outside"
APPLICATION = "signage"
# The advisory lock of a database that edits share, and that an import has alone.
EDITING = 0x5163_6E61
_WHO = "außerhalb"
_WHY = Said("Außerhalb bearbeitet, etwa in QGIS", "Edited outside, in QGIS say")
WATCHED = (*LAYER_TABLES, "code")
_TOGETHER_S = 10  # edits that follow each other so closely make one change set
_UNTRACKED = ("id", "version", "changed_at")
_NO_DELETING = (
    "signage: Nichts wird gelöscht; setzen Sie valid_to. (Nothing is deleted; set valid_to instead.)"
)

_NO_REPLACING = (
    "signage: Diese Zeile oder ihr Code ist schon da; ändern Sie sie mit UPDATE, ersetzt wird nichts. "
    "(This row or its code is there already; UPDATE it, nothing is replaced.)"
)
_OWN_COLUMNS = (
    "signage: id, version und changed_at führt der Bestand selbst. "
    "(The store itself keeps id, version and changed_at.)"
)
_NO_REGISTERING = (
    "signage: Das Register der Codes führt der Bestand selbst. "
    "(The store itself keeps the register of codes.)"
)
_FIRST_VERSION = "signage: Eine neue Zeile braucht version 1. (A new row needs version 1.)"

# Nothing but functions that every SQLite brings: other programs run these triggers too.
_NOW = "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')"
_FOREIGN = f"(SELECT kind FROM change_set ORDER BY id DESC LIMIT 1) IS NOT '{OPEN}'"
_SET = (
    "INSERT INTO change_set (at, who, why, why_english, source, kind) "
    f"SELECT {_NOW}, '{_WHO}', '{_WHY}', '{_WHY.english}', '', '{OUTSIDE}' "
    "WHERE NOT EXISTS (SELECT 1 FROM change_set WHERE id = (SELECT max(id) FROM change_set) "
    f"AND kind = '{OUTSIDE}' AND at > strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-{_TOGETHER_S} seconds'));"
)
_BUMP = (
    "INSERT INTO area_revision (area, revision) "
    "SELECT id, (SELECT coalesce(max(revision), 0) + 1 FROM area_revision) FROM area WHERE {touched} "
    "ON CONFLICT (area) DO UPDATE SET revision = excluded.revision;"
)
# The WKB inside a GeoPackage geometry: behind 8 bytes and an envelope whose size the fourth byte tells.
_WKB = (
    "substr({0}.geometry, CASE WHEN substr(hex(substr({0}.geometry, 4, 1)), 2) IN ('2', '3') THEN 41 "
    "WHEN substr(hex(substr({0}.geometry, 4, 1)), 2) IN ('4', '5', '6', '7') THEN 57 "
    "WHEN substr(hex(substr({0}.geometry, 4, 1)), 2) IN ('8', '9') THEN 73 ELSE 9 END)"
)


def trigger_names(table: str) -> list[str]:
    """Names of the triggers that notice edits of `table` by other programs."""
    events = ("insert", "update", "delete")
    return [
        f"outside_{table}_{event}" for event in (events if table == "code" else (*events, "once", "keep"))
    ]


def trigger_statements(table: str) -> list[str]:
    """The statements that make those triggers in a file, to the letter as it keeps them."""
    if table == "code":
        return [_refuse(event) for event in ("insert", "update", "delete")]
    return [_on_insert(table), _on_update(table), _on_delete(table), _only_once(table), _keep(table)]


def _refuse(event: str) -> str:
    return (
        f"CREATE TRIGGER outside_code_{event} BEFORE {event.upper()} ON code WHEN {_FOREIGN} "
        f"BEGIN SELECT RAISE(ABORT, '{_NO_REGISTERING}'); END"
    )


def _on_insert(table: str) -> str:
    return (
        f"CREATE TRIGGER outside_{table}_insert AFTER INSERT ON {table} WHEN {_FOREIGN} BEGIN {_SET} "
        "INSERT INTO change (change_set, layer, row, version, action) "
        f"SELECT max(id), '{table}', NEW.id, NEW.version, 'create' FROM change_set; "
        f"{_BUMP.format(touched=_touched(table, 'NEW'))} END"
    )


def _on_update(table: str) -> str:
    columns = _tracked(table)
    differs = _differs(columns)
    values = " UNION ALL ".join(
        f"SELECT '{name}' AS name, {_json(name, 'OLD')} AS was, {_json(name, 'NEW')} AS is_now"
        for name in columns
    )
    return (
        f"CREATE TRIGGER outside_{table}_update AFTER UPDATE OF {', '.join(columns)} ON {table} "
        f"WHEN {_FOREIGN} AND ({differs}) BEGIN {_SET} "
        f"UPDATE {table} SET version = NEW.version + 1, changed_at = {_NOW} "
        "WHERE id = NEW.id; "
        "INSERT INTO change (change_set, layer, row, version, action, before, after) "
        f"SELECT (SELECT max(id) FROM change_set), '{table}', NEW.id, NEW.version + 1, "
        "'update', json_group_object(name, was), json_group_object(name, is_now) "
        f"FROM ({values}) WHERE was IS NOT is_now; "
        f"{_BUMP.format(touched=_touched(table, 'OLD', 'NEW'))} END"
    )


def _on_delete(table: str) -> str:
    return (
        f"CREATE TRIGGER outside_{table}_delete BEFORE DELETE ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{_NO_DELETING}'); END"
    )


def _only_once(table: str) -> str:
    """REPLACE deletes without asking the trigger against it: refused before."""
    there = _there(table, "id")
    if _has_code(table):
        there += f" OR {_there(table, 'code')}"
    first = "typeof(NEW.version) = 'integer' AND NEW.version BETWEEN 1 AND 1000000000"
    return (
        f"CREATE TRIGGER outside_{table}_once BEFORE INSERT ON {table} "
        f"WHEN {_FOREIGN} AND ({there} OR NOT ({first})) BEGIN SELECT CASE WHEN {there} "
        f"THEN RAISE(ABORT, '{_NO_REPLACING}') ELSE RAISE(ABORT, '{_FIRST_VERSION}') END; END"
    )


def _keep(table: str) -> str:
    """One version more is what the trigger of edits itself writes, and all that another program may."""
    jumps = "NEW.version IS NOT OLD.version AND NEW.version IS NOT OLD.version + 1"
    renamed = "NEW.changed_at IS NOT OLD.changed_at AND NEW.version IS OLD.version"
    own = f"NEW.id IS NOT OLD.id OR {jumps} OR {renamed} AND NOT ({_differs(_tracked(table))})"
    taken = f"NEW.code IS NOT OLD.code AND {_there(table, 'code')}" if _has_code(table) else "0"
    return (
        f"CREATE TRIGGER outside_{table}_keep BEFORE UPDATE ON {table} "
        f"WHEN ({own} OR {taken}) AND {_FOREIGN} BEGIN SELECT "
        f"CASE WHEN {own} THEN RAISE(ABORT, '{_OWN_COLUMNS}') ELSE RAISE(ABORT, '{_NO_REPLACING}') END; END"
    )


def _there(table: str, column: str) -> str:
    return f"EXISTS (SELECT 1 FROM {table} WHERE {column} = NEW.{column})"


def _has_code(table: str) -> bool:
    return "code" in LAYER_TABLES[table].c


def _tracked(table: str) -> list[str]:
    return [name for name in LAYER_TABLES[table].c.keys() if name not in _UNTRACKED]  # noqa: SIM118


def _differs(columns: Sequence[str]) -> str:
    return " OR ".join(f"{_plain(name, 'OLD')} IS NOT {_plain(name, 'NEW')}" for name in columns)


def _touched(table: str, *rows: str) -> str:
    """The condition for areas whose directory may say something else now."""
    if table == "municipality":
        named = f"municipality IN ({', '.join(f'{row}.ags' for row in rows)})"
        return f"{named} OR id IN (SELECT area FROM sign WHERE {named})"
    column = "id" if table == "area" else "area"
    return f"id IN ({', '.join(f'{row}.{column}' for row in rows)})"


def _plain(name: str, row: str) -> str:
    return _WKB.format(row) if name == "geometry" else f"{row}.{name}"


def _json(name: str, row: str) -> str:
    return f"hex({_WKB.format(row)})" if name == "geometry" else f"{row}.{name}"


def create(connection: Connection) -> None:
    """Make all triggers, on either engine."""
    in_file = connection.dialect.name == "sqlite"
    if not in_file:
        connection.exec_driver_sql(_FUNCTION)
        connection.exec_driver_sql(_REFUSAL)
    for table in WATCHED:
        for statement in trigger_statements(table) if in_file else _in_database(table):
            connection.exec_driver_sql(statement)


def drop(connection: Connection) -> None:
    """Take all triggers away, on either engine and of whichever version they are."""
    if connection.dialect.name == "postgresql":
        for function in ("signage_note_outside", "signage_keep_codes"):
            connection.exec_driver_sql(f"DROP FUNCTION IF EXISTS {function}() CASCADE")
        return
    named = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'outside\\_%' ESCAPE '\\'"
    for name in connection.exec_driver_sql(named).scalars().all():
        connection.exec_driver_sql('DROP TRIGGER "{}"'.format(name.replace('"', '""')))


@contextmanager
def unnoticed(connection: Connection) -> Iterator[None]:
    """Around work that brings its own history along, such as copying a whole store into an empty file."""
    drop(connection)
    yield
    create(connection)


def _in_database(table: str) -> Iterator[str]:
    foreign = f"current_setting('application_name') IS DISTINCT FROM '{APPLICATION}'"
    if table == "code":
        yield (
            "CREATE TRIGGER outside_code BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON code "
            f"FOR EACH STATEMENT WHEN ({foreign}) EXECUTE FUNCTION signage_keep_codes()"
        )
        return
    yield (
        f"CREATE TRIGGER outside_{table} BEFORE INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW "
        f"WHEN ({foreign}) EXECUTE FUNCTION signage_note_outside()"
    )
    yield (
        f"CREATE TRIGGER outside_{table}_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT "
        "EXECUTE FUNCTION signage_note_outside()"
    )


_REFUSAL = f"""
CREATE FUNCTION signage_keep_codes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{_NO_REGISTERING}';
END $$"""
# With the rights of its maker: who may edit a layer in QGIS need not be allowed to write history.
_FUNCTION = f"""
CREATE FUNCTION signage_note_outside() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    was jsonb := '{{}}'; is_now jsonb; set_id integer; touched integer[]; there boolean;
BEGIN
    IF TG_OP IN ('DELETE', 'TRUNCATE') THEN
        RAISE EXCEPTION '{_NO_DELETING}';
    END IF;
    PERFORM pg_advisory_xact_lock_shared({EDITING});
    IF TG_OP = 'INSERT' THEN
        -- ON CONFLICT would come here too, and be told as a row that was created.
        EXECUTE 'SELECT EXISTS (SELECT 1 FROM ' || TG_RELID::regclass || ' WHERE id = $1)'
            INTO there USING NEW.id;
        IF NOT there AND TG_TABLE_NAME = 'sign' THEN
            SELECT EXISTS (SELECT 1 FROM sign WHERE code = to_jsonb(NEW)->>'code') INTO there;
        END IF;
        IF there THEN
            RAISE EXCEPTION '{_NO_REPLACING}';
        END IF;
    ELSIF NEW.id <> OLD.id OR NEW.version NOT IN (OLD.version, OLD.version + 1) THEN
        RAISE EXCEPTION '{_OWN_COLUMNS}';
    END IF;
    is_now := to_jsonb(NEW) || jsonb_build_object('geometry', encode(ST_AsBinary(NEW.geometry), 'hex'));
    IF TG_OP = 'UPDATE' THEN
        was := to_jsonb(OLD) || jsonb_build_object('geometry', encode(ST_AsBinary(OLD.geometry), 'hex'));
    END IF;
    IF TG_TABLE_NAME = 'municipality' THEN
        SELECT array_agg(number) INTO touched FROM (
            SELECT id AS number FROM area WHERE municipality IN (was->>'ags', is_now->>'ags')
            UNION SELECT area FROM sign WHERE municipality IN (was->>'ags', is_now->>'ags')) AS named;
    ELSIF TG_TABLE_NAME = 'area' THEN
        touched := ARRAY[NEW.id];
    ELSE
        touched := ARRAY[(was->>'area')::integer, (is_now->>'area')::integer];
    END IF;
    IF TG_OP = 'UPDATE' THEN
        SELECT coalesce(jsonb_object_agg(key, before.value), '{{}}'),
               coalesce(jsonb_object_agg(key, after.value), '{{}}')
        INTO was, is_now
        FROM jsonb_each(was) AS before JOIN jsonb_each(is_now) AS after USING (key)
        WHERE before.value IS DISTINCT FROM after.value AND key NOT IN ('id', 'version', 'changed_at');
        IF was = '{{}}' THEN
            NEW.version := OLD.version;
            NEW.changed_at := OLD.changed_at;
            RETURN NEW;
        END IF;
        NEW.version := OLD.version + 1;
        NEW.changed_at := date_trunc('milliseconds', clock_timestamp());
    ELSE
        NEW.version := 1;
        NEW.changed_at := coalesce(NEW.changed_at, date_trunc('milliseconds', clock_timestamp()));
    END IF;
    set_id := nullif(current_setting('signage.outside_set', true), '')::integer;
    IF set_id IS NULL THEN
        INSERT INTO change_set (at, who, why, why_english, source, kind)
        VALUES (date_trunc('milliseconds', clock_timestamp()), '{_WHO} (' || session_user || ')',
                '{_WHY}', '{_WHY.english}', '', '{OUTSIDE}')
        RETURNING id INTO set_id;
        PERFORM set_config('signage.outside_set', set_id::text, true);
    END IF;
    INSERT INTO change (change_set, layer, "row", version, action, before, after)
    VALUES (set_id, TG_TABLE_NAME, NEW.id, NEW.version,
            CASE TG_OP WHEN 'INSERT' THEN 'create' ELSE 'update' END,
            CASE TG_OP WHEN 'UPDATE' THEN was::text END, CASE TG_OP WHEN 'UPDATE' THEN is_now::text END);
    INSERT INTO area_revision (area, revision)
    SELECT DISTINCT number, 1 FROM unnest(touched) AS number WHERE number IS NOT NULL ORDER BY number
    ON CONFLICT (area) DO UPDATE SET revision = area_revision.revision + 1;
    RETURN NEW;
END $$"""
