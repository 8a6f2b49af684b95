"""The room of firms (`/desk/firms`): a table that feels like a spreadsheet, a form, and verbs."""

from fastapi import FastAPI

from signage.services.rights import Rights
from signage_api.desk.firms import all_matching, cells, finding, form, many, table, verbs
from signage_api.desk.rooms import Room


def add_to(api: FastAPI) -> None:
    """The addresses of this room; those with words before those with numbers."""
    for part in (table, cells, finding, many, all_matching, form, verbs):
        part.add_to(api)


def _is_open(rights: Rights) -> bool:
    return not rights.nowhere


ROOM = Room(name="firms", add_to=add_to, path="/desk/firms", label="firms.room", is_open=_is_open)
