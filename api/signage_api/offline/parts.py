"""The service worker and the manifest, put together from files and texts."""

from functools import cache
from importlib.resources import files

import orjson

from signage import languages
from signage_api.assets import address_of
from signage_api.headers import STRICT_CSP
from signage_api.visitor import live

POLICY = f"{STRICT_CSP}; connect-src 'self'"
THEME, GROUND = "#00508c", "#ffffff"
_TEXTS = ("stored", "reload", "title", "text", "saved")


@cache
def registration() -> str:
    """The script that stands in the visitor's pages: once the page is there, the worker is fetched, and what
    searches the list where there is one. In few bytes: what the linter wants of it changes nothing in it.
    """
    code = files("signage_api.visitor").joinpath("page.js").read_text("utf-8").removeprefix("'use strict';")
    return code.replace("\n", "").replace("{version}", live.version())


@cache
def worker() -> bytes:
    """`/sw.js`: the texts of all languages, then the worker itself."""
    texts = {language: _texts(language) for language in languages.languages()}
    code = files("signage_api.offline").joinpath("worker.js").read_bytes()
    return b"self.signageOffline = " + orjson.dumps(texts) + b";\n" + code


def _texts(language: str) -> dict[str, str]:
    said = {key: languages.text(language, f"offline.{key}") for key in _TEXTS}
    return said | {
        "language": language,
        # Easy German has a name of its own, but the dates of German.
        "locale": language.partition("-")[0],
        "direction": languages.text(language, "language.direction"),
    }


@cache
def manifest(language: str) -> bytes:
    """`/manifest.webmanifest`: the pages as an app on a phone's screen, in the reader's language."""
    icons = [(192, "any"), (512, "any"), (512, "maskable")]
    return orjson.dumps(
        {
            "id": "/",
            "name": languages.text(language, "offline.app"),
            "short_name": languages.text(language, "offline.app_short"),
            "lang": language,
            "dir": languages.text(language, "language.direction"),
            "start_url": "/",
            "scope": "/",
            "display": "minimal-ui",
            "theme_color": THEME,
            "background_color": GROUND,
            "icons": [_icon(size, purpose) for size, purpose in icons],
        }
    )


def _icon(size: int, purpose: str) -> dict[str, str]:
    name = f"{'mask' if purpose == 'maskable' else 'icon'}-{size}.png"
    return {"src": address_of(name), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
