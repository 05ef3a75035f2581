"""Calls by REST: create, fetch, list, and update (redirect, complete, cancel).

Source: Twilio's Call resource. Answering machine detection, recording and SIP credentials are not played.
"""

from datetime import timedelta
from urllib.parse import urlsplit

from flask import Blueprint, Response, jsonify, request
from werkzeug.datastructures import MultiDict

from carrier.calls import API_VERSION, FINAL, Call, Subscription, Target
from carrier.exchange import Exchange
from carrier.kinds import names
from carrier.nouns import E164
from carrier.rest.answers import (
    UNKNOWN_PARAMETERS,
    Body,
    RestError,
    bad_request,
    is_within_days,
    method,
    page_of,
    refuse_unknown,
    rfc2822,
)
from carrier.signals import Goto

NO_TO = 21201
INVALID_URL = 21205
INVALID_TIMEOUT = 21208
FROM_NOT_OURS = 21210
INVALID_TO = 21211
NO_FROM = 21213
WRONG_STATE = 21220
TWIML_TOO_LONG = 32018

MAX_INLINE_TWIML = 4000
MAX_RINGING = 600
EVENTS = names("initiated ringing answered completed")

PLAYED = names(
    "To From Url Method Twiml FallbackUrl FallbackMethod StatusCallback StatusCallbackMethod "
    "StatusCallbackEvent Timeout TimeLimit"
)
UNPLAYED = names(
    "ApplicationSid AsyncAmd AsyncAmdStatusCallback AsyncAmdStatusCallbackMethod Byoc CallReason CallToken "
    "CallerId ClientNotificationUrl MachineDetection MachineDetectionSilenceTimeout "
    "MachineDetectionSpeechEndThreshold MachineDetectionSpeechThreshold MachineDetectionTimeout Record "
    "RecordingChannels RecordingStatusCallback RecordingStatusCallbackEvent RecordingStatusCallbackMethod "
    "RecordingTrack SendDigits SipAuthPassword SipAuthUsername Trim"
)
PLAYED_UPDATE = names("Url Method Twiml Status FallbackUrl FallbackMethod StatusCallback StatusCallbackMethod")

Form = MultiDict[str, str]


def add_calls(rest: Blueprint, exchange: Exchange) -> None:
    @rest.post("/Calls.json")
    def create_call() -> tuple[Response, int]:
        with exchange.lock:
            call = _create(exchange, request.form)
            return jsonify(body_of(call)), 201

    @rest.get("/Calls.json")
    def list_calls() -> Response:
        with exchange.lock:
            shown = [call for call in reversed(exchange.calls) if _is_listed(exchange, call)]
            return page_of("calls", shown, body_of)

    @rest.get("/Calls/<sid>.json")
    def fetch_call(sid: str) -> Response:
        with exchange.lock:
            return jsonify(body_of(_find(exchange, sid)))

    @rest.post("/Calls/<sid>.json")
    def update_call(sid: str) -> Response:
        with exchange.lock:
            call = _find(exchange, sid)
            refuse_unknown(request.form, PLAYED_UPDATE, frozenset({"TimeLimit"}))
            _update(exchange, call, request.form)
            return jsonify(body_of(call))


def _create(exchange: Exchange, form: Form) -> Call:
    refuse_unknown(form, PLAYED, UNPLAYED)
    to, from_, url, twiml = (form.get(name, "") for name in ("To", "From", "Url", "Twiml"))
    if not to:
        raise bad_request(NO_TO, "No 'To' number is specified")
    if not from_:
        raise bad_request(NO_FROM, "No 'From' number is specified")
    if not (E164.fullmatch(to) or to.startswith(("sip:", "client:"))):
        raise bad_request(INVALID_TO, f"Invalid 'To' Phone Number: {to}")
    if from_ not in exchange.numbers:
        raise bad_request(FROM_NOT_OURS, f"The source phone number provided, {from_}, is not yet verified")
    _check_document(url, twiml)
    target, subscription = _target(form, url), _subscription(form)
    timeout, time_limit = _seconds(form, "Timeout", 60, MAX_RINGING), _seconds(form, "TimeLimit", 14400, 14400)
    call = exchange.lines.new_outbound(from_, to)
    call.number_sid = exchange.numbers[from_].sid
    call.target = target
    call.inline_twiml = twiml
    call.subscription = subscription
    call.timeout = timeout
    call.time_limit = time_limit
    exchange.lines.create(call)
    return call


