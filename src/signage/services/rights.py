"""What somebody may: which rows they read in full, which they write, whose reports they settle."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Final, Self

from signage.domain.layers import LAYERS
from signage.domain.roles import ROLES, Role
from signage.errors import Forbidden, Said
from signage.store.reach import Reach


@dataclass(frozen=True, slots=True)
class Grant:
    """A role (`signage.domain.roles`) in a municipality (None: all), perhaps for one area or some fields."""

    role: str
    municipality: str | None = None
    area: int | None = None
    fields: frozenset[str] | None = None

    def covers(self, ags: str | None, area: int | None) -> bool:
        """Whether it is given where a row belongs; one for an area is given nowhere else."""
        if self.area is not None:
            return area == self.area
        return self.municipality is None or self.municipality == ags


@dataclass(frozen=True)
class Rights:
    """The municipalities (AGS) and single areas (ids) whose rows a caller sees in full; None means all.

    `grants` are the roles that say what may be written there; without any, as at the machine itself or with
    a token that has no role, all of it may.
    """

    municipalities: frozenset[str] | None
    who: str = ""
    grants: tuple[Grant, ...] = ()
    account: int | None = None
    areas: frozenset[int] = frozenset()

    @classmethod
    def from_grants(cls, grants: Sequence[Grant], *, who: str, account: int | None = None) -> Self:
        """What the roles of a person come to."""
        whole = [grant.municipality for grant in grants if grant.area is None]
        named = frozenset(ags for ags in whole if ags is not None)
        areas = frozenset(grant.area for grant in grants if grant.area is not None)
        return cls(None if None in whole else named, who, tuple(grants), account, areas)

    @property
    def everywhere(self) -> bool:
        """Whether they see every row in full; what they may write is another matter."""
        return self.municipalities is None

    @property
    def nowhere(self) -> bool:
        return self.municipalities is not None and not self.municipalities and not self.areas

    @property
    def reach(self) -> Reach | None:
        """What they see in full, as queries narrow by it; None means everything."""
        return None if self.municipalities is None else Reach(self.municipalities, self.areas)

    @property
    def is_regional(self) -> bool:
        """Whether the pages of the whole region are theirs."""
        return self._has_role(lambda role: role.is_regional) if self.grants else self.everywhere

    @property
    def keeps_accounts(self) -> bool:
        """Whether they give roles and end accounts."""
        return self._has_role(lambda role: role.keeps_accounts) if self.grants else self.everywhere

    def cover(self, ags: str | None, area: int | None = None) -> bool:
        """Whether they see a row of this municipality, in this area, in full; a row of none belongs to
        whoever has all.
        """
        return self.municipalities is None or ags in self.municipalities or area in self.areas

    def may_write(
        self, layer: str, ags: str | None, area: int | None = None, fields: Collection[str] | None = None
    ) -> bool:
        """Whether they may change these fields of a row there; no `fields`: make or take back the row."""
        allowed = self.writable(layer, ags, area)
        return allowed is None or (bool(allowed) and fields is not None and allowed.issuperset(fields))

    def writable(self, layer: str, ags: str | None, area: int | None = None) -> frozenset[str] | None:
        """The fields of a row there that they may change: None for all of it, empty for nothing."""
        if not self.grants:
            return None if self.cover(ags, area) else frozenset()
        return _fields([grant for grant in self._writing(layer) if grant.covers(ags, area)])

    def writable_anywhere(self, layer: str) -> frozenset[str] | None:
        """As `writable`, of what they may change in some row of the layer."""
        if not self.grants:
            return frozenset() if self.nowhere else None
        return _fields(self._writing(layer))

    def writes(self, layer: str) -> bool:
        """Whether there are rows of a layer of which they may write something."""
        return bool(self._writing(layer)) if self.grants else not self.nowhere

    def settles(self, ags: str | None, area: int | None = None) -> bool:
        """Whether they answer what waits in the queues: reports of visitors, proposals of firms."""
        if not self.grants:
            return self.cover(ags, area)
        return any(ROLES[grant.role].settles and grant.covers(ags, area) for grant in self.grants)

    def _writing(self, layer: str) -> list[Grant]:
        return [grant for grant in self.grants if layer in ROLES[grant.role].writes]

    def _has_role(self, fits: Callable[[Role], bool]) -> bool:
        return any(grant.municipality is None and fits(ROLES[grant.role]) for grant in self.grants)


def _fields(grants: Sequence[Grant]) -> frozenset[str] | None:
    """The fields that grants open together: None for all."""
    if any(grant.fields is None for grant in grants):
        return None
    return frozenset[str]().union(*(grant.fields or () for grant in grants))


NOBODY: Final = Rights(frozenset())


def everywhere(who: str) -> Rights:
    """The rights of a person at the machine itself, such as who runs the command line."""
    return Rights(None, who)


def require_writes(rights: Rights, layer: str) -> None:
    """Raise Forbidden for who may write no row of a layer at all, whatever they send."""
    if not rights.nowhere and not rights.writes(layer):
        raise role_lacks(rights, layer)


def role_lacks(rights: Rights, layer: str) -> Forbidden:
    """What is said of a row that is seen in full, and may not be changed (so) in one's role."""
    german, plural = LAYERS[layer].german, LAYERS[layer].plural
    able = _named(lambda role: layer in role.writes)
    own = LAYERS[layer].editable
    limits = [own[name] for name in own if any(name in (grant.fields or ()) for grant in rights.grants)]
    if rights.writes(layer) and limits:
        listed = Said(", ".join(f.german for f in limits), ", ".join(f.english for f in limits))
        return Forbidden(
            Said(
                f"{german}: Ihre Rolle ändert hier nur {listed}; alles Weitere die Rollen {able} ohne diese "
                "Grenze.",
                f"{plural}: your role changes nothing here but {listed.english}; the rest is for the roles "
                f"{able.english} without that limit.",
            )
        )
    return Forbidden(
        Said(
            f"{german}: Das ändert hier nur, wer eine dieser Rollen hat: {able}.",
            f"{plural}: only these roles may change that here: {able.english}.",
        )
    )


def may_not_settle() -> Forbidden:
    """What is said to who may read what waits in a queue, and not answer it."""
    able = _named(lambda role: role.settles)
    return Forbidden(
        Said(
            f"Meldungen und Vorschläge erledigt hier nur, wer eine dieser Rollen hat: {able}.",
            f"Only these roles may settle reports and proposals here: {able.english}.",
        )
    )


def _named(fits: Callable[[Role], bool]) -> Said:
    able = [role.said for role in ROLES.values() if fits(role)]
    return Said(", ".join(able), ", ".join(said.english for said in able))
