"""`python -m carrier`: the carrier by itself, on the real clock, for a service on this machine.

    python -m carrier --port 8500 --number +31201234567 --app http://127.0.0.1:8000 \
        --agent Anna=tel:+31612345678 --agent Bram=client:bram --pages http://127.0.0.1:8001

Phones stand on a page at its address. The account is taken from TWILIO_ACCOUNT_SID and
TWILIO_AUTH_TOKEN; what the service needs to know is logged at the start, and every complaint when it comes.
With TWILIO_API_KEY and TWILIO_API_SECRET, browsers may be phones, too: from the pages that --pages names.
"""

import argparse
import logging
import os
from collections.abc import Sequence

from werkzeug.serving import run_simple

from carrier.app import make_app
from carrier.clock import WallClock
from carrier.events import Complained, Event
from carrier.exchange import Exchange
from carrier.page import add_page, read_agent
from carrier.phones import Phones
from carrier.softphones import ApiKey, add_softphones
from carrier.transports import HttpTransport

MADE_UP_SID = "AC" + "0" * 32
MADE_UP_TOKEN = "stand-in"  # noqa: S105 - of no account

log = logging.getLogger("carrier")


def make_exchange(numbers: Sequence[str], app_url: str) -> Exchange:
    """An exchange on the real clock, all of whose numbers lead to the service at `app_url`."""
    exchange = Exchange(
        WallClock(),
        os.environ.get("TWILIO_ACCOUNT_SID", MADE_UP_SID),
        os.environ.get("TWILIO_AUTH_TOKEN", MADE_UP_TOKEN),
        HttpTransport(),
        is_strict=False,
    )
    for number in numbers:
        exchange.add_number(
            number,
            voice_url=f"{app_url}/voice/answer",
            voice_fallback_url=f"{app_url}/voice/fallback",
            status_callback=f"{app_url}/voice/status",
            sms_url=f"{app_url}/sms/answer",
        )
    exchange.subscribe(_log_complaint)
    return exchange


def api_key(exchange: Exchange) -> ApiKey | None:
    """The key of the account that signs tokens for browsers, if it has one."""
    sid, secret = os.environ.get("TWILIO_API_KEY"), os.environ.get("TWILIO_API_SECRET")
    return ApiKey(exchange.account_sid, sid, secret) if sid and secret else None


def _log_complaint(event: Event) -> None:
    if isinstance(event, Complained):
        log.warning("%d %s", event.code, event.detail)


def main() -> None:
    options = _parse()
    logging.basicConfig(level=logging.INFO, format="%(name)s: %(message)s")
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    exchange = make_exchange(options.number, options.app.rstrip("/"))
    app = make_app(exchange)
    phones = Phones(exchange)
    add_page(app, phones, options.agent)
    if key := api_key(exchange):
        add_softphones(app, phones, key, options.pages)
    address = f"http://{options.host}:{options.port}"
    log.info("phones at %s", address)
    log.info("TWILIO_API_BASE_URL=%s TWILIO_ACCOUNT_SID=%s", address, exchange.account_sid)
    run_simple(options.host, options.port, app, threaded=True)


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m carrier", description="A small Twilio on loopback.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8500)
    parser.add_argument("--number", action="append", help="a number of the account, E.164; the line first")
    parser.add_argument("--app", default="http://127.0.0.1:8000", help="where the service answers")
    parser.add_argument("--agent", action="append", type=read_agent, help="a phone: Anna=tel:+31612345678")
    parser.add_argument("--pages", action="append", help="where the agents' pages are, whose browsers may be phones")
    options = parser.parse_args()
    options.number = options.number or ["+31201234567"]
    options.agent = options.agent or []
    options.pages = [pages.rstrip("/") for pages in options.pages or []]
    return options


if __name__ == "__main__":
    main()
