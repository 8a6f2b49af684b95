"""Outlines in a file that somebody sent, to be looked at and taken over one by one; nothing is stored.

Read as an import reads: recognised by content, in a child process with limits, brought to metres. Not for the
scan path.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from signage.domain.layers import AREA
from signage.errors import InvalidInput, Said, UntrustedFile
from signage.formats.reading import read_table
from signage.formats.table import Cell
from signage.services.importing.batch import Batch, read_values
from signage.services.importing.cells import CLEAR
from signage.services.importing.headings import recognise
from signage.services.importing.positions import read_positions
from signage.services.importing.sentences import joined
from signage.services.municipalities import load_municipalities
from signage.services.rights import Rights
from signage.services.topology import OutlineFinding, check_outline, municipality_under
from signage.siting.outlines.cutting import to_wkb
from signage.store import Store

SECONDS, MEGABYTES = 60, 4096
MOST = 200
_WORDS = ("area", "areas", "Gewerbegebiet", "Gewerbegebiete", "Gebiete")


@dataclass(frozen=True, kw_only=True)
class FoundOutline:
    """An outline in a file. `geometry` is WKB in EPSG:25832; `attributes` are those of the file, by heading,
    `values` those of them that an area has, as the inventory would keep them; `row` counts from 1.
    """

    row: int
    geometry: bytes
    attributes: Mapping[str, Cell]
    values: Mapping[str, Any]
    municipality: str | None
    findings: tuple[OutlineFinding, ...]


@dataclass(frozen=True, kw_only=True)
class FoundOutlines:
    """What a file has to offer; `notes` are about all of it, `remarks` about rows: row, sentence.

    `table` is the one of its `tables` that was read, `read_as` the CRS of its numbers; `crs_stated` says
    whether the file itself names that one.
    """

    kind: str
    table: str
    tables: tuple[str, ...]
    read_as: str
    crs_stated: bool
    outlines: tuple[FoundOutline, ...]
    notes: tuple[Said, ...]
    remarks: tuple[tuple[int, Said], ...]


def read_outlines(
    store: Store, path: Path, *, rights: Rights, layer: str | None = None, crs: str | None = None
) -> FoundOutlines:
    """The outlines in a GeoPackage, Shapefile (as ZIP), GeoJSON or KML, each with the findings it would have.

    `layer` names the table where a file has several, `crs` the system where the file lies about it. Raises
    TableNeeded where several could be meant, InvalidInput when the file holds no outlines or more than 200,
    UntrustedFile when it is refused or breaks its reader.
    """
    table = read_table(path, layer=layer, wanted=_WORDS, seconds=SECONDS, megabytes=MEGABYTES)
    if table.geometry is None:
        raise UntrustedFile(_NO_SHAPES)
    if len(table) > MOST:
        raise InvalidInput(_too_many(len(table)))
    batch = Batch(AREA, table, recognise(AREA, table.headings, {}))
    read_values(batch, repair=False)
    read_positions(batch, load_municipalities(store, anywhere=False), crs)
    shapes = [] if batch.geometry is None else list(batch.geometry)
    found = [_outline(store, batch, at, shape, rights) for at, shape in enumerate(shapes) if shape]
    remarks = [(one.row, _on_a_page(joined(one.problem, one.advice))) for one in batch.findings]
    return FoundOutlines(
        kind=table.kind,
        table=table.layer,
        tables=table.tables,
        read_as=batch.read_as,
        crs_stated=bool(table.crs) and table.crs == batch.read_as,
        outlines=tuple(found),
        notes=(*table.notes, *batch.notes),
        remarks=tuple(remarks),
    )


_OPTION = re.compile(r" \(--[a-z]+[^)]*\)")


def _on_a_page(said: Said) -> Said:
    """Without the options of the command line, which the advice for imports names."""
    return Said(_OPTION.sub("", str(said)), _OPTION.sub("", said.english))


_NO_SHAPES = Said(
    "Die Datei enthält keine Umrisse. Gelesen werden GeoPackage, Shapefile als ZIP, GeoJSON und KML.",
    "The file holds no outlines. Read are GeoPackage, Shapefile as ZIP, GeoJSON and KML.",
)


def _too_many(count: int) -> Said:
    return Said(
        f"Die Datei enthält {count} Umrisse; mehr als {MOST} auf einmal gehören in einen Import.",
        f"The file holds {count} outlines; more than {MOST} at once are for an import.",
    )


def _outline(store: Store, batch: Batch, at: int, shape: Any, rights: Rights) -> FoundOutline:
    geometry, given = to_wkb(shape), batch.values[at]
    values = {name: value for name, value in given.items() if value is not CLEAR and name in AREA.editable}
    under = municipality_under(store, geometry)
    findings = check_outline(store, geometry, municipality=values.get("municipality") or under, rights=rights)
    return FoundOutline(
        row=batch.table.file_rows[at],
        geometry=geometry,
        attributes=batch.table.row(at),
        values=values,
        municipality=under,
        findings=tuple(findings),
    )
