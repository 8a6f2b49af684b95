"""Foreign maps in any system of coordinates: squares, each with a colour that tells where it lies.

The WMS draws what it is asked for, as dense as an `alpha` (0 to 255) in its address says, the WMTS in tiles
of its own; `step` is the side of a square.
"""

import io
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
from PIL import Image
from pyproj import CRS

# Of each WMTS: its system, the upper left corner of its tiles (easting, northing), their side in pixels and
# the pixel of each level; none of them is that of a power of two.
GRIDS: Mapping[str, tuple[str, tuple[float, float], int, list[float]]] = {
    "utm": ("EPSG:25832", (-46133.17, 6301219.54), 256, [4000 / 2.2**level for level in range(14)]),
    "large": ("EPSG:25833", (-464849.38, 6310160.14), 512, [3000 / 2**level for level in range(16)]),
    "sparse": ("EPSG:25832", (-46133.17, 6301219.54), 256, [4000 / 5**level for level in range(8)]),
    "padded": (
        "EPSG:3857",
        (-20037508.342789, 20037508.342789),
        256,
        [156543.0339 / 2**z for z in range(20)],
    ),
}
_TILE = re.compile(r"/squares/(\w+)/([\w:]+)/(\d+)/(\d+)\.png\?step=([\d.e-]+)$")


def colour_at(easting: float, northing: float, step: float) -> tuple[int, int, int]:
    """The colour of the square that holds a place."""
    return 40 + int(easting // step) % 5 * 45, 40 + int(northing // step) % 5 * 45, 120


def answer(path: str) -> bytes:
    """The picture behind a path, as PNG; empty for another path."""
    if found := _TILE.match(path):
        grid, level, row, column, step = found.groups()
        return _tile(grid, int(level.rpartition(":")[2]), int(row), int(column), float(step))
    if path.startswith("/squares?") and "GetMap" in path:
        return _picture_of({name.upper(): one[0] for name, one in parse_qs(urlsplit(path).query).items()})
    return b""


def _tile(grid: str, level: int, row: int, column: int, step: float) -> bytes:
    _, (left, top), side, pixels = GRIDS[grid]
    width = pixels[level] * side
    west, north = left + column * width, top - row * width
    return _drawn((west, north - width, west + width, north), (side, side), step)


def _picture_of(asked: Mapping[str, str]) -> bytes:
    """As WMS 1.3.0 has it, an authority's system with its own order of axes."""
    one, two, three, four = (float(edge) for edge in asked["BBOX"].split(","))
    axes = CRS.from_user_input(asked["CRS"] if asked["VERSION"] == "1.3.0" else asked["SRS"]).axis_info
    turned = asked["VERSION"] == "1.3.0" and axes[0].direction == "north"
    box = (two, one, four, three) if turned else (one, two, three, four)
    size = int(asked["WIDTH"]), int(asked["HEIGHT"])
    return _drawn(box, size, float(asked["STEP"]), int(asked.get("ALPHA", "255")))


def _drawn(box: tuple[float, ...], size: tuple[int, int], step: float, alpha: int = 255) -> bytes:
    west, south, east, north = box
    across = west + (np.arange(size[0]) + 0.5) * (east - west) / size[0]
    down = north - (np.arange(size[1]) + 0.5) * (north - south) / size[1]
    raw: Any = np.full((size[1], size[0], 4), [0, 0, 120, alpha], np.uint8)
    raw[:, :, 0] = (40 + across // step % 5 * 45)[None, :]
    raw[:, :, 1] = (40 + down // step % 5 * 45)[:, None]
    made = io.BytesIO()
    Image.fromarray(raw).save(made, "PNG", compress_level=1)
    return made.getvalue()


def wms_document(origin: str, system: str, step: float, version: str = "1.3.0") -> str:
    """GetCapabilities of a WMS that offers its one layer in one system."""
    tag = "CRS" if version == "1.3.0" else "SRS"
    root = "WMS_Capabilities" if version == "1.3.0" else "WMT_MS_Capabilities"
    where = f"{origin}/squares?step={step:g}&amp;"
    return f"""<{root} version="{version}" xmlns:xlink="http://www.w3.org/1999/xlink"><Capability><Request>
<GetMap><Format>image/png</Format><DCPType><HTTP><Get><OnlineResource xlink:href="{where}"/></Get></HTTP>
</DCPType></GetMap></Request><Layer><{tag}>{system}</{tag}><Name>q</Name><Title>{system} {step:g}</Title>
<Attribution><Title>Muster</Title></Attribution></Layer></Capability></{root}>"""


def wmts_document(origin: str, grid: str, step: float) -> str:
    """GetCapabilities of one of the WMTS; its levels are called 00, 01 and so on."""
    system, (left, top), side, pixels = GRIDS[grid]
    matrices = "".join(
        f"<TileMatrix><ows:Identifier>{level:02}</ows:Identifier>"
        f"<ScaleDenominator>{pixel / 0.00028}</ScaleDenominator><TopLeftCorner>{left} {top}</TopLeftCorner>"
        f"<TileWidth>{side}</TileWidth><TileHeight>{side}</TileHeight>"
        f"<MatrixWidth>{_count(pixel * side)}</MatrixWidth>"
        f"<MatrixHeight>{_count(pixel * side)}</MatrixHeight></TileMatrix>"
        for level, pixel in enumerate(pixels)
    )
    path = f"{origin}/squares/{grid}/{{TileMatrix}}/{{TileRow}}/{{TileCol}}.png?step={step:g}"
    return f"""<Capabilities xmlns="http://www.opengis.net/wmts/1.0" xmlns:ows="http://www.opengis.net/ows/1.1">
<ows:ServiceProvider><ows:ProviderName>Muster</ows:ProviderName></ows:ServiceProvider>
<Contents><Layer><ows:Title>{grid} {step:g}</ows:Title><ows:Identifier>q</ows:Identifier>
<ows:WGS84BoundingBox><ows:LowerCorner>5.5 47</ows:LowerCorner><ows:UpperCorner>15.5 55.2</ows:UpperCorner>
</ows:WGS84BoundingBox><Format>image/png</Format>
<TileMatrixSetLink><TileMatrixSet>G</TileMatrixSet></TileMatrixSetLink>
<ResourceURL format="image/png" resourceType="tile" template="{path}"/></Layer>
<TileMatrixSet><ows:Identifier>G</ows:Identifier>
<ows:SupportedCRS>urn:ogc:def:crs:{system.replace(":", "::")}</ows:SupportedCRS>
{matrices}</TileMatrixSet></Contents></Capabilities>"""


def _count(width: float) -> int:
    """Tiles enough for all of Europe."""
    return int(42_000_000 // width) + 1
