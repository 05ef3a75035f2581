"""Recordings by REST: list, fetch, hear, delete; of a live leg: `call_recordings`.

Source: Twilio's Recording resource. Media is WAV only, and asks for the same Basic auth as the rest.
"""

from flask import Blueprint, Response, jsonify, request

from carrier.calls import API_VERSION
from carrier.exchange import Exchange
from carrier.recordings import Recording
from carrier.rest.answers import Body, RestError, is_within_days, page_of, rfc2822
from carrier.rest.call_recordings import delete


def add_recordings(rest: Blueprint, exchange: Exchange) -> None:
    @rest.get("/Recordings.json")
    def list_recordings() -> Response:
        return show_list(request.args.get("CallSid", ""))

    @rest.get("/Recordings/<sid>.json")
    def fetch_recording(sid: str) -> Response:
        with exchange.lock:
            return jsonify(body_of(_find(exchange, sid)))

    @rest.get("/Recordings/<sid>.wav")
    @rest.get("/Recordings/<sid>")
    def hear_recording(sid: str) -> Response:
        """There is nothing to hear until the recording has been processed, nor of an empty one."""
        with exchange.lock:
            recording = _find(exchange, sid)
            if recording.status != "completed":
                raise _not_found()
        return Response(recording.wav(), content_type="audio/x-wav")

    @rest.delete("/Recordings/<sid>.json")
    def delete_recording(sid: str) -> tuple[str, int]:
        with exchange.lock:
            delete(exchange, _find(exchange, sid))
        return "", 204

    def show_list(call_sid: str) -> Response:
        with exchange.lock:
            newest_first = reversed(exchange.recordings.by_sid.values())
            return page_of("recordings", [one for one in newest_first if _is_listed(one, call_sid)], body_of)


def _find(exchange: Exchange, sid: str) -> Recording:
    recording = exchange.recordings.by_sid.get(sid)
    if recording is None:
        raise _not_found()
    return recording


def _not_found() -> RestError:
    return RestError(404, 20404, f"The requested resource {request.path} was not found")


def _is_listed(recording: Recording, call_sid: str) -> bool:
    return call_sid in {"", recording.call_sid} and is_within_days(recording.began_at, "DateCreated")


def body_of(recording: Recording) -> Body:
    uri = f"/{API_VERSION}/Accounts/{recording.account_sid}/Recordings/{recording.sid}"
    return {
        "sid": recording.sid,
        "account_sid": recording.account_sid,
        "api_version": API_VERSION,
        "call_sid": recording.call_sid,
        "conference_sid": None,
        "channels": recording.channels,
        "date_created": rfc2822(recording.began_at),
        "date_updated": rfc2822(recording.updated_at or recording.began_at),
        "start_time": rfc2822(recording.began_at),
        "duration": "-1" if recording.seconds is None else str(recording.seconds),
        "source": recording.source,
        "status": recording.status,
        "error_code": None,
        "encryption_details": None,
        "price": None,
        "price_unit": "USD",
        "media_url": recording.url,
        "uri": f"{uri}.json",
        "subresource_uris": {
            "add_on_results": f"{uri}/AddOnResults.json",
            "transcriptions": f"{uri}/Transcriptions.json",
        },
    }
