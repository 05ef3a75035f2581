"""Recordings of a live leg by REST: begin, pause, resume, stop, and the same list, fetch and delete as of any other.

Source: Twilio's Call Recording resource. `Twilio.CURRENT` names the one that is under way; of two nobody can say which.
"""

from collections.abc import Collection

from flask import Blueprint, Response, jsonify, request
from werkzeug.datastructures import MultiDict

from carrier.calls import API_VERSION, Call, Subscription
from carrier.exchange import Exchange
from carrier.kinds import names
from carrier.recordings import Recording
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

CURRENT = "Twilio.CURRENT"
WRONG_STATE = 21220
SOURCE = "StartCallRecordingAPI"

PLAYED = names(
    "RecordingStatusCallback RecordingStatusCallbackEvent RecordingStatusCallbackMethod RecordingChannels "
    "RecordingTrack Trim"
)
UNPLAYED = names("RecordingConfigurationId")
PLAYED_UPDATE = names("Status PauseBehavior")
EVENTS = names("in-progress completed absent")
CHANNELS = {"mono": 1, "dual": 2}

Form = MultiDict[str, str]


def add_call_recordings(rest: Blueprint, exchange: Exchange) -> None:
    @rest.post("/Calls/<call_sid>/Recordings.json")
    def begin_recording(call_sid: str) -> tuple[Response, int]:
        with exchange.lock:
            return jsonify(body_of(_begin(exchange, _call(exchange, call_sid), request.form))), 201

    @rest.post("/Calls/<call_sid>/Recordings/<sid>.json")
    def update_recording(call_sid: str, sid: str) -> Response:
        with exchange.lock:
            recording = _find(exchange, call_sid, sid)
            refuse_unknown(request.form, PLAYED_UPDATE, frozenset())
            _update(exchange, recording, request.form)
            return jsonify(body_of(recording))

    @rest.get("/Calls/<call_sid>/Recordings.json")
    def list_recordings_of_call(call_sid: str) -> Response:
        with exchange.lock:
            its = exchange.recordings.of_leg(_call(exchange, call_sid).sid)
            shown = [one for one in its if is_within_days(one.began_at, "DateCreated")]
            return page_of("recordings", shown, body_of)

    @rest.get("/Calls/<call_sid>/Recordings/<sid>.json")
    def fetch_recording_of_call(call_sid: str, sid: str) -> Response:
        with exchange.lock:
            return jsonify(body_of(_find(exchange, call_sid, sid)))

    @rest.delete("/Calls/<call_sid>/Recordings/<sid>.json")
    def delete_recording_of_call(call_sid: str, sid: str) -> tuple[str, int]:
        with exchange.lock:
            delete(exchange, _find(exchange, call_sid, sid))
        return "", 204


def delete(exchange: Exchange, recording: Recording) -> None:
    """Nothing of it is left, for anybody; not while it is still being made."""
    if recording.is_under_way:
        raise bad_request(WRONG_STATE, f"Recording is {recording.status}. Cannot be deleted.")
    exchange.recordings.delete(recording)


def _begin(exchange: Exchange, call: Call, form: Form) -> Recording:
    refuse_unknown(form, PLAYED, UNPLAYED)
    channels = _one_of(form, "RecordingChannels", "mono", CHANNELS)
    track = _one_of(form, "RecordingTrack", "both", names("inbound outbound both"))
    if _one_of(form, "Trim", "do-not-trim", names("trim-silence do-not-trim")) == "trim-silence":
        raise bad_request(UNKNOWN_PARAMETERS, "Trim trim-silence is not played yet by this carrier")
    subscription = _subscription(form)
    if not call.is_answered:
        raise bad_request(WRONG_STATE, "Requested resource is not eligible for recording")
    recordings = exchange.recordings
    return recordings.begin(call, subscription, source=SOURCE, channels=CHANNELS[channels], track=track)


def _update(exchange: Exchange, recording: Recording, form: Form) -> None:
    if not form.get("Status"):
        raise bad_request(UNKNOWN_PARAMETERS, "Status is missing")
    status = _one_of(form, "Status", "", names("in-progress paused stopped"))
    behavior = _one_of(form, "PauseBehavior", "silence", names("skip silence"))
    if not recording.is_under_way:
        raise bad_request(WRONG_STATE, f"Recording is {recording.status}. Cannot be {status}.")
    match status:
        case "paused":
            exchange.recordings.pause(recording, behavior)
        case "in-progress":
            exchange.recordings.resume(recording)
        case "stopped":
            exchange.recordings.stop(recording)


def _subscription(form: Form) -> Subscription | None:
    """Several events stand in one value with spaces between (Twilio's page), or each in one of its own (the SDK)."""
    if not form.get("RecordingStatusCallback"):
        return None
    events = frozenset(" ".join(form.getlist("RecordingStatusCallbackEvent")).split()) or frozenset({"completed"})
    if not events <= EVENTS:
        raise bad_request(UNKNOWN_PARAMETERS, f"RecordingStatusCallbackEvent {' '.join(sorted(events - EVENTS))}")
    return Subscription(form["RecordingStatusCallback"], method(form, "RecordingStatusCallbackMethod"), events)


def _one_of(form: Form, name: str, default: str, allowed: Collection[str]) -> str:
    value = form.get(name) or default
    if value not in allowed:
        raise bad_request(UNKNOWN_PARAMETERS, f"{name} {value} is not known")
    return value


def _call(exchange: Exchange, sid: str) -> Call:
    call = exchange.lines.calls.get(sid)
    if call is None:
        raise _not_found()
    return call


def _find(exchange: Exchange, call_sid: str, sid: str) -> Recording:
    its = exchange.recordings.of_leg(_call(exchange, call_sid).sid)
    if sid == CURRENT:
        under_way = [one for one in its if one.is_under_way]
        if len(under_way) != 1:
            raise _not_found()
        return under_way[0]
    found = [one for one in its if one.sid == sid]
    if not found:
        raise _not_found()
    return found[0]


def _not_found() -> RestError:
    return RestError(404, 20404, f"The requested resource {request.path} was not found")


def body_of(recording: Recording) -> Body:
    uri = f"/{API_VERSION}/Accounts/{recording.account_sid}/Calls/{recording.call_sid}/Recordings/{recording.sid}"
    return {
        "account_sid": recording.account_sid,
        "api_version": API_VERSION,
        "call_sid": recording.call_sid,
        "conference_sid": None,
        "channels": recording.channels,
        "date_created": rfc2822(recording.began_at),
        "date_updated": rfc2822(recording.updated_at or recording.began_at),
        "start_time": rfc2822(recording.began_at),
        "price": None,
        "price_unit": "USD",
        "duration": None if recording.seconds is None else str(recording.seconds),
        "sid": recording.sid,
        "source": recording.source,
        "status": recording.status,
        "error_code": None,
        "encryption_details": None,
        "track": recording.track,
        "uri": f"{uri}.json",
    }
