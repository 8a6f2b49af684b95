"""What a path asks of the hot path."""

import re
from functools import lru_cache

from signage import languages
from signage.codes import token as tokens
from signage.errors import InvalidInput
from signage_api.visitor.legal import PATHS

_LOOKS_LIKE_A_CODE = re.compile(r"(?=(?:[^0-9]*[0-9]){2})[0-9A-Za-z]{4}[-\s]?[0-9A-Za-z]{4}")
_CARD = re.compile(r"card/(?:([a-z-]+)/)?([1-9][0-9]{0,8})\.vcf", re.ASCII)
_PLAN = re.compile(r"area/(?:([a-z-]+)/)?([1-9][0-9]{0,8})\.pdf", re.ASCII)
_SUFFIXES = {"json": "data", "jpg": "picture"}
Route = tuple[str, str, str]
_NAMED: dict[str, Route] = {"/": ("home", "", ""), "/search.js": ("script", "", "")}
_NAMED |= {f"/{language}/": ("home", "", language) for language in languages.languages()}
for _path, _page in PATHS.items():
    _NAMED |= {_path: ("legal", _page, ""), f"{_path}/": ("legal", _page, "")}
    _NAMED |= {f"{_path}/{language}/": ("legal", _page, language) for language in languages.languages()}


def route_of(path: str) -> Route | None:
    """What a path asks for: ("page" | "data" | "found" | "picture" | "unreadable", code), ("card", id of a
    firm), ("plan", id of an area), ("script", ""), ("home", ""), ("legal", page), each with the language if
    it names one; None for the application behind.
    """
    if (known := _NAMED.get(path)) is not None:
        return known
    # Only what may be a code is worth remembering, and short.
    return _route_of(path[1:]) if 9 <= len(path) <= 41 else None


@lru_cache(maxsize=512)
def _route_of(path: str) -> Route | None:
    name, folder, rest = path.partition("/")
    language = rest.removesuffix("/")
    is_search = rest == "found"
    if is_search:
        language = ""
    if language and language not in languages.languages():
        return _file_of(path)
    stem, _, suffix = name.partition(".")
    kind = _SUFFIXES.get(suffix) if not folder else None
    kind, name = (kind, stem) if kind else ("found" if is_search else "page", name)
    try:
        return kind, tokens.normalise(name), language
    except InvalidInput:
        looks = kind == "page" and _LOOKS_LIKE_A_CODE.fullmatch(name)
        return ("unreadable", re.sub(r"[-\s]", "", name).upper(), language) if looks else None


def _file_of(path: str) -> Route | None:
    """The contact card or the plan that lies at `path` in a publication; a plan of no language is German."""
    for kind, form, unnamed in (("card", _CARD, ""), ("plan", _PLAN, languages.DEFAULT)):
        found = form.fullmatch(path)
        if found and found[1] in (None, *languages.languages()):
            return kind, found[2], found[1] or unnamed
    return None
