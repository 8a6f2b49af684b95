"""The style of visitors' pages: written to be read in `page.css`, sent in fewer bytes."""

import re
from importlib.resources import files
from string import ascii_lowercase

_PROPERTY = re.compile(r"--([a-z]+)")


def page_style() -> str:
    """What stands inside each page."""
    return shortened(files("signage_api.visitor").joinpath("page.css").read_text("utf-8"))


def shortened(style: str) -> str:
    """A style that means the same on one line, its own properties (26 at most) named by a letter each."""
    names = dict.fromkeys(_PROPERTY.findall(style))
    letters = dict(zip(names, ascii_lowercase, strict=False))
    lines = "".join(line.strip() for line in style.splitlines())
    return _PROPERTY.sub(lambda found: f"--{letters[found[1]]}", lines)
