"""Publishing: the page of every code as files, only what changed rendered and written anew."""

import gzip
import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson

from signage.errors import InvalidInput, Said
from signage.packing import BEST, QUICK, brotli_of
from signage.services.publishing import release as releases
from signage.services.publishing.pages import TAILS, Pages, Sheet, card_of, firms_of, folder_of
from signage.services.publishing.plans import Plans
from signage.services.publishing.release import ABOUT, MADE_FROM, MARKS, SITE, Release
from signage.services.publishing.rules import rule_files
from signage.services.publishing.signature import is_signed, public_key, signature_of
from signage.services.publishing.unchanged import codes_of
from signage.services.scan import final_code, state_of
from signage.store import Store
from signage.store.directory import DirectoryReader
from signage.store.directory_engines import directory_reader
from signage.store.directory_rows import CodePoint

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Published:
    """What a run did; `changed` is False when the newest release was just the same."""

    codes: int
    rendered: int
    written: int
    kept: int
    changed: bool
    release: Path


def publish(
    store: Store,
    folder: Path,
    pages: Pages,
    *,
    day: date,
    public_url: str,
    key: Path | None = None,
    with_data: bool = False,
    sync: bool = True,
    progress: Progress | None = None,
) -> Published:
    """Publish every code as it is on `day` into `folder`, signed with the private `key` where one is given.

    The same store gives the same bytes. Whatever cuts a run off, what was published before stays whole. With
    a key, files are taken over only from a release that this key signed: nothing that others wrote is signed.
    Raises InvalidInput for a folder that holds something else, Conflict while another run is at work,
    Unavailable when the disk is full.
    """
    require_ours(folder)
    public = public_key(key) if key else None
    last = releases.newest(folder)
    before = last if last and (public is None or _is_signed_with(public, last)) else None
    # Asked before anything is read: what changes meanwhile belongs to the next run.
    made_from = {
        "as_of": day.isoformat(), "public_url": public_url, "languages": [*pages.languages],
        "with_data": with_data, "recipe": pages.recipe, "revision": store.history_state(),
    }  # fmt: skip
    if before and (codes := codes_of(before, made_from, signed=public is not None)) is not None:
        return Published(codes=codes, rendered=0, written=0, kept=0, changed=False, release=before)
    with releases.beginning(folder) as begun:
        run = _Run(store, pages, Release(begun, before), day, _About.read(before))
        run.write_all(with_data, progress)
        run.finish(made_from)
        _seal(run.release, begun, public, key)
        changed = releases.switch_to(
            folder, begun, mended=run.release.mended or before != last,
            **({} if sync else {"sync": lambda: None}),
        )  # fmt: skip
    newest = releases.newest(folder)
    assert newest is not None
    return Published(
        codes=run.codes, rendered=run.rendered, written=run.release.written, kept=run.release.kept,
        changed=changed, release=newest,
    )  # fmt: skip


def _seal(release: Release, begun: Path, public: bytes | None, key: Path | None) -> None:
    """Write the list of hashes, signed where there is a key."""
    if public:
        release.write(releases.PUBLIC_KEY, public)
    (begun / releases.MANIFEST).write_bytes(release.manifest())
    if key:
        (begun / releases.SIGNATURE).write_bytes(signature_of(begun / releases.MANIFEST, key))


def _is_signed_with(public: bytes, release: Path) -> bool:
    """Whether the list of hashes is still the one that was signed; the key beside it is no witness."""
    signature = release / releases.SIGNATURE
    if not signature.is_file():
        return False
    with TemporaryDirectory() as apart:
        (key := Path(apart, "key.pem")).write_bytes(public)
        return is_signed(release / releases.MANIFEST, signature, key)


def require_ours(folder: Path) -> None:
    """Raises InvalidInput for a folder that holds something other than a publication."""
    if folder.exists() and releases.newest(folder) is None:
        ours = {releases.RELEASES, ".lock", ".begun", f".{releases.CURRENT}"}
        if not folder.is_dir() or {path.name for path in folder.iterdir()} - ours:
            raise InvalidInput(
                Said(
                    f"{folder} enthält etwas anderes als eine Veröffentlichung; bitte einen neuen Ordner.",
                    f"{folder} holds something other than a publication; choose a new folder.",
                )
            )


@dataclass(frozen=True)
class _About:
    """What the release before was made of."""

    recipe: str = ""
    day: date = date.max
    made_from: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, release: Path | None) -> "_About":
        if release is None:
            return cls()
        try:
            about = orjson.loads((release / ABOUT).read_bytes())
            lines = (release / MADE_FROM).read_text("utf-8").splitlines()
            pairs = (line.split("\t") for line in lines)
            return cls(about["recipe"], date.fromisoformat(about["as_of"]), dict(pairs))
        except (OSError, ValueError, KeyError, TypeError):
            return cls()  # spoiled: all is rendered, and it is written anew


