"""Conferences by REST: list, fetch, end; their participants: list, fetch, mute, hold, coach, announce to, remove.

Sources: Twilio's Conference and Participant resources, and the errors 16027 and 16028. Adding a participant, and what a
conference is announced as a whole, are not played; a hold needs a `HoldUrl`, because Twilio's own music is not here.
"""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

from flask import Blueprint, Response, jsonify, request
from werkzeug.datastructures import MultiDict

from carrier.calls import API_VERSION
from carrier.exchange import Exchange
from carrier.kinds import names
from carrier.rest.answers import (
    UNKNOWN_PARAMETERS,
    Body,
    RestError,
    bad_request,
    is_within_days,
    page_of,
    refuse_unknown,
    rfc2822,
)
from carrier.room import Room, Seat
from carrier.signals import Goto, RoomEnded

INVALID_URL = 21205
IS_ON_HOLD = 16027
IS_NOT_THERE = 16028

PLAYED = names("Muted Hold HoldUrl HoldMethod AnnounceUrl AnnounceMethod Coaching CallSidToCoach EndConferenceOnExit")
UNPLAYED = names("WaitUrl WaitMethod BeepOnExit")

Form = MultiDict[str, str]


def add_conferences(rest: Blueprint, exchange: Exchange) -> None:
    @rest.get("/Conferences.json")
    def list_conferences() -> Response:
        with exchange.lock:
            newest_first = reversed(exchange.conferences.values())
            return page_of("conferences", [room for room in newest_first if _is_listed(room)], body_of)

    @rest.get("/Conferences/<sid>.json")
    def fetch_conference(sid: str) -> Response:
        with exchange.lock:
            return jsonify(body_of(_room(exchange, sid)))

    @rest.post("/Conferences/<sid>.json")
    def end_conference(sid: str) -> Response:
        with exchange.lock:
            room = _room(exchange, sid)
            refuse_unknown(request.form, names("Status"), names("AnnounceUrl AnnounceMethod"))
            if request.form.get("Status") != "completed":
                raise bad_request(UNKNOWN_PARAMETERS, "Status is not completed")
            if room.seats:
                room.end(room.seats[0].call)
            return jsonify(body_of(room))

    @rest.get("/Conferences/<sid>/Participants.json")
    def list_participants(sid: str) -> Response:
        with exchange.lock:
            room = _room(exchange, sid)
            return page_of("participants", [seat for seat in room.seats if _is_wanted(seat)], _shower(room))

    @rest.get("/Conferences/<sid>/Participants/<leg>.json")
    def fetch_participant(sid: str, leg: str) -> Response:
        with exchange.lock:
            room = _room(exchange, sid)
            return jsonify(_shower(room)(_seat(room, leg)))

    @rest.post("/Conferences/<sid>/Participants/<leg>.json")
    def update_participant(sid: str, leg: str) -> Response:
        with exchange.lock:
            room = _room(exchange, sid)
            seat = _seat(room, leg)
            refuse_unknown(request.form, PLAYED, UNPLAYED)
            _update(room, seat, request.form)
            seat.updated_at = exchange.now()
            return jsonify(_shower(room)(seat))

    @rest.delete("/Conferences/<sid>/Participants/<leg>.json")
    def remove_participant(sid: str, leg: str) -> tuple[str, int]:
        """The leg goes on to the action of its <Dial>."""
        with exchange.lock:
            room = _room(exchange, sid)
            seat = _seat(room, leg)
            room.leave(seat.call, "participant_kicked")
            seat.player.post(RoomEnded())
        return "", 204


def _update(room: Room, seat: Seat, form: Form) -> None:
    """All is checked before anything is done."""
    hold, announcement = _hold(form), _music(form, "AnnounceUrl", "AnnounceMethod", "POST")
    coached = _coached(room, form)
    if "EndConferenceOnExit" in form:
        seat.ends = _flag(form, "EndConferenceOnExit")
    if coached is not None:
        room.coach(seat, coached)
    if "Muted" in form:
        room.mute(seat, on=_flag(form, "Muted"))
    if "Hold" in form:
        room.put_on_hold(seat, hold)
    if announcement is not None:
        room.announce(seat, announcement)


