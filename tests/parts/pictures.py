"""A map server of somebody else's on loopback: tiles and a WMS, every picture of one colour; a WMTS whose
tiles have each a colour of its own, so that a test sees which tile is drawn where; and what `squares` draws.
"""

import contextlib
import io
import math
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from PIL import Image

from tests.parts import squares

GREEN, RED = (20, 160, 60, 255), (200, 20, 20, 255)
_TILE = re.compile(
    r"/placed/(\d+)/(\d+)/(\d+)\.png|/placed\?.*TILEMATRIX=WM:(\d+)&TILEROW=(\d+)&TILECOL=(\d+)"
)
_WHOLE_WORLD = 559082264.0287178  # the scale denominator of the one tile of zoom 0


@dataclass
class Pictures:
    """What it was asked; `away` makes it refuse every picture, `documents` are texts by path,
    `refuses` is what a WMS says instead of sending a picture.
    """

    origin: str = ""
    asked: list[str] = field(default_factory=list)
    away: bool = False
    documents: dict[str, str] = field(default_factory=dict)
    refuses: str = ""

    @property
    def tiles(self) -> str:
        """An address of green tiles."""
        return f"{self.origin}/wmts/{{z}}/{{y}}/{{x}}.png"

    @property
    def wms(self) -> str:
        """The address of a WMS whose pictures are red."""
        return f"{self.origin}/wms?map=dop"

    def wmts_document(self, *, parameters: bool = False, levels: int = 19) -> str:
        """GetCapabilities of a WMTS whose tiles are asked for by path, or by parameters alone."""
        path = f"{self.origin}/placed/{{TileMatrix}}/{{TileRow}}/{{TileCol}}.png"
        template = f'<ResourceURL format="image/png" resourceType="tile" template="{path}"/>'
        prefix = "WM:" if parameters else ""
        matrices = [
            f"<TileMatrix><ows:Identifier>{prefix}{zoom}</ows:Identifier><ScaleDenominator>"
            f"{_WHOLE_WORLD / 2**zoom}</ScaleDenominator><TopLeftCorner>-20037508.3427892 20037508.3427892"
            "</TopLeftCorner><TileWidth>256</TileWidth><TileHeight>256</TileHeight>"
            f"<MatrixWidth>{2**zoom}</MatrixWidth><MatrixHeight>{2**zoom}</MatrixHeight></TileMatrix>"
            for zoom in range(levels)
        ]
        return _WMTS.format(
            name="Stadtplan mit Parametern" if parameters else "Stadtplan",
            origin=self.origin,
            template="" if parameters else template,
            matrices="".join(matrices),
        )

    def asked_of_wms(self) -> list[dict[str, str]]:
        """The parameters of each request for a picture, names in capitals."""
        found = [urlsplit(path).query for path in self.asked if path.startswith("/wms")]
        return [{name.upper(): values[0] for name, values in parse_qs(q).items()} for q in found]


_WMTS = """<Capabilities xmlns="http://www.opengis.net/wmts/1.0" xmlns:ows="http://www.opengis.net/ows/1.1"
xmlns:xlink="http://www.w3.org/1999/xlink">
<ows:ServiceProvider><ows:ProviderName>Stadt Muster</ows:ProviderName></ows:ServiceProvider>
<ows:OperationsMetadata><ows:Operation name="GetTile"><ows:DCP><ows:HTTP>
<ows:Get xlink:href="{origin}/placed?"/></ows:HTTP></ows:DCP></ows:Operation></ows:OperationsMetadata>
<Contents><Layer><ows:Title>{name}</ows:Title><ows:Identifier>plan</ows:Identifier>
<Style isDefault="true"><ows:Identifier>farbe</ows:Identifier></Style><Format>image/png</Format>
<TileMatrixSetLink><TileMatrixSet>WM</TileMatrixSet></TileMatrixSetLink>{template}</Layer>
<TileMatrixSet><ows:Identifier>WM</ows:Identifier>
<ows:SupportedCRS>urn:ogc:def:crs:EPSG::3857</ows:SupportedCRS>{matrices}</TileMatrixSet></Contents></Capabilities>"""


def tile_at(longitude: float, latitude: float, zoom: int) -> tuple[int, int]:
    """Row and column of the tile that holds a place, as the standard of WMTS counts them."""
    across = (longitude + 180) / 360
    down = (1 - math.asinh(math.tan(math.radians(latitude))) / math.pi) / 2
    return math.floor(down * 2**zoom), math.floor(across * 2**zoom)


def tile_colour(zoom: int, row: int, column: int) -> tuple[int, int, int]:
    """The colour of one tile of the WMTS, unlike that of its neighbours."""
    return 40 + column * 53 % 200, 40 + row * 97 % 200, zoom * 10


def picture(colour: tuple[int, int, int, int]) -> bytes:
    """A tile as PNG."""
    made = io.BytesIO()
    Image.new("RGBA", (256, 256), colour).save(made, "PNG")
    return made.getvalue()


def _tile(path: str) -> bytes:
    """The tile that a path means; empty for another path."""
    found = _TILE.match(path)
    if not found:
        return b""
    zoom, row, column = (int(one) for one in found.groups() if one is not None)
    return picture((*tile_colour(zoom, row, column), 255))


@contextlib.contextmanager
def running_pictures() -> Iterator[Pictures]:
    """The server, until the block ends."""
    pictures = Pictures()
    green, red = picture(GREEN), picture(RED)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            pictures.asked.append(self.path)
            refused = pictures.refuses if "GetMap" in self.path else ""
            document = pictures.documents.get(self.path) or refused
            body = document.encode() if document else _tile(self.path) or squares.answer(self.path) or green
            body = red if self.path.startswith("/wms") and not document else body
            body = b"" if pictures.away else body  # a browser would show a picture with any status
            self.send_response(404 if pictures.away else 200)
            self.send_header("Content-Type", "text/xml" if document else "image/png")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        pictures.origin = f"http://127.0.0.1:{server.server_address[1]}"
        try:
            yield pictures
        finally:
            server.shutdown()
            thread.join()
