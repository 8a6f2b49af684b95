"""The files that a code is drawn as, and what each calls itself; without the libraries that draw."""

from collections.abc import Mapping

MEDIA_TYPES: Mapping[str, str] = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "pdf": "application/pdf",
}
