"""What a room of the desk is: its routes, its place in the navigation, what it puts on the start page."""

from collections.abc import Callable
from dataclasses import dataclass, field

from fastapi import FastAPI
from starlette.convertors import Convertor, register_url_convertor

from signage.services.rights import Rights
from signage.store import Store


class _RowId(Convertor[int]):
    """`{firm:row}` in a path: an id that a row can have; a longer number is no address."""

    regex = "[0-9]{1,9}"

    def convert(self, value: str) -> int:
        return int(value)

    def to_string(self, value: int) -> str:
        return str(value)


register_url_convertor("row", _RowId())


@dataclass(frozen=True, slots=True)
class Task:
    """Something that waits for who is signed in; `key` is a text with a plural, `path` where to do it."""

    key: str
    count: int
    path: str


def _always(_rights: Rights) -> bool:
    return True


def _nothing(_store: Store, _rights: Rights) -> list[Task]:
    return []


@dataclass(frozen=True, slots=True)
class Room:
    """`label` is the key of its name; `path` is empty where the navigation does not offer it."""

    name: str
    add_to: Callable[[FastAPI], None]
    path: str = ""
    label: str = ""
    is_open: Callable[[Rights], bool] = field(default=_always)
    tasks: Callable[[Store, Rights], list[Task]] = field(default=_nothing)
