"""`/desk`: what there is to do, one click each."""

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from signage_api.desk.frame import page
from signage_api.desk.rooms import Room, Task
from signage_api.desk.signed_in import Me


def add_to(api: FastAPI) -> None:
    """The address of this room."""
    api.add_api_route("/desk", _start, methods=["GET", "HEAD"], include_in_schema=False)


def _start(request: Request, me: Me) -> Response:
    rooms: tuple[Room, ...] = request.app.state.desk_rooms
    tasks: list[Task] = []
    for room in rooms:
        tasks += room.tasks(request.app.state.store, me.rights)
    return page(request, "start.html", me, {"tasks": [task for task in tasks if task.count]})


ROOM = Room(name="start", add_to=add_to, path="/desk", label="frame.start")
