"""What went wrong while the service was asked, by REST: the notifications of the account and of one call.

Source: Twilio's Notification resource. Every complaint is an error (`log` 0); headers and bodies are not kept.
"""

from collections.abc import Callable

from flask import Blueprint, Response, request

from carrier.calls import API_VERSION
from carrier.events import Complained
from carrier.exchange import Exchange
from carrier.rest.answers import Body, is_within_days, page_of, rfc2822

ERRORS = {"", "0"}
"""The values of the filter `Log` that show errors."""


def add_notifications(rest: Blueprint, exchange: Exchange) -> None:
    @rest.get("/Notifications.json")
    def list_notifications() -> Response:
        return show(lambda _: True)

    @rest.get("/Calls/<sid>/Notifications.json")
    def list_notifications_of_call(sid: str) -> Response:
        return show(lambda complaint: complaint.call_sid == sid)

    def show(is_meant: Callable[[Complained], bool]) -> Response:
        with exchange.lock:
            numbered = list(enumerate(exchange.complaints))
        listed = [
            (number, complaint)
            for number, complaint in reversed(numbered)
            if is_meant(complaint)
            and request.args.get("Log", "") in ERRORS
            and is_within_days(complaint.at, "MessageDate")
        ]
        return page_of("notifications", listed, lambda each: _body_of(exchange, *each))


def _body_of(exchange: Exchange, number: int, complaint: Complained) -> Body:
    sid = f"NO{number:032x}"
    return {
        "sid": sid,
        "account_sid": exchange.account_sid,
        "api_version": API_VERSION,
        "call_sid": complaint.call_sid,
        "error_code": str(complaint.code),
        "log": "0",
        "message_date": rfc2822(complaint.at),
        "message_text": complaint.detail,
        "more_info": "",
        "request_method": "POST",
        "request_url": complaint.url,
        "date_created": rfc2822(complaint.at),
        "date_updated": rfc2822(complaint.at),
        "uri": f"/{API_VERSION}/Accounts/{exchange.account_sid}/Notifications/{sid}.json",
    }
