"""What everybody may open beside the pages of codes: maps, reports, plans, files, and what machines ask."""

from starlette.applications import Starlette
from starlette.datastructures import State

from signage_api import problems
from signage_api.offline import routes as offline
from signage_api.reporting import routes as reporting
from signage_api.routes import area_plans, site


def visitors_app(state: State) -> Starlette:
    """The application of these pages over the state of the service."""
    app = Starlette()
    app.router.redirect_slashes = False
    app.state = state
    problems.install(app)
    for room in (site, offline, area_plans, reporting):
        room.add_to(app)
    return app