class _Run:
    """One run; `rendered` counts the codes whose pages were made, not taken over."""

    def __init__(self, store: Store, pages: Pages, release: Release, day: date, before: _About) -> None:
        self.release, self.codes, self.rendered = release, 0, 0
        self._store, self._pages, self._day = store, pages, day
        # As in the service, a new day makes every page anew: what shows on it may depend on the day.
        self._made_before = before.made_from if (before.recipe, before.day) == (pages.recipe, day) else {}
        was_made_from = before.made_from if before.recipe == pages.recipe else {}
        self._plans = Plans(pages, release, was_made_from)
        self._made_from: dict[str, str] = {}
        self._moved: dict[str, str] = {}
        self._states: dict[str, int] = {}
        self._carded: set[int] = set()  # areas

    def write_all(self, with_data: bool, progress: Progress | None) -> None:
        """The pages of all codes, by area, so that what is shared by its signs is rendered once."""
        reader = directory_reader(self._store)
        try:
            points = reader.all_points()
            self.codes = len(points)
            with self._plans.beside():
                for done, point in enumerate(points):
                    self._write_code(reader, point, with_data)
                    if progress and done % 50 == 0:
                        progress(done, len(points))
        finally:
            reader.close()
        if progress:
            progress(len(points), len(points))

    def _write_code(self, reader: DirectoryReader, point: CodePoint, with_data: bool) -> None:
        token, state = point.token, state_of(point, point.token, self._day)
        self._states[state] = self._states.get(state, 0) + 1
        if state == "moved" and (target := final_code(reader, point)) is not None:
            self._moved[token] = target
            return
        mark = _mark(point)
        if self._made_before.get(token) == mark and self._keep(token):
            self._made_from[token] = mark
        else:
            self._render(token, mark)
        if state == "live" and point.area is not None and point.area not in self._carded:
            self._carded.add(point.area)
            self._write_cards(token)
            if token in self._made_from:  # and so shows the directory of its area
                page = self.release.hashes[f"{SITE}/{token}/index.html"]
                self._plans.add(point.area, point.area_revision, page)
        self._write_data(token, with_data)

    def _render(self, token: str, mark: str) -> None:
        self.rendered += 1
        sheets = {language: self._pages.page(token, language) for language in self._pages.languages}
        for language, sheet in sheets.items():
            if sheet.leads_to:
                self._moved[token] = sheet.leads_to
                return
            self._write_sheet(folder_of(token, language), sheet)
        self._mark(token, max(sheet.status for sheet in sheets.values()))
        if (picture := self._pages.picture(token)) is not None:
            self.release.write(f"{SITE}/{token}.jpg", picture)
        # Only a directory is made of its own area alone: other pages name signs from anywhere.
        if all(sheet.status == 200 for sheet in sheets.values()) and mark:
            self._made_from[token] = mark

    def _write_cards(self, token: str) -> None:
        """The contact cards to which the page of a code leads, as the pages of all codes of its area do."""
        for language in self._pages.languages:
            html = self.release.read(f"{SITE}/{folder_of(token, language)}index.html")
            for firm in firms_of(html):
                if (card := self._pages.card(firm, language)) is not None:
                    self.release.write(f"{SITE}/{card_of(firm, language)}", card)

    def _keep(self, token: str) -> bool:
        paths = [
            f"{SITE}/{folder_of(token, language)}index.html{tail}"
            for language in self._pages.languages
            for tail in TAILS
        ]
        picture = f"{SITE}/{token}.jpg"
        return self.release.keep([*paths, picture] if picture in self.release.before else paths)

    def _mark(self, token: str, status: int) -> None:
        if status in MARKS:
            self.release.write(f"{SITE}/{token}/{MARKS[status]}", b"")

    def _write_sheet(self, folder: str, sheet: Sheet, name: str = "index.html") -> None:
        path = f"{SITE}/{folder}{name}"
        self.release.write(path, sheet.html)
        self.release.write(f"{path}.gz", sheet.packed)
        self.release.write(f"{path}.br", brotli_of(sheet.html, quality=QUICK))

    def _write_data(self, token: str, with_data: bool) -> None:
        if with_data and (body := self._pages.data(token)) is not None:
            self._write_packed(f"{SITE}/{token}.json", body, QUICK)

    def _write_packed(self, path: str, content: bytes, brotli_quality: int) -> None:
        self.release.write(path, content)
        self.release.write(f"{path}.gz", gzip.compress(content, 9, mtime=0))
        self.release.write(f"{path}.br", brotli_of(content, quality=brotli_quality))

    def finish(self, made_from: Mapping[str, Any]) -> None:
        """What is not the page of one code: the moved ones, `/`, the page for the rest, rules, what it is."""
        pages = self._pages
        for token, target in self._moved.items():
            self._repeat(token, target)
        for language in pages.languages:
            self._write_sheet(folder_of("", language), pages.home(language))
            self._write_sheet(folder_of("", language), pages.unknown(language), "404.html")
            for name in pages.statements:
                self._write_sheet(folder_of(name, language), pages.statement(name, language))
        for name, content in pages.files().items():
            self._write_packed(f"{SITE}/{name}", content, BEST)
        rules = rule_files(pages.languages, pages.headers, pages.statements, self._moved)
        for path, text in rules.items():
            self.release.write(path, text.encode())
        marks = self._made_from | self._plans.made_from
        made = "".join(f"{name}\t{mark}\n" for name, mark in sorted(marks.items()))
        self.release.write(MADE_FROM, made.encode())
        about = {**made_from, "codes": self.codes, "states": self._states}
        self.release.write(ABOUT, orjson.dumps(about, option=orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2))

    def _repeat(self, token: str, target: str) -> None:
        """A moved code shows the page that it leads to, also where a server knows none of the rules."""
        for path in [*self._paths_of(target)]:
            self.release.repeat(path.replace(target, token, 1), path)

    def _paths_of(self, token: str) -> Iterator[str]:
        first = f"{SITE}/{token}"
        names = [f"{first}.jpg", *(f"{first}.json{tail}" for tail in TAILS)]
        names += [f"{first}/{mark}" for mark in MARKS.values()]
        for language in self._pages.languages:
            names += [f"{SITE}/{folder_of(token, language)}index.html{tail}" for tail in TAILS]
        return (name for name in names if name in self.release.hashes)


def _mark(point: CodePoint) -> str:
    """Another one whenever the directory behind a code may be another one on the same day; empty without
    one.
    """
    return hashlib.sha256(repr(tuple(point)).encode()).hexdigest()[:20] if point.area is not None else ""
