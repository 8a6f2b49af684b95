"""Draw the icons of the app on a phone's screen: `python -m tools.make_icons`."""

from pathlib import Path

import typst

STATIC = Path(__file__).parents[1] / "api/signage_api/static"
BLUE = "#00508c"
# The board of favicon.svg in white; its box is 26 x 27 from (3, 3).
BOARD = (
    '<rect x="3" y="3" width="26" height="17" rx="3" fill="#fff"/><path d="M14 20h4v10h-4z" fill="#c9d6e2"/>'
    f'<path d="M8 9.5h10.5V6l6 5.5-6 5.5v-3.5H8z" fill="{BLUE}"/>'
)
# Name -> size in pixels, how much of the width the board takes, radius of the corners in 32nds. What may be
# cut to any shape keeps its board within four fifths.
ICONS = {"icon-192.png": (192, 0.72, 6), "icon-512.png": (512, 0.72, 6), "mask-512.png": (512, 0.54, 0)}


def main() -> None:
    """Write all icons."""
    for name, (size, share, radius) in ICONS.items():
        (STATIC / name).write_bytes(icon(size, share, radius))


def icon(size: int, share: float, radius: int) -> bytes:
    """One icon as PNG."""
    scale = share * 32 / 27
    shift = 16 - 16.5 * scale
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
        f'<rect width="32" height="32" rx="{radius}" fill="{BLUE}"/>'
        f'<g transform="translate({16 - 16 * scale:.3f} {shift:.3f}) scale({scale:.4f})">{BOARD}</g></svg>'
    )
    page = (
        f"#set page(width: {size}pt, height: {size}pt, margin: 0pt, fill: none)\n"
        f'#image(bytes(sys.inputs.svg), format: "svg", width: {size}pt)'
    )
    made = typst.compile(page.encode(), format="png", ppi=72, sys_inputs={"svg": svg})
    assert isinstance(made, bytes)
    return made


if __name__ == "__main__":
    main()
