"""`python -m carrier`: the carrier by itself, on the real clock, for a service on this machine.

    python -m carrier --port 8500 --number +31201234567 --app http://127.0.0.1:8000

The account is taken from TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN, else a made-up one is printed.
"""

import argparse
import os

from werkzeug.serving import run_simple

from carrier.app import make_app
from carrier.clock import WallClock
from carrier.exchange import Exchange
from carrier.transports import HttpTransport

MADE_UP_SID = "AC" + "0" * 32
MADE_UP_TOKEN = "stand-in"  # noqa: S105 - of no account


def make_exchange(number: str, app_url: str) -> Exchange:
    """An exchange on the real clock whose one number leads to the service at `app_url`."""
    exchange = Exchange(
        WallClock(),
        os.environ.get("TWILIO_ACCOUNT_SID", MADE_UP_SID),
        os.environ.get("TWILIO_AUTH_TOKEN", MADE_UP_TOKEN),
        HttpTransport(),
        is_strict=False,
    )
    exchange.add_number(
        number,
        voice_url=f"{app_url}/voice/answer",
        voice_fallback_url=f"{app_url}/voice/fallback",
        status_callback=f"{app_url}/voice/status",
        sms_url=f"{app_url}/sms/answer",
    )
    return exchange


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m carrier", description="A small Twilio on loopback.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8500)
    parser.add_argument("--number", default="+31201234567", help="the number of the line, E.164")
    parser.add_argument("--app", default="http://127.0.0.1:8000", help="where the service answers")
    options = parser.parse_args()
    exchange = make_exchange(options.number, options.app.rstrip("/"))
    run_simple(options.host, options.port, make_app(exchange), threaded=True)


if __name__ == "__main__":
    main()
