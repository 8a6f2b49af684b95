"""Where the elements of an XML text stand, to change some of them and leave all else as it is."""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple
from xml.parsers import expat

_TAG = re.compile(rb"<[^>\"']*(?:\"[^\"]*\"[^>\"']*|'[^']*'[^>\"']*)*>")
_DECLARED = re.compile(rb"^\s*<\?xml[^>]*encoding=[\"']([^\"']+)[\"']")


class OddXml(Exception):
    """A text that is not written as these files are: in another character set, with a document type."""


class Span(NamedTuple):
    """An element by its local name; `end` is behind its closing tag, `close` before it. `parent` is the place
    of the nearest collected element around it, -1 for none. An empty element `<a/>` has `close` -1.
    """

    name: str
    attributes: Mapping[str, str]
    start: int
    close: int
    end: int
    parent: int


def spans(raw: bytes, names: Collection[str]) -> list[Span]:
    """The elements of these local names, in the order in which they begin. Raises OddXml."""
    declared = _DECLARED.match(raw)
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")) or (declared and declared[1].lower() != b"utf-8"):
        raise OddXml("its character set is not UTF-8")
    collected = _Collected(raw, names)
    try:
        collected.parser.Parse(raw, True)
    except expat.ExpatError as error:
        raise OddXml(str(error)) from error
    return collected.found


class _Collected:
    """What a parser found of the wanted elements so far; those still open have no end yet."""

    def __init__(self, raw: bytes, names: Collection[str]) -> None:
        self.found: list[Span] = []
        self._raw, self._names = raw, names
        self._around: list[int] = []
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler, self.parser.EndElementHandler = self._begin, self._finish
        self.parser.StartDoctypeDeclHandler = self._refuse

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        if local in self._names:
            parent = self._around[-1] if self._around else -1
            self.found.append(Span(local, attributes, self.parser.CurrentByteIndex, -1, -1, parent))
            self._around.append(len(self.found) - 1)

    def _finish(self, name: str) -> None:
        if name.rpartition(" ")[2] not in self._names:
            return
        at, here = self._around.pop(), self.parser.CurrentByteIndex
        one = self.found[at]
        tag = opened(self._raw, one.start)
        if self._raw.endswith(b"/>", one.start, tag):
            self.found[at] = one._replace(end=tag)
        else:
            self.found[at] = one._replace(close=here, end=self._raw.index(b">", here) + 1)

    def _refuse(self, *_: object) -> None:
        raise OddXml("it has a document type")


def opened(raw: bytes, start: int) -> int:
    """Where the tag that begins at `start` ends."""
    tag = _TAG.match(raw, start)
    if tag is None:
        raise OddXml("a tag has no end")
    return tag.end()


def prefix_of(raw: bytes, span: Span) -> str:
    """The prefix of an element with its colon, as its neighbours are to be written; empty for none."""
    name = re.match(rb"<([^\s/>]+)", raw[span.start : span.start + 200])
    text = name[1].decode() if name else ""
    return text.rpartition(":")[0] + ":" if ":" in text else ""


def spliced(raw: bytes, edits: Iterable[tuple[int, int, str]]) -> bytes:
    """The text with (start, end) each replaced; edits at one place in the order given."""
    parts, at = [], 0
    for start, end, text in sorted(edits, key=lambda edit: edit[:2]):
        parts += [raw[at:start], text.encode()]
        at = end
    return b"".join([*parts, raw[at:]])
