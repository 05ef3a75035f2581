"""The carrier as a Flask app: Twilio's REST API over one exchange.

Whoever adds pages registers a blueprint of their own on what `make_app` returns.
"""

from flask import Flask

from carrier.exchange import Exchange
from carrier.rest import add_not_found, make_rest


def make_app(exchange: Exchange) -> Flask:
    app = Flask(__name__)
    app.register_blueprint(make_rest(exchange))
    add_not_found(app, exchange)
    return app
