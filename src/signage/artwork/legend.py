"""The legend of a printed map: a swatch for each thing that the map shows, drawn as the map draws it."""

from collections.abc import Iterator

from signage.artwork.ground import KERB, ROAD, Ground, style, svg
from signage.artwork.symbols import Post, symbol
from signage.artwork.window import Window

WIDTH_MM, HEIGHT_MM = 8.0, 4.6
_LAND = {
    "area": "Gewerbegebiet",
    "building": "Gebäude",
    "plot": "Grundstück",
    "green": "Grünfläche",
    "water": "Gewässer",
    "municipality": "Gemeindegrenze",
    "triangle": "Sichtdreieck",
}
_SIGNS = {
    ("guide", "standing"): "Schild des Leitsystems, Pfeil: Blickrichtung",
    ("guide", "intended"): "Schild des Leitsystems, geplant",
    ("official", "standing"): "amtliches Schild",
    ("official", "intended"): "amtliches Schild, geplant",
    ("advertising", "standing"): "Werbung",
    ("advertising", "intended"): "Werbung, geplant",
    ("", "standing"): "Schild ohne Angabe der Familie",
    ("", "intended"): "Schild ohne Familie, geplant",
}
_GONE = "abgebautes Schild"


def legend(ground: Ground) -> list[tuple[str, str]]:
    """Words and swatch (SVG) of everything on this ground; what is not there is not explained."""
    return [*_signs(ground), *_others(ground)]


def _signs(ground: Ground) -> Iterator[tuple[str, str]]:
    there = {
        (post.family if (post.family, "standing") in _SIGNS else "", post.standing) for post in ground.posts
    }
    for (family, standing), words in _SIGNS.items():
        if (family, standing) in there:
            yield (
                words,
                _sign(
                    Post(
                        0,
                        0,
                        family=family,
                        standing="intended" if standing == "intended" else "standing",
                        bearing_deg=90,
                    )
                ),
            )
    if any(standing == "gone" for _, standing in there):
        yield _GONE, _sign(Post(0, 0, standing="gone"))


def _others(ground: Ground) -> Iterator[tuple[str, str]]:
    if ground.streets:
        layers = ((KERB, 2.6), (ROAD, 2.0))
        lines = [f'<path d="M0 2.3h8" stroke="{colour}" stroke-width="{wide}"/>' for colour, wide in layers]
        yield "Fahrbahn in ihrer Breite", svg(WIDTH_MM, HEIGHT_MM, lines)
    for kind, words in _LAND.items():
        if ground.land.get(kind):
            yield words, svg(WIDTH_MM, HEIGHT_MM, _swatch(kind))


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