def _update(exchange: Exchange, call: Call, form: Form) -> None:
    status, url, twiml = (form.get(name, "") for name in ("Status", "Url", "Twiml"))
    if form.get("StatusCallback"):
        call.subscription = _subscription(form)
    if status:
        _end(exchange, call, status)
    elif url or twiml:
        _check_document(url, twiml)
        if not call.is_answered:
            raise bad_request(WRONG_STATE, "Call is not in-progress. Cannot redirect.")
        call.target = _target(form, url)
        goto = Goto(url, method(form, "Method")) if url else None
        exchange.lines.redirect(call, goto, twiml)


def _end(exchange: Exchange, call: Call, status: str) -> None:
    """`canceled` only before an answer, and not on a leg of a <Dial>; `completed` always."""
    if status not in {"completed", "canceled"}:
        raise bad_request(UNKNOWN_PARAMETERS, f"Status {status} is not completed or canceled")
    has_begun = call.is_answered or call.parent_sid is not None
    if not call.is_live or (status == "canceled" and has_begun):
        raise bad_request(WRONG_STATE, f"Call is {call.status}. Cannot be {status}.")
    exchange.lines.end(call, "completed" if call.is_answered else "canceled")


def _find(exchange: Exchange, sid: str) -> Call:
    call = exchange.lines.calls.get(sid)
    if call is None:
        raise RestError(404, 20404, f"The requested resource {request.path} was not found")
    return call


def _check_document(url: str, twiml: str) -> None:
    if len(twiml) > MAX_INLINE_TWIML:
        raise bad_request(TWIML_TOO_LONG, f"Twiml has {len(twiml)} characters; at most {MAX_INLINE_TWIML}")
    if not twiml and urlsplit(url).scheme not in {"http", "https"}:
        raise bad_request(INVALID_URL, f"Url is not a valid URL: {url}")


def _target(form: Form, url: str) -> Target:
    return Target(url, method(form, "Method"), form.get("FallbackUrl", ""), method(form, "FallbackMethod"))


def _subscription(form: Form) -> Subscription | None:
    if not form.get("StatusCallback"):
        return None
    events = frozenset(form.getlist("StatusCallbackEvent")) or frozenset({"completed"})
    if not events <= EVENTS:
        raise bad_request(UNKNOWN_PARAMETERS, f"StatusCallbackEvent {' '.join(sorted(events - EVENTS))}")
    return Subscription(form["StatusCallback"], method(form, "StatusCallbackMethod"), events)


def _seconds(form: Form, name: str, default: int, highest: int) -> timedelta:
    value = form.get(name, str(default))
    if not (value.isascii() and value.isdigit() and 0 < int(value) <= highest):
        raise bad_request(INVALID_TIMEOUT, f"{name} {value} is not a number of seconds up to {highest}")
    return timedelta(seconds=int(value))


def _is_listed(exchange: Exchange, call: Call) -> bool:
    """A call has no start time while it is queued, so a list by start time does not show it."""
    filters = {"To": call.to, "From": call.from_, "Status": call.status, "ParentCallSid": call.parent_sid}
    return (
        exchange.now() - call.created_at >= exchange.faults.list_lag
        and all(request.args.get(name) in {None, "", value} for name, value in filters.items())
        and is_within_days(call.started_at, "StartTime")
        and is_within_days(call.ended_at, "EndTime")
    )


def body_of(call: Call) -> Body:
    uri = f"/{API_VERSION}/Accounts/{call.account_sid}/Calls/{call.sid}"
    parts = (
        "Notifications Recordings Payments Events Siprec Streams Transcriptions "
        "UserDefinedMessageSubscriptions UserDefinedMessages"
    )
    return {
        "sid": call.sid,
        "account_sid": call.account_sid,
        "api_version": API_VERSION,
        "parent_call_sid": call.parent_sid,
        "phone_number_sid": call.number_sid,
        "from": call.from_,
        "from_formatted": call.from_,
        "to": call.to,
        "to_formatted": call.to,
        "direction": call.direction,
        "status": call.status,
        "date_created": rfc2822(call.created_at),
        "date_updated": rfc2822(call.updated_at or call.created_at),
        "start_time": rfc2822(call.started_at),
        "end_time": rfc2822(call.ended_at),
        "duration": str(round(call.duration().total_seconds())) if call.status in FINAL else None,
        "forwarded_from": call.forwarded_from or None,
        "answered_by": None,
        "caller_name": None,
        "group_sid": None,
        "trunk_sid": None,
        "price": None,
        "price_unit": "USD",
        "queue_time": "0",
        "uri": f"{uri}.json",
        "subresource_uris": {_snake(part): f"{uri}/{part}.json" for part in parts.split()},
    }


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")
