"""What is told of a sign's code, findings and documents, and of printed maps."""

from signage.artwork.papers import LARGEST_SCALE, ORIENTATIONS, PAPERS, SMALLEST_SCALE
from signage.codes.media import MEDIA_TYPES
from signage.domain.layers import LAYERS
from signage_api.answers import GEOJSON
from signage_api.openapi.parts import SAME, STAFF, body, key, operation, parameter, sent
from signage_api.problems import LANGUAGES
from signage_api.routes import qr
from signage_api.schemas import Schema, ref


def qr_code(suffix: str) -> Schema:
    size = {"type": "number", "exclusiveMinimum": 0, "maximum": qr.LARGEST_MM, "default": 60}
    quiet = {"type": "integer", "minimum": 0, "maximum": qr.MOST_QUIET, "default": 4}
    return operation(
        f"qr_{suffix}",
        "signs",
        f"The QR code of a sign as {suffix.upper()}",
        {"200": {"description": "The file.", "content": {MEDIA_TYPES[suffix]: {}}}, "304": SAME},
        refusals=(401, 404, 409, 422),
        parameters=[
            key(LAYERS["sign"]),
            parameter("size_mm", size, "Width in millimetres, quiet zone included."),
            parameter("level", {"enum": list(qr.LEVELS), "default": "H"}, "Error correction."),
            parameter("quiet", quiet, "Width of the quiet zone in modules."),
            parameter(
                "caption", {"type": "boolean", "default": True}, "Code and domain in clear text below."
            ),
        ],
    )


def findings() -> Schema:
    return operation(
        "findings_of_sign",
        "signs",
        "What the rules say of a sign where it stands, each finding with its source",
        {"200": body("The findings, worst first.", ref("Judgement"))},
        refusals=(401, 404, 422),
        parameters=[key(LAYERS["sign"])],
    )


def findings_of_area() -> Schema:
    return operation(
        "findings_of_area",
        "areas",
        "What the rules say of every sign of an area",
        {"200": body("The signs by id, the findings of each worst first.", ref("AreaJudgement"))},
        refusals=(401, 404, 422),
        parameters=[key(LAYERS["area"])],
    )


def check() -> Schema:
    return operation(
        "check_sign",
        "signs",
        "What the rules would say of a sign that is not saved; with `id`, of a stored one so changed",
        {"200": body("The findings, worst first. Nothing is stored.", ref("Judgement"))},
        refusals=(400, 401, 404, 413, 415, 422),
        security=STAFF,
        requestBody=sent(ref("SignInput"), GEOJSON),
    )


def _lang() -> Schema:
    return parameter("lang", {"enum": [*LANGUAGES]}, "The document's language; else the reader's.")


def sheet() -> Schema:
    said = "The sheet. Notes, and the reasons of exceptions, are on it for staff of the municipality only."
    return operation(
        "sheet_of_sign",
        "signs",
        "The data sheet of a sign as PDF: position, road, measures, findings, a map 1:500",
        {"200": {"description": said, "content": {"application/pdf": {}}}, "304": SAME},
        refusals=(401, 404, 422),
        parameters=[key(LAYERS["sign"]), _lang()],
    )


def print_map() -> Schema:
    scale = {"type": "integer", "minimum": LARGEST_SCALE, "maximum": SMALLEST_SCALE}
    said = "The map; on several sheets with an overview where it does not fit on one."
    return operation(
        "print_map",
        "service",
        "A map as PDF, true to scale: of an area, of a box, or one sheet around a point",
        {"200": {"description": said, "content": {"application/pdf": {}}}, "304": SAME},
        refusals=(401, 422),
        parameters=[
            parameter("area", {"type": "string"}, "Id or short key of the area to show; or give `bbox`."),
            parameter("bbox", {"type": "string"}, "West,south,east,north in degrees, instead of an area."),
            parameter(
                "centre", {"type": "string"}, "Longitude,latitude of the middle of one sheet, instead."
            ),
            parameter("scale", {**scale, "default": 1000}, "1000 for 1:1000."),
            parameter("paper", {"enum": [*PAPERS], "default": "A3"}, "The paper."),
            parameter("orientation", {"enum": [*ORIENTATIONS]}, "As fewer sheets need it unless given."),
            _lang(),
        ],
    )
