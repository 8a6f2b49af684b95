"""Make a base map of one's own: OpenStreetMap or GeoPackages in, one PMTiles archive out."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from signage.errors import InvalidInput, NotFound, Said
from signage.formats.tiles.recognition import source_kind
from signage.maps.pmtiles import sign_archive
from signage.processes import run_in_child
from signage.replacing import replaced

OSM = "© OpenStreetMap contributors, ODbL"
_HOURS = 6 * 3600
_MEGABYTES = 4096


@dataclass(frozen=True)
class MadeMap:
    """What went into an archive: features by layer, tables of a GeoPackage left out, and whose map it is."""

    counts: Mapping[str, int]
    left_out: Sequence[str]
    attribution: str


def make_base_map(
    files: Sequence[Path],
    out: Path,
    *,
    attribution: str = "",
    layers: Mapping[str, str] | None = None,
    progress: Callable[..., None] = lambda *_: None,
) -> MadeMap:
    """Write `out` from the files, or leave it as it was. `layers` says of tables of the GeoPackages
    what they are (`strassen`: `roads`); `progress` is told (done, total, phase).

    Raises NotFound for a missing file, InvalidInput where nobody says whose data they are, and what reading
    and writing raise.
    """
    from signage.formats.tiles import archive  # brings GDAL along

    missing = [str(path) for path in files if not path.is_file()]
    if missing:
        listed = ", ".join(missing)
        raise NotFound(Said(f"Diese Datei gibt es nicht: {listed}", f"There is no such file: {listed}"))
    kinds = {source_kind(path) for path in files}
    owners = _owners(kinds, attribution)
    with replaced(out) as draft:
        work = str(draft.parent)
        found = run_in_child(
            archive.gather,
            [str(path.absolute()) for path in files],
            work,
            dict(layers or {}),
            seconds=_HOURS,
            megabytes=_MEGABYTES,
            progress=lambda done, total: progress(done, total, "lesen"),
        )
        run_in_child(
            archive.write_tiles,
            work,
            found["layers"],
            str(draft),
            seconds=_HOURS,
            megabytes=_MEGABYTES,
            progress=lambda done, total: progress(done, total, "schreiben"),
        )
        sign_archive(draft, attribution=owners, name=out.stem)
    return MadeMap(found["counts"], found["left_out"], owners)


def _owners(kinds: Collection[str], attribution: str) -> str:
    """OpenStreetMap is named whatever else is; other data need their owner's name."""
    if "geopackage" in kinds and not attribution:
        raise InvalidInput(
            Said(
                "Wessen Daten sind es? Ein GeoPackage sagt es nicht: --attribution „© Stadt Muster“.",
                "Whose data are they? A GeoPackage does not say: --attribution '© Stadt Muster'.",
            )
        )
    return " · ".join(filter(None, (OSM if "osm" in kinds else "", attribution)))
