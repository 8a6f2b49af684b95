"""A strict reading of HTML: what a browser would mend in silence is named here.

Held against the content model of the HTML standard as far as our pages use it: balanced tags, known elements,
attributes and ids once, what may stand in what, labels and alternatives.
"""

import re
from html.parser import HTMLParser

_VOID = {"meta", "link", "input", "img", "br", "hr"}
_PHRASING = {"a", "b", "i", "bdi", "span", "small", "img", "br", "button", "input", "label", "svg"}
_PHRASING |= {"select", "textarea"}
_SVG = {"svg", "g", "path", "circle", "ellipse", "rect", "text"}
_BLOCKS = {
    "html", "head", "body", "title", "style", "script", "header", "nav", "main", "section", "footer", "div",
    "option", "p", "h1",
    "h2", "h3", "ul", "li", "dl", "dt", "dd", "form", "details", "summary",
}  # fmt: skip
_ONLY_PHRASING = {"p", "h1", "h2", "h3", "b", "i", "bdi", "span", "small", "label", "summary", "button"}
_ONLY_IN = {
    "li": {"ul"},
    "summary": {"details"},
    "title": {"head"},
    "style": {"head"},
    "script": {"head"},
    "option": {"select"},
}
_INTERACTIVE = {"a", "button", "input", "details"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.faults: list[str] = []
        self.open: list[str] = []
        self.ids: set[str] = set()
        self.links: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        given = dict(attrs)
        if len(names) != len(set(names)):
            self._fault(f"<{tag}> has an attribute twice")
        if (id_ := given.get("id")) is not None:
            if not id_ or id_ in self.ids or re.search(r"\s", id_):
                self._fault(f"id {id_!r} is empty, there already, or has a blank")
            self.ids.add(id_)
        if (href := given.get("href") or "").startswith("#"):
            self.links.add(href[1:])
        if tag == "img" and "alt" not in given:
            self._fault("<img> without alt")
        self._place(tag)
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _SVG:
            self._fault(f"<{tag}/> closes itself outside SVG")
        self.handle_starttag(tag, attrs)
        self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1] != tag:
            self._fault(f"</{tag}> does not close what is open")
        else:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        parent = self.open[-1] if self.open else ""
        misplaced = data.strip() and parent in ("ul", "dl", "head", "html")
        if parent not in ("style", "script") and ("&" in data or misplaced):
            self._fault(f"text {data.strip()[:20]!r} where none may stand, or a bare &")

    def _place(self, tag: str) -> None:
        known = _VOID | _PHRASING | _BLOCKS | _SVG
        if tag not in known:
            self._fault(f"<{tag}> is no element of ours")
        parent = self.open[-1] if self.open else ""
        if parent in _ONLY_PHRASING and tag not in _PHRASING | _SVG:
            self._fault(f"<{tag}> in <{parent}>")
        if parent == "ul" and tag != "li":
            self._fault(f"<{tag}> in <ul>")
        if tag in _ONLY_IN and parent not in _ONLY_IN[tag]:
            self._fault(f"<{tag}> in <{parent}>")
        if tag in _INTERACTIVE and {"a", "button"} & set(self.open):
            self._fault(f"<{tag}> inside a link or button")
        if parent == "details" and self._first_in_details and tag != "summary":
            self._fault("<details> does not begin with its summary")
        self._first_in_details = tag == "details"

    _first_in_details = False

    def _fault(self, what: str) -> None:
        line, column = self.getpos()
        self.faults.append(f"{line}:{column} {what}")


def faults(page: str) -> list[str]:
    """What is wrong in a page, by line and column; empty for a valid one."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    found = list(reader.faults)
    if not page.lower().startswith("<!doctype html>"):
        found.append("no doctype")
    if reader.open:
        found.append(f"left open: {reader.open}")
    missing = reader.links - reader.ids - {""}
    return found + [f"#{name} leads nowhere" for name in sorted(missing)]
