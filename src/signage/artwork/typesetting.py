"""Documents as PDF by Typst: our templates, data as inert inputs, our fonts embedded.

The same data and day give the same bytes. The work is done in a child process: Typst keeps what it has laid
out in memory, and a process that answers scans is to stay small. PDF/UA-1 is asked for, so that a picture
without words for it, or a character that no font has, is an error and not a gap.
"""

import base64
import logging
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import orjson

from signage.artwork.lettering import printable
from signage.codes.typeface import FONTS, SHAPED, WEIGHTS
from signage.errors import InvalidInput, Said, Unavailable, UntrustedFile
from signage.languages import texts
from signage.processes import run_in_child

TEMPLATES = Path(__file__).parent / "templates"
_SECONDS, _MEGABYTES = 120, 3072
_NO_FONT = "unknown font family"
_log = logging.getLogger(__name__)


def typeset(
    template: str,
    data: Mapping[str, Any],
    *,
    made_on: date,
    drawings: Mapping[str, str] | None = None,
    photo: bytes | None = None,
    apart: bool = True,
) -> bytes:
    """The PDF of `templates/{template}.typ`; texts of `data` are shown as they are, never as markup.

    `drawings` are SVGs made by this room, by the name under which the template asks for them; `photo` is a
    JPEG as `photo.prepared` gives it. Not `apart` for one who is a child process already. Raises InvalidInput
    for more than can be laid out, Unavailable when a font is missing from the installation.
    """
    inputs = {"data": orjson.dumps(_inert(data)).decode(), "drawings": orjson.dumps(drawings or {}).decode()}
    if photo:
        inputs["photo"] = orjson.dumps(list(photo)).decode()
    if not apart:
        return base64.b64decode(_compiled(template, inputs, made_on))
    try:
        made = run_in_child(_compiled, template, inputs, made_on, seconds=_SECONDS, megabytes=_MEGABYTES)
    except UntrustedFile as error:
        raise InvalidInput(_TOO_MUCH) from error
    return base64.b64decode(made)


def paper_words(language: str) -> dict[str, str]:
    """What the templates say, by key."""
    found = texts(language).items()
    return {key.removeprefix("paper."): said for key, said in found if key.startswith("paper.")}


_TOO_MUCH = Said(
    "Das Dokument ist zu groß zum Setzen. Drucken Sie einen kleineren Ausschnitt oder in kleinerem Maßstab.",
    "The document is too large to be typeset. Print a smaller part, or at a smaller scale.",
)


def _inert(value: Any) -> Any:
    """`value` in lists and objects, with every text made printable."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, Mapping):
        return {name: _inert(inner) for name, inner in value.items()}
    if is_dataclass(value):
        return {one.name: _inert(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, list | tuple):
        return [_inert(inner) for inner in value]
    return value


def _compiled(template: str, inputs: Mapping[str, str], made_on: date) -> str:
    """The PDF in base 64: what a child process may answer."""
    import typst

    compiler = typst.Compiler(
        TEMPLATES / f"{template}.typ", root=TEMPLATES, font_paths=_fonts(), sys_inputs=dict(inputs)
    )
    made, warnings = compiler.compile_with_warnings(
        format="pdf", pdf_standards="ua-1", timestamp=datetime.combine(made_on, time(), UTC)
    )
    for warning in warnings:
        if _NO_FONT in str(warning):
            raise _missing(str(warning).partition(":")[2].strip())
        _log.warning("typesetting %s: %s", template, warning)
    assert isinstance(made, bytes)
    return base64.b64encode(made).decode()


def _fonts() -> Any:
    """Our fonts and no others: a machine's own would make other bytes."""
    import typst

    ours = [FONTS / file for file in (*(one for files in WEIGHTS.values() for one in files), *SHAPED)]
    folders = sorted({file.parent for file in ours})
    for file in ours:
        if not file.is_file():
            raise _missing(file.name)
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)


def _missing(font: str) -> Unavailable:
    return Unavailable(
        Said(
            f"In der Installation fehlt die Schrift {font}; bitte signage neu installieren.",
            f"The font {font} is missing from the installation; please install signage again.",
        )
    )
