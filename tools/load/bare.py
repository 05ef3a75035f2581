"""A bare durable webhook under the server's own settings, sent requests at given instants: the baseline of trials."""

import secrets
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

from werkzeug.datastructures import MultiDict

from tools.bench.hooks import environment_of, form_of, serving_app
from tools.embedded_redis import EmbeddedRedis
from tools.load.wire import SENDERS, LoadClock, LoadTransport, Timed
from voice_app.ledger import Ledger
from voice_app.signature import sign

PATH = "/durable"
TIMEOUT = timedelta(seconds=15)


def play(folder: Path, dues: Sequence[float]) -> list[Timed]:
    """One request at each of these instants, seconds after the beginning."""
    with EmbeddedRedis(folder / "bare-redis", append_only=True) as server:
        environment = environment_of(folder / "bare", server.url, agents=0)
        Ledger(environment["DATABASE_URL"]).migrate()
        with serving_app("tools.bare_views:create_app()", environment):
            return _send(environment, sorted(dues))


def _send(environment: dict[str, str], dues: Sequence[float]) -> list[Timed]:
    clock = LoadClock()
    transport, url = LoadTransport(clock), environment["PUBLIC_BASE_URL"] + PATH
    token = environment["TWILIO_AUTH_TOKEN"]

    def send(due: float) -> None:
        form = form_of(f"CA{secrets.token_hex(16)}")
        headers = {"X-Twilio-Signature": sign(url, MultiDict(form), token)}
        clock.mean(due, lambda: transport.send("POST", url, form, headers, TIMEOUT))

    with ThreadPoolExecutor(SENDERS) as pool:
        began = transport.began = time.perf_counter()
        sent = []
        for due in dues:
            time.sleep(max(0.0, began + due - time.perf_counter()))
            sent.append(pool.submit(send, began + due))
        for one in sent:
            one.result()
    clock.stop()
    return transport.timed
