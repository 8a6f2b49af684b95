"""The content security policy of a page: what may run is named by hash, everything else may not."""

import base64
import hashlib
from collections.abc import Sequence
from html.parser import HTMLParser

_DATA_BLOCKS = ("application/json", "application/ld+json")


class _Inline(HTMLParser):
    """Collects the texts of inline scripts and styles; a block of JSON is data, no script."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.texts: dict[str, list[str]] = {"script": [], "style": []}
        self._open = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        is_data = given.get("type") in _DATA_BLOCKS
        self._open = tag if tag in self.texts and "src" not in given and not is_data else ""
        if self._open:
            self.texts[tag].append("")

    def handle_endtag(self, _tag: str) -> None:
        self._open = ""

    def handle_data(self, data: str) -> None:
        if self._open:
            self.texts[self._open][-1] += data


def content_security_policy(
    html: str, *, images: Sequence[str] = (), fonts: bool = False, from_disk: bool = False
) -> str:
    """The policy under which `html` works and nothing else does; `images` are further origins of pictures,
    `fonts` says whether it brings a typeface of ours.

    `from_disk` is for a page that is one file: it may ask for nothing, and a meta tag can carry the policy.
    """
    inline = _Inline()
    inline.feed(html)
    inline.close()
    own = [] if from_disk else ["'self'"]
    rules = {
        "default-src": ["'none'"],
        "script-src": own + [inline_hash(text) for text in inline.texts["script"]],
        "style-src": own + [inline_hash(text) for text in inline.texts["style"]],
        "img-src": [*own, "data:", *filter(None, images)],
        "font-src": own if fonts else [],
        "connect-src": own,
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
        "frame-ancestors": own,
    }
    if from_disk:
        del rules["frame-ancestors"]
    if not fonts:
        del rules["font-src"]
    return "; ".join(" ".join([name, *(values or ["'none'"])]) for name, values in rules.items())


def inline_hash(text: str) -> str:
    """How a policy names a style or script that stands inside the page."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
