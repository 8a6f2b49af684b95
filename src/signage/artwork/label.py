"""What is printed with the code of one sign."""

from dataclasses import dataclass

from signage.codes import token


@dataclass(frozen=True, slots=True)
class Label:
    """One sign's label. `address` is what the QR code says; `place` is where the sign stands."""

    token: str
    address: str
    number: str
    area_name: str
    place: str = ""

    @property
    def caption(self) -> tuple[str, str]:
        """The code and what to type before it."""
        return token.display(self.token), token.domain(self.address[: -len(self.token)])
