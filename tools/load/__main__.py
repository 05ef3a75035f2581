"""`python -m tools.load '{"web": "http://127.0.0.1:8000", …}'`: the carrier and its people, a process of their own.

Says `ready` once its REST is there, then calls come in as its `flood` has it; at the end it tells on one line of JSON
what everybody met. A line on standard input ends it sooner. What the fields mean: `tools.load.orders`.
"""

import dataclasses
import json
import logging
import os
import sys
import threading
import time
from datetime import datetime, timedelta
from functools import partial
from itertools import accumulate
from random import Random

from werkzeug.serving import make_server

from carrier.app import make_app
from carrier.exchange import Exchange
from tools.load.line import NUMBER, SENDER, agent_phone
from tools.load.orders import Orders
from tools.load.people import People
from tools.load.wire import LoadClock, LoadTransport

RINGS_OFF_WITHIN = 0.7
"""Of the time that is left, so that the last words of it arrive."""
TIDY_EVERY = timedelta(seconds=30)


def main() -> None:
    orders = Orders(**json.loads(sys.argv[1]))
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    clock = LoadClock(orders.times, datetime.fromisoformat(orders.began_at) if orders.began_at else None)
    transport = LoadTransport(clock)
    account, token = os.environ["TWILIO_ACCOUNT_SID"], os.environ["TWILIO_AUTH_TOKEN"]
    exchange = Exchange(clock, account, token, transport, is_strict=False)
    exchange.add_number(
        NUMBER,
        voice_url=f"{orders.web}/voice/answer",
        voice_fallback_url=f"{orders.web}/voice/fallback",
        status_callback=f"{orders.web}/voice/status",
        sms_url=f"{orders.web}/sms/answer",
    )
    exchange.add_number(SENDER, sms_url=f"{orders.web}/sms/answer")
    server = make_server("127.0.0.1", orders.port, make_app(exchange), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    chance = Random(orders.seed)  # noqa: S311 - no secret
    agents = frozenset(agent_phone(n) for n in range(orders.agents))
    transport.began = time.perf_counter()
    people = People(exchange, agents, chance, lambda: time.perf_counter() - transport.began)
    _tidy(exchange)
    print("ready", flush=True)
    sys.stdin.readline()
    transport.began, spent = time.perf_counter(), time.process_time()
    ended = threading.Event()
    threading.Thread(target=_end_when_told, args=[ended], daemon=True).start()
    _flood(orders, people, ended)
    ended.wait(orders.tail)
    people.all_ring_off(orders.settle * RINGS_OFF_WITHIN)
    time.sleep(orders.settle)
    told = {
        "hooks": [dataclasses.astuple(one) for one in transport.timed],
        "calls": [dataclasses.asdict(one) for one in list(people.lived.values())],
        "met": dict(people.met),
        "complaints": [[one.code, one.detail[:200]] for one in exchange.complaints[:20]],
        "complained": len(exchange.complaints),
        "cpu": time.process_time() - spent,
        "seconds": time.perf_counter() - transport.began,
    }
    print(json.dumps(told), flush=True)
    os._exit(0)  # its timers would keep it for as long as somebody's patience


def _end_when_told(ended: threading.Event) -> None:
    sys.stdin.readline()
    ended.set()


def _flood(orders: Orders, people: People, ended: threading.Event) -> None:
    """Calls on schedule, whatever became of those before."""
    exchange, began = people.exchange, time.perf_counter()
    starts = accumulate((seconds for seconds, _ in orders.flood), initial=0.0)
    dues = [
        start + n / rate
        for start, (seconds, rate) in zip(starts, orders.flood, strict=False)
        for n in range(round(seconds * rate))
    ]
    for n, due in enumerate(dues):
        if ended.wait(max(0.0, began + due - time.perf_counter())):
            return
        phone = f"+3162{(orders.first + n * 7919) % 9_000_000 + 1_000_000:07}"
        exchange.later(timedelta(), partial(people.dials, phone, NUMBER))


def _tidy(exchange: Exchange) -> None:
    """The record of what happened is nobody's here, and grows."""

    def tidy() -> None:
        exchange.record.clear()
        _tidy(exchange)

    exchange.later(TIDY_EVERY, tidy)


if __name__ == "__main__":
    main()
