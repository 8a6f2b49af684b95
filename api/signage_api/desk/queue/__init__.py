"""`/desk/queue`: what visitors report and firms propose, one after the other."""

from fastapi import FastAPI

from signage.services.proposals.kinds import WAITING
from signage.services.proposals.listing import count_proposals
from signage.services.reports.settling import count_reports
from signage.services.rights import Rights
from signage.store import Store
from signage_api.desk.queue import acting, asking, letters, lists, logos
from signage_api.desk.rooms import Room, Task

PATH = "/desk/queue"


def add_to(api: FastAPI) -> None:
    """The addresses of this room; fixed ones before those of an entry."""
    acting.add_to(api)
    asking.add_to(api)
    letters.add_to(api)
    logos.add_to(api)
    lists.add_to(api)


def _is_open(rights: Rights) -> bool:
    return not rights.nowhere


def _tasks(store: Store, rights: Rights) -> list[Task]:
    return [
        Task("queue.task.reports", count_reports(store, rights=rights), f"{PATH}?source=r"),
        Task(
            "queue.task.proposals", count_proposals(store, rights=rights, states=WAITING), f"{PATH}?source=p"
        ),
    ]


ROOM = Room(name="queue", add_to=add_to, path=PATH, label="queue.label", is_open=_is_open, tasks=_tasks)
