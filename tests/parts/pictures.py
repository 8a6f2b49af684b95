"""A map server of somebody else's on loopback: tiles and a WMS, every picture of one colour."""

import contextlib
import io
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from PIL import Image

GREEN, RED = (20, 160, 60, 255), (200, 20, 20, 255)


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

    def asked_of_wms(self) -> list[dict[str, str]]:
        """The parameters of each request for a picture, names in capitals."""
        found = [urlsplit(path).query for path in self.asked if path.startswith("/wms")]
        return [{name.upper(): values[0] for name, values in parse_qs(q).items()} for q in found]


def picture(colour: tuple[int, int, int, int]) -> bytes:
    """A tile as PNG."""
    made = io.BytesIO()
    Image.new("RGBA", (256, 256), colour).save(made, "PNG")
    return made.getvalue()


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
            body = document.encode() if document else red if self.path.startswith("/wms") else green
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
