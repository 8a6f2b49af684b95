"""QR codes in bulk against `qrcode`'s own factories, in one run; 10,000 codes as ZIP and as label sheets.

`python -m bench.qr --json OUT` writes the figures too. Rounds of both sides alternate, so that a machine that
slows down slows both; each figure is the median of its rounds, also the ratio.
"""

import argparse
import json
import platform
import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import Any

import qrcode
from PIL import Image
from qrcode.image.pil import PilImage
from qrcode.image.svg import SvgImage, SvgPathImage

from signage.artwork.archive import archive
from signage.artwork.label import Label
from signage.artwork.labels import label_sheet
from signage.codes import token
from signage.codes.drawing import Drawn, draw_all
from signage.codes.matrix import LEVELS, Matrix, matrices

PUBLIC_URL = "https://qr.thueringer-bogen.de"
TARGET = 45  # times faster
BOX = 10  # pixels per module, qrcode's default; what is drawn here is as large
QUIET = 4

Figures = dict[str, Any]


def labels(count: int) -> list[Label]:
    chance = random.Random(29)
    areas = ("Gewerbegebiet Erfurter Kreuz", "Gotha-Süd", "Hörselgau", "Langewiesen – In den Folgen")
    tokens = [token.mint(chance) for _ in range(count)]
    return [
        Label(new, token.address(PUBLIC_URL, new), f"EK-{number:05}", areas[number % 4], "Einfahrt B 7")
        for number, new in enumerate(tokens)
    ]


def by_qrcode(texts: Sequence[str], factory: Any = None, level: str = "H") -> list[Any]:
    """Files by one of qrcode's factories; without one, its modules."""
    made = []
    for text in texts:
        code: qrcode.QRCode[Any] = qrcode.QRCode(
            error_correction=LEVELS[level], box_size=BOX, border=QUIET, image_factory=factory
        )
        code.add_data(text)
        code.make()
        if factory:
            stream = BytesIO()
            code.make_image().save(stream)
            made.append(stream.getvalue())
        else:
            made.append(code.modules)
    return made


def in_bulk(texts: Sequence[str], suffix: str) -> list[bytes]:
    """Files with as many pixels as qrcode's, but for the pixels of an SVG."""
    codes = (Drawn(code) for code in matrices(texts))
    return list(draw_all(codes, suffix, size_mm=41 * BOX / 300 * 25.4, quiet=QUIET))


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def duel(texts: Sequence[str], suffix: str, factory: Any, rounds: int) -> Figures:
    """Milliseconds per code of both sides; the two halves of a round follow each other and are compared."""
    few, many = texts[:60], texts[:2000]
    theirs, ours = [], []
    for _ in range(rounds):
        theirs.append(1000 * seconds(lambda: by_qrcode(few, factory)) / len(few))
        ours.append(1000 * seconds(lambda: in_bulk(many, suffix)) / len(many))
    return {
        "qrcode_ms": statistics.median(theirs),
        "ours_ms": statistics.median(ours),
        "times_faster": statistics.median(slow / fast for slow, fast in zip(theirs, ours, strict=True)),
        "qrcode_bytes": len(by_qrcode(few[:1], factory)[0]),
        "ours_bytes": len(in_bulk(few[:1], suffix)[0]),
    }


def identical(count: int) -> Figures:
    """How many matrices, masks included, are those of qrcode: every level, addresses of several lengths."""
    right = 0
    for level in LEVELS:
        for domain in ("QR.DE", "QR.THUERINGER-BOGEN.DE", "SCHILDER.LANDKREIS-GOTHA.DE/S"):
            texts = [f"HTTPS://{domain}/{label.token}" for label in labels(count // 12)]
            for code, modules in zip(
                matrices(texts, level=level), by_qrcode(texts, level=level), strict=True
            ):
                right += code == Matrix(len(modules), tuple(_number(row) for row in modules))
    return {"compared": count // 12 * 12, "identical": right}


def _number(row: Sequence[bool | None]) -> int:
    return int("".join("1" if dark else "0" for dark in row), 2)


def same_picture() -> bool:
    """Whether our PNG has, pixel by pixel, what qrcode's has."""
    text = labels(1)[0].address
    pictures = [by_qrcode([text], PilImage)[0], in_bulk([text], "png")[0]]
    first, second = (Image.open(BytesIO(picture)).convert("1") for picture in pictures)
    return first.size == second.size and first.tobytes() == second.tobytes()


def measure(count: int, rounds: int) -> Figures:
    wanted = labels(count)
    texts = [label.address for label in wanted]
    in_bulk(texts[:100], "svg")  # imports and tables, about 0.1 s once per process
    return {
        "machine": f"{platform.machine()}, Python {platform.python_version()}, qrcode {version('qrcode')}",
        "codes": count,
        "matrices": identical(1200),
        "png_is_the_same_picture": same_picture(),
        "svg_against_SvgPathImage": duel(texts, "svg", SvgPathImage, rounds),
        "svg_against_SvgImage": duel(texts, "svg", SvgImage, rounds),
        "png_against_PilImage": duel(texts, "png", PilImage, rounds),
        "zip_s": statistics.median(seconds(lambda: archive(wanted)) for _ in range(3)),
        "pdf_s": statistics.median(seconds(lambda: label_sheet(wanted)) for _ in range(3)),
    }


def report(figures: Figures) -> None:
    matrix = figures["matrices"]
    print(f"{figures['machine']}; medians")
    print(f"matrices identical with qrcode: {matrix['identical']} of {matrix['compared']}")
    print(f"PNG the same picture: {'yes' if figures['png_is_the_same_picture'] else 'NO'}")
    for name, duelled in figures.items():
        if "_against_" in name:
            print(f"{name:<26} {_outcome(duelled)}")
    print(
        f"{figures['codes']} codes as ZIP {figures['zip_s']:.2f} s, as label sheets {figures['pdf_s']:.2f} s"
    )


def _outcome(duelled: Figures) -> str:
    verdict = "reached" if duelled["times_faster"] >= TARGET else "MISSED"
    return (
        f"{duelled['qrcode_ms']:6.2f} ms -> {duelled['ours_ms']:6.3f} ms per code: "
        f"{duelled['times_faster']:5.1f} times ({TARGET} {verdict}); "
        f"{duelled['qrcode_bytes']} -> {duelled['ours_bytes']} bytes"
    )


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, metavar="OUT", help="write the figures to this file too")
    parser.add_argument("--codes", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=9)
    wishes = parser.parse_args(arguments)
    figures = measure(wishes.codes, wishes.rounds)
    report(figures)
    if wishes.json:
        wishes.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
