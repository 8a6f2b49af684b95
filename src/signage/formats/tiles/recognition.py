"""What a file for a base map is, told by its content; loads nothing that reads it."""

from pathlib import Path

from signage.errors import Said, UntrustedFile
from signage.formats import limits


def source_kind(path: Path) -> str:
    """`osm` or `geopackage`, by content; raises UntrustedFile for anything else."""
    limits.check_file(path)
    with path.open("rb") as file:
        head = file.read(1024)
    if b"OSMHeader" in head[:64] or (b"<osm" in head and b"<" in head[:8]):
        return "osm"
    if head.startswith(b"SQLite format 3\x00"):
        return "geopackage"
    raise UntrustedFile(
        Said(
            f"{path.name} ist weder eine Datei von OpenStreetMap (.osm.pbf, .osm) noch ein GeoPackage.",
            f"{path.name} is neither a file of OpenStreetMap (.osm.pbf, .osm) nor a GeoPackage.",
        )
    )
