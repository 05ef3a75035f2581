"""The baselines of `tools.bench.hooks`: two bare Flask views under the same server as the service.

`/constant` checks the same signature and returns constant TwiML. `/durable` also makes one committed insert into the
ledger's kind of database and one Redis round trip: what every hook that keeps something must pay at the least.
"""

import os

import redis
from flask import Flask, Response, abort, request

from routing.skills import CallSid
from voice_app.ledger import Ledger, Phone, calls, lines
from voice_app.runtime import WallClock, board_client, one_patience
from voice_app.signature import is_really_twilio

TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response><Say>Hallo</Say></Response>'


def create_app() -> Flask:
    app = Flask("bare")
    base, token = os.environ["PUBLIC_BASE_URL"], os.environ["TWILIO_AUTH_TOKEN"]
    ledger = Ledger(os.environ["DATABASE_URL"])
    client: redis.Redis = board_client(os.environ["REDIS_URL"], one_patience())
    clock = WallClock()
    with ledger.write() as connection:
        lines.keep(connection, {}, base=None, source="file", now=clock.now())
        version = lines.newest_id(connection) or 0

    @app.before_request
    def refuse_strangers() -> None:
        signature = request.headers.get("X-Twilio-Signature", "")
        if not is_really_twilio(base + request.path, request.form, signature, [token]):
            abort(403)

    @app.post("/constant")
    def constant() -> Response:
        return Response(TWIML, mimetype="text/xml")

    @app.post("/durable")
    def durable() -> Response:
        with ledger.write() as connection:
            calls.begin(connection, CallSid(request.form["CallSid"]), Phone(request.form["From"]), version, clock.now())
        client.ping()
        return Response(TWIML, mimetype="text/xml")

    return app
