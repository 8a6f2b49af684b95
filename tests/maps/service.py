"""A small service for browser tests: the map page, its assets, and rows by box as the API gives them."""

import contextlib
import json
import mimetypes
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from shapely.geometry import box, shape

from signage.maps.assets import asset_bytes, asset_paths
from signage.maps.features import collections, json_for_html
from signage.maps.options import MapOptions
from signage.maps.page import render_page
from tests.maps import inventory

PICTURE = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><rect width="8" height="8"/></svg>'


@dataclass
class Service:
    """What the service answers with, and what it was asked; `broken` says that it answers 503 for rows."""

    address: str = ""
    page: dict[str, str] = field(default_factory=dict)
    layers: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    largest_page: int = 2000
    broken: bool = False
    tiles: bool = False
    asked: list[str] = field(default_factory=list)

    def answer(self, path: str, query: dict[str, list[str]]) -> tuple[int, str, bytes]:
        """Status, type and body."""
        if path == "/map":
            return 200, "text/html; charset=utf-8", self.page["html"].encode()
        if path in asset_paths():
            kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
            return 200, kind, asset_bytes(asset_paths()[path])
        if path.endswith(".svg") or (path.startswith("/tiles/") and self.tiles):
            return 200, "image/svg+xml", PICTURE
        layer = path.removeprefix("/api/v1/")
        if layer == "search":
            return 200, "application/geo+json", json.dumps(self.found(query["q"][0])).encode()
        if layer.endswith("/clusters"):
            return 200, "application/geo+json", json.dumps(self.counted(layer.split("/")[0])).encode()
        if layer in self.layers and not self.broken:
            return 200, "application/geo+json", json.dumps(self.rows(layer, query)).encode()
        return (503 if layer in self.layers else 404), "application/problem+json", b"{}"

    def found(self, words: str) -> dict[str, Any]:
        """The rows whose name or number carries the words."""
        features = [
            row | {"properties": row["properties"] | {"layer": layer}}
            for layer in ("areas", "tenants", "signs", "roads")
            for row in self.layers[layer]
            if words.casefold()
            in f"{row['properties'].get('name')} {row['properties'].get('number')}".casefold()
        ]
        return {"type": "FeatureCollection", "features": features}

    def counted(self, layer: str) -> dict[str, Any]:
        """All rows of the layer as one square; no square where there are none."""
        if not self.layers[layer]:
            return {"type": "FeatureCollection", "features": []}
        [lon, lat] = self.layers[layer][0]["geometry"]["coordinates"]
        square: dict[str, Any] = {"bbox": [lon - 0.01, lat - 0.01, lon + 0.01, lat + 0.01], "type": "Feature"}
        square |= {"geometry": {"type": "Point", "coordinates": [lon, lat]}}
        square |= {"properties": {"count": len(self.layers[layer])}}
        return {"type": "FeatureCollection", "features": [square]}

    def rows(self, layer: str, query: dict[str, list[str]]) -> dict[str, Any]:
        """One page of the layer's rows in the box."""
        found = self.layers[layer]
        if "bbox" in query:
            window = box(*map(float, query["bbox"][0].split(",")))
            found = [row for row in found if shape(row["geometry"]).intersects(window)]
        found = [row for row in found if row["id"] > int(query.get("after", ["0"])[0])]
        limit = min(int(query["limit"][0]), self.largest_page)
        links = [{"rel": "next", "href": "https://elsewhere.example/"}] if len(found) > limit else []
        return {"type": "FeatureCollection", "features": found[:limit], "links": links}


class _Server(ThreadingHTTPServer):
    request_queue_size = 64  # a browser opens its connections all at once
    daemon_threads = True


@contextlib.contextmanager
def running_service(options: MapOptions, *, with_data: bool = True) -> Iterator[Service]:
    """The small inventory, or none, behind a map page with these options."""
    frames = inventory.frames() if with_data else {name: f.iloc[:0] for name, f in inventory.frames().items()}
    plain = json.loads(json_for_html(collections(frames)))
    service = Service(page=render_page(options.as_dict()))
    service.layers = {name: collection["features"] for name, collection in plain.items()}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            address = urlsplit(self.path)
            service.asked.append(self.path)
            status, kind, body = service.answer(address.path, parse_qs(address.query))
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Content-Security-Policy", service.page["csp"])
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    with _Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        service.address = f"http://127.0.0.1:{server.server_address[1]}/map"
        try:
            yield service
        finally:
            server.shutdown()
            thread.join()
