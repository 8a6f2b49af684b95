"""The script that hands an entry of a directory on; part of what live and published pages fetch."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import orjson

from signage import languages


@cache
def sharing_script() -> bytes:
    """What it says in each language, then the script itself."""
    texts = {language: _said(languages.texts(language)) for language in languages.languages()}
    code = files("signage_api.visitor").joinpath("sharing.js").read_bytes()
    return b"self.signageSharing = " + orjson.dumps(texts) + b";\n" + code


def _said(texts: Mapping[str, str]) -> dict[str, str]:
    return {"copied": texts["list.copied"], "mail": texts["list.by_mail"]}
