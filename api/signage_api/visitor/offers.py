"""What a page says of a sign that it offers in place of the one asked for."""

from signage import languages
from signage.codes import token as tokens
from signage.services.scan_states import Offer
from signage_api.visitor import told


def offered_sign(offer: Offer, language: str) -> dict[str, str]:
    """The values of a template for one offered sign; `away` is empty where no distance is known."""
    away = ""
    if offer.distance_m is not None:
        away = languages.text(language, "state.away", distance=told.distance(language, offer.distance_m))
    shown = tokens.display(offer.code)
    return {"code": offer.code, "shown": shown, "number": offer.number, "area": offer.area, "away": away}
