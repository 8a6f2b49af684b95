"""The legend of a printed map: a swatch for each thing that the map shows, drawn as the map draws it."""

from collections.abc import Iterator

from signage.artwork.ground import KERB, ROAD, Ground, style, svg
from signage.artwork.symbols import Post, Standing, symbol
from signage.artwork.window import Window
from signage.languages import DEFAULT, text

WIDTH_MM, HEIGHT_MM = 8.0, 4.6
_LAND = ("area", "building", "plot", "green", "water", "municipality", "triangle")
_FAMILIES = ("guide", "official", "advertising", "")


def legend(ground: Ground, language: str = DEFAULT) -> list[tuple[str, str]]:
    """Words and swatch (SVG) of everything on this ground; what is not there is not explained."""
    return [(text(language, f"paper.{key}"), swatch) for key, swatch in (*_signs(ground), *_others(ground))]


def _signs(ground: Ground) -> Iterator[tuple[str, str]]:
    there = {(post.family if post.family in _FAMILIES else "", post.standing) for post in ground.posts}
    looks: tuple[Standing, ...] = ("standing", "intended")
    for family in _FAMILIES:
        for standing in looks:
            if (family, standing) in there:
                post = Post(0, 0, family=family, standing=standing, bearing_deg=90)
                yield f"sign_{family or 'other'}_{standing}", _sign(post)
    if any(standing == "gone" for _, standing in there):
        yield "sign_gone", _sign(Post(0, 0, standing="gone"))


def _others(ground: Ground) -> Iterator[tuple[str, str]]:
    if ground.streets:
        layers = ((KERB, 2.6), (ROAD, 2.0))
        lines = [f'<path d="M0 2.3h8" stroke="{colour}" stroke-width="{wide}"/>' for colour, wide in layers]
        yield "road", svg(WIDTH_MM, HEIGHT_MM, lines)
    for kind in _LAND:
        if ground.land.get(kind):
            yield f"land_{kind}", svg(WIDTH_MM, HEIGHT_MM, _swatch(kind))


def _swatch(kind: str) -> Iterator[str]:
    if kind == "municipality":
        yield f'<path {style(kind)} d="M0 2.3h8"/>'
        return
    field = 'd="M0.4 0.6h7.2v3.4h-7.2z"'
    yield f"<path {style(kind)} {field}/>"
    if kind == "area":
        yield f"<path {style('outline')} {field}/>"


def _sign(post: Post) -> str:
    return svg(WIDTH_MM, HEIGHT_MM, [symbol(post, Window(-3.0, -2.3, WIDTH_MM, HEIGHT_MM, 1000))])
