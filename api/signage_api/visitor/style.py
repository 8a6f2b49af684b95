"""The style of visitors' pages, written to be read in `page.css`, sent in fewer bytes; the script of
published ones.
"""

import re
from functools import cache
from importlib.resources import files
from string import ascii_lowercase

import orjson

from signage import languages
from signage.domain.branches import branches
from signage.maps.policy import inline_hash
from signage_api.visitor.sharing import sharing_script
from signage_api.visitor.told import GROUPS, group_name

_PROPERTY = re.compile(r"--([a-z]+)")


def page_style(*, published: bool = False) -> str:
    """What stands inside each page of the service, or of a publication."""
    names = ("page.css", "published.css") if published else ("page.css",)
    folder = files("signage_api.visitor")
    return shortened("\n".join([folder.joinpath(name).read_text("utf-8") for name in names]))


@cache
def search_script() -> bytes:
    """The script beside published pages, with the words of branches and what it says in each language, and
    what hands entries on.
    """
    folder = files("signage_api.visitor")
    script = "".join(folder.joinpath(name).read_text("utf-8") for name in ("finding.js", "published.js"))
    rows = [
        (sorted({stem for stems in one.words.values() for stem in stems}), one.german) for one in branches()
    ]
    said = {language: _said(language) for language in languages.languages()}
    for place, filled in (("BRANCHES = []", rows), ("TEXTS = {}", said)):
        if place not in script:
            raise RuntimeError(f"the script of published pages has no place for its {place}")
        script = script.replace(place, f"{place[:-2]}{orjson.dumps(filled).decode()}", 1)
    return script.encode() + sharing_script()


def _said(language: str) -> dict[str, object]:
    said: dict[str, object] = {
        key: languages.text(language, f"search.{key}") for key in ("none", "near", "former")
    }
    return said | {"groups": [group_name(language, group) for group in GROUPS]}


@cache
def search_hash() -> str:
    """That script's hash, as pages name it: another one in its place is not run (Subresource Integrity)."""
    return inline_hash(search_script().decode()).strip("'")


def shortened(style: str) -> str:
    """A style that means the same on one line, its own properties (26 at most) named by a letter each."""
    names = dict.fromkeys(_PROPERTY.findall(style))
    letters = dict(zip(names, ascii_lowercase, strict=False))
    lines = "".join(line.strip() for line in style.splitlines())
    return _PROPERTY.sub(lambda found: f"--{letters[found[1]]}", lines)
