"""The Flask application: one runtime, the carrier's hooks, the JSON API and health.

Deliberately holds no state between requests: whatever a call needs stands in its URLs, on the board or in the ledger.
"""

from flask import Flask, redirect
from flask.typing import ResponseReturnValue

from routing.crowds import Crowd
from voice_app.api import make_api
from voice_app.health import make_health
from voice_app.hooks import make_hooks
from voice_app.runtime import Runtime, open_runtime, seconds
from voice_app.seeing.watching import watch_hooks
from voice_app.start import begin
from voice_app.watchdog import Watchdog


def create_app(house: Runtime | None = None, crowd: Crowd | None = None) -> Flask:
    """The web process's application. Without a runtime: the one that the environment describes. `crowd`: of its
    requests."""
    if house is None:
        house = open_runtime(*begin("web"))
    app = Flask("voice_app")
    watchdog = Watchdog(house, since=house.now())
    watch_hooks(app, house)
    app.register_blueprint(make_hooks(house, watchdog, crowd or Crowd(seconds)))
    app.register_blueprint(make_api(house))
    app.register_blueprint(make_health(house, watchdog))
    app.add_url_rule("/", endpoint="pages", view_func=lambda: _to_the_pages(house))
    return app


def _to_the_pages(house: Runtime) -> ResponseReturnValue:
    """The pages are a process of their own; whoever opens the bare address of this one is looking for them."""
    return redirect(house.settings.pages_base_url)
