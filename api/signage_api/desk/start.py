"""`/desk`: what there is to do, one click each; what is due when; what was changed lately."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from itertools import groupby

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from signage.domain.validity import LOCAL, at_the_signs, today
from signage.services.confirming import due_areas, may_confirm
from signage.services.past.reading import ChangeSet, Wanted, change_sets, kinds_of_rows
from signage_api.desk.days import shown_day, shown_moment
from signage_api.desk.frame import desk_language, page
from signage_api.desk.rooms import Room, Task
from signage_api.desk.signed_in import Me
from signage_api.problems import in_language

_MOST_AREAS, _MOST_CHANGES, _LOOKED_AT = 5, 5, 50
_MOST_TOLD = 5_000  # rows of a change that are gone through to say what was done
_GREETINGS = ((5, "night"), (11, "morning"), (18, "day"), (24, "evening"))


@dataclass(frozen=True, slots=True)
class Line:
    """A change set, or several imports of a day told as one; `rows` of all of them."""

    set: ChangeSet
    imports: int
    rows: int
    day: date | None


def add_to(api: FastAPI) -> None:
    """The address of this room."""
    api.add_api_route("/desk", _start, methods=["GET", "HEAD"], include_in_schema=False)


def _start(request: Request, me: Me) -> Response:
    rooms: tuple[Room, ...] = request.app.state.desk_rooms
    store, on, language = request.app.state.store, today(), desk_language(request, me)
    tasks: list[Task] = []
    for room in rooms:
        tasks += room.tasks(store, me.rights)
    areas = due_areas(store, me.rights, on=on, limit=_MOST_AREAS + 1) if may_confirm(me.rights) else []
    lines = _lines(change_sets(store, Wanted(), rights=me.rights, limit=_LOOKED_AT))[:_MOST_CHANGES]
    some = [line.set.id for line in lines if line.day is None and 1 < line.rows <= _MOST_TOLD]
    values = {
        "greeting": f"start.{greeting(datetime.now(LOCAL))}",
        "weekday": f"start.weekday.{on.isoweekday()}",
        "tasks": [task for task in tasks if task.count],
        "areas": areas[:_MOST_AREAS],
        "more_areas": len(areas) > _MOST_AREAS,
        "several_towns": len({one.municipality for one in areas}) > 1,
        "changes": lines,
        "kinds": kinds_of_rows(store, Wanted(), some, rights=me.rights),
        "plans": me.rights.writes("sign"),
        "undone": request.query_params.get("undone") == "1",
        "on": on,
        "away": partial(_away, on),
        "say": partial(in_language, language=language),
        "day": partial(shown_day, language),
        "moment": partial(shown_moment, language),
        "open_rooms": {room.path for room in rooms if room.path and room.is_open(me.rights)},
    }
    return page(request, "start.html", me, values)


def _lines(sets: Sequence[ChangeSet]) -> list[Line]:
    """Change sets as lines: the files that somebody imported one after the other on a day are one."""
    lines: list[Line] = []
    for key, run in groupby(sets, _same_import):
        some = list(run)
        if key is None or len(some) == 1:
            lines += [Line(one, 1, one.rows, None) for one in some]
        else:
            lines.append(Line(some[0], len(some), sum(one.rows for one in some), key[1]))
    return lines


def _same_import(one: ChangeSet) -> tuple[str, date] | None:
    is_import = one.kind == "import" and one.reverted_by is None
    return (one.who, at_the_signs(one.at).date()) if is_import else None


def greeting(now: datetime) -> str:
    """`morning`, `day`, `evening` or `night`, by the clocks at the signs."""
    return next(word for hour, word in _GREETINGS if now.hour < hour)


def _away(on: date, due: date) -> int:
    """Days until something is due, less than none when it is overdue."""
    return (due - on).days


ROOM = Room(name="start", add_to=add_to, path="/desk", label="frame.start")
