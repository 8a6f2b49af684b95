"""What the page of a sign fetches once it is there: the script that searches its list while one types and
hands entries on, and what a search finds, as data.
"""

import hashlib
from functools import cache
from importlib.resources import files

import orjson

from signage import languages
from signage.services.scan_search import Found
from signage_api.visitor.sharing import sharing_script

_FORMS = "search.found."


@cache
def script() -> bytes:
    """`/live/{version}.js`: the texts of all languages, then what finds in the list, the script itself, and
    what hands entries on.
    """
    texts = {language: _texts(language) for language in languages.languages()}
    folder = files("signage_api.visitor")
    code = b"".join(folder.joinpath(name).read_bytes() for name in ("finding.js", "live.js"))
    return b"self.signageLive = " + orjson.dumps(texts) + b";\n" + code + sharing_script()


def _texts(language: str) -> dict[str, object]:
    said = languages.texts(language)
    return {
        "language": language.partition("-")[0],  # easy German has the plurals of German
        "found": {key.removeprefix(_FORMS): said[key] for key in said if key.startswith(_FORMS)},
        "none": said["search.none"],
        "near": said["search.near"],
        "clear": said["search.clear"],
    }


@cache
def version() -> str:
    """Another one with every change of the script or of a text."""
    return hashlib.sha256(script()).hexdigest()[:8]


def is_miss(found: Found) -> bool:
    """Whether nothing is called just as it was looked for."""
    return found.near or not found.firms


def found_json(language: str, query: str, found: Found) -> bytes:
    """The anchors of the firms in the list, and the same words as on the page that the form leads to."""
    count = len(found.firms)
    heading = (
        languages.plural(language, "search.found", count)
        if count
        else languages.text(language, "search.none", query=query)
    )
    notes = [languages.text(language, "search.near")] if found.near and count else []
    notes += [
        languages.text(language, "search.former", before=before, now=firm.name)
        for before, firm in found.former
    ]
    anchors = [firm.anchor for firm in found.firms]
    return orjson.dumps({"firms": anchors, "heading": heading, "notes": notes, "missed": is_miss(found)})