def _coached(room: Room, form: Form) -> str | None:
    """Which leg alone is to hear this one; "": nobody any more; None: as it is."""
    if "Coaching" not in form and "CallSidToCoach" not in form:
        return None
    leg = form.get("CallSidToCoach", "")
    if not _flag(form, "Coaching", default=bool(leg)):
        return ""
    if not leg:
        raise bad_request(UNKNOWN_PARAMETERS, "Coaching without CallSidToCoach")
    coached = room.seat_of(leg)
    if coached is None:
        raise bad_request(IS_NOT_THERE, "Participant to be whispered is not present in the conference")
    if coached.is_held:
        raise bad_request(IS_ON_HOLD, "Participant to be whispered is on hold")
    return coached.call.sid


def _hold(form: Form) -> Goto | None:
    music = _music(form, "HoldUrl", "HoldMethod", "GET")
    if not _flag(form, "Hold"):
        return None
    if music is None:
        raise bad_request(UNKNOWN_PARAMETERS, "Hold without HoldUrl is not played yet by this carrier")
    return music


def _music(form: Form, url: str, method: str, default: str) -> Goto | None:
    address = form.get(url, "")
    if not address:
        return None
    if urlsplit(address).scheme not in {"http", "https"}:
        raise bad_request(INVALID_URL, f"{url} is not a valid URL: {address}")
    how = form.get(method, default)
    if how not in {"GET", "POST"}:
        raise bad_request(UNKNOWN_PARAMETERS, f"{method} {how} is not GET or POST")
    return Goto(address, how)


def _flag(form: Form, name: str, *, default: bool = False) -> bool:
    """Twilio takes any other word for false; a misspelt one is found here instead of by a caller."""
    word = form.get(name, "true" if default else "false").lower()
    if word not in {"true", "false"}:
        raise bad_request(UNKNOWN_PARAMETERS, f"{name} {word} is not true or false")
    return word == "true"


def _room(exchange: Exchange, sid: str) -> Room:
    room = exchange.conferences.get(sid)
    if room is None:
        raise _not_found()
    return room


def _seat(room: Room, leg: str) -> Seat:
    seat = room.seat_of(leg)
    if seat is None:
        raise _not_found()
    return seat


def _not_found() -> RestError:
    return RestError(404, 20404, f"The requested resource {request.path} was not found")


def _is_listed(room: Room) -> bool:
    filters = {"FriendlyName": room.name, "Status": room.status}
    return (
        all(request.args.get(name) in {None, "", value} for name, value in filters.items())
        and is_within_days(room.created_at, "DateCreated")
        and is_within_days(_updated_at(room), "DateUpdated")
    )


def _is_wanted(seat: Seat) -> bool:
    filters = {"Muted": seat.is_muted, "Hold": seat.is_held, "Coaching": bool(seat.coaches)}
    return all(request.args.get(name) in {None, "", str(value).lower()} for name, value in filters.items())


def _updated_at(room: Room) -> datetime:
    return room.ended_at or room.created_at


def body_of(room: Room) -> Body:
    uri = f"/{API_VERSION}/Accounts/{room.exchange.account_sid}/Conferences/{room.sid}"
    return {
        "sid": room.sid,
        "account_sid": room.exchange.account_sid,
        "api_version": API_VERSION,
        "friendly_name": room.name,
        "status": room.status,
        "region": "ie1",
        "date_created": rfc2822(room.created_at),
        "date_updated": rfc2822(_updated_at(room)),
        "reason_conference_ended": None,
        "call_sid_ending_conference": room.ended_by or None,
        "uri": f"{uri}.json",
        "subresource_uris": {"participants": f"{uri}/Participants.json", "recordings": f"{uri}/Recordings.json"},
    }


def _shower(room: Room) -> Callable[[Seat], Body]:
    def show(seat: Seat) -> Body:
        uri = f"/{API_VERSION}/Accounts/{room.exchange.account_sid}/Conferences/{room.sid}/Participants"
        return {
            "account_sid": room.exchange.account_sid,
            "call_sid": seat.call.sid,
            "conference_sid": room.sid,
            "label": seat.label or None,
            "muted": seat.is_muted,
            "hold": seat.is_held,
            "coaching": bool(seat.coaches),
            "call_sid_to_coach": seat.coaches or None,
            "start_conference_on_enter": seat.starts,
            "end_conference_on_exit": seat.ends,
            "status": "connected",
            "queue_time": None,
            "date_created": rfc2822(seat.joined_at),
            "date_updated": rfc2822(seat.updated_at),
            "uri": f"{uri}/{seat.call.sid}.json",
        }

    return show
