"""What a firm may propose, and how little of it may go through unseen."""

from typing import Final

KINDS: Final = ("confirm", "correct", "moved", "gone")
# `through`: it went through at once and waits for somebody to look at it.
STATES: Final = ("open", "through", "accepted", "refused", "duplicate")
WAITING: Final = ("open", "through")
SETTLED: Final = ("accepted", "refused", "duplicate")
# What is of people, a link on a public page, or where our own mails go is never changed unseen.
HARMLESS: Final = (
    "activity",
    "lorry_note",
    "gate",
    "delivery_hours",
    "lorry_register",
    "lorry_height_m",
    "lorry_weight_t",
)
ADDRESS: Final = ("street", "house_number", "postcode", "place")
CORRECTING: Final = ("name", *ADDRESS, *HARMLESS, "phone", "email", "contact", "web", "jobs")
MOVING: Final = ("area", *ADDRESS)
LONGEST_NOTE: Final = 500
MOST_A_DAY: Final = 20  # of one firm


def correctable(kind: str) -> tuple[str, ...]:
    """The fields that staff may put right while taking a proposal of a kind."""
    return {"correct": CORRECTING, "moved": MOVING}.get(kind, ADDRESS)
