"""Recordings that a visitor may hear: an agent the own talks, and messages under a promise at hand; a supervisor all.

The sound comes through us, never from an address of the carrier's, and that somebody listened stands on its record. Who
may not hear one is not told that there is one. Deliberately asks the carrier for nothing else: a worker deletes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Final

import structlog
from flask import Response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection
from werkzeug.exceptions import BadGateway, NotFound, RequestedRangeNotSatisfiable

from routing.skills import PromiseId
from voice_app.desk import desk_of
from voice_app.ledger import AttemptId, attempts, calls, messages, promises, talk_recordings
from voice_app.ledger.messages import Message
from voice_app.ledger.talk_recordings import GoneBecause, TalkRecording
from voice_app.pages.page import Page, Visit, Who
from voice_app.sound import hearing, recording
from voice_app.sound import recordings as sound
from voice_app.sound.recordings import NotHeard, Sound

WAV: Final = "audio/x-wav"
AT_A_TIME: Final = 50

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Row:
    """One that can be heard. `name`: in addresses; nobody can guess it. `agent`: who talked; None: it is a message.
    `phone`: of the other; None: not shown, or erased."""

    name: str
    at: datetime
    seconds: int | None
    agent: str | None
    phone: str | None


def show(visit: Visit) -> ResponseReturnValue:
    """The newest of those that this visitor may hear."""
    sees_all = visit.who >= Who.SUPERVISOR
    with visit.house.ledger.read() as ledger:
        talks = talk_recordings.last(ledger, AT_A_TIME, None if sees_all else visit.me)
        left = messages.last(ledger, AT_A_TIME) if sees_all else ()
        rows = [*(_talk(ledger, visit, one) for one in talks), *(_message(ledger, one) for one in left)]
    newest = sorted(rows, key=lambda row: row.at, reverse=True)[:AT_A_TIME]
    return render_template("recordings.html", visit=visit, rows=newest)


def _talk(ledger: Connection, visit: Visit, one: TalkRecording) -> Row:
    name = visit.house.roster[one.agent_id].name
    tried = attempts.get(ledger, AttemptId(one.talk)) if one.is_callback else None
    if tried is not None:
        return Row(one.id, one.agreed_at, one.seconds, name, _phone_of(ledger, tried.promise_id))
    call = calls.get(ledger, one.call_sid)
    return Row(one.id, one.agreed_at, one.seconds, name, call.phone if call else None)


def _message(ledger: Connection, one: Message) -> Row:
    return Row(one.sid, one.at, one.seconds, None, _phone_of(ledger, one.promise_id))


def _phone_of(ledger: Connection, promise: PromiseId) -> str | None:
    owed = promises.get(ledger, promise)
    return owed.phone if owed else None


def hear(visit: Visit, name: str) -> ResponseReturnValue:
    """The sound, or the part of it that a player asks for."""
    found = _may_hear(visit, name)
    try:
        return _give(hearing.play(visit.house, found, visit.me, visit.now))
    except NotHeard as error:
        log.warning("recording.not_heard", recording=found.sid, error=str(error))
        if error.is_gone:
            raise NotFound from None
        raise BadGateway from None


def _may_hear(visit: Visit, name: str) -> TalkRecording | Message:
    """Raises NotFound, for what is not there and for what is not this visitor's alike."""
    found = hearing.find(visit.house, name)
    if found is None:
        raise NotFound
    if visit.who >= Who.SUPERVISOR or hearing.is_own_talk(visit.me, found):
        return found
    if isinstance(found, Message) and _is_at_hand(visit, found):
        return found
    raise NotFound


def _is_at_hand(visit: Visit, message: Message) -> bool:
    """Is the promise that it was left under on this agent's desk?"""
    desk = desk_of(visit.house, visit.me, visit.now)
    return any(card.context.promise_id == message.promise_id for card in (desk.card, desk.last) if card)


def _give(given: Sound) -> Response:
    if given.length is None:
        return _answer(given.pieces, HTTPStatus.OK)
    asked = request.range
    if asked is None:
        answer = _answer(given.pieces, HTTPStatus.OK)
        answer.content_length = given.length
        answer.headers["Accept-Ranges"] = "bytes"
        return answer
    wanted = asked.range_for_length(given.length)
    if wanted is None:
        raise RequestedRangeNotSatisfiable(given.length)
    first, after = wanted
    answer = _answer(sound.part(given.pieces, first, after), HTTPStatus.PARTIAL_CONTENT)
    answer.content_length = after - first
    answer.headers["Accept-Ranges"] = "bytes"
    answer.headers["Content-Range"] = f"bytes {first}-{after - 1}/{given.length}"
    return answer


def _answer(pieces: Iterator[bytes], status: HTTPStatus) -> Response:
    return Response(pieces, status, mimetype=WAV)


def delete(visit: Visit, name: str) -> ResponseReturnValue:
    """A supervisor deletes; an agent takes back, on the caller's word, the yes to a talk of the own."""
    found = hearing.find(visit.house, name)
    if isinstance(found, TalkRecording) and (visit.who >= Who.SUPERVISOR or found.agent_id == visit.me):
        because: GoneBecause = "withdrawn" if found.agent_id == visit.me else "supervisor"
        recording.delete(visit.house, found, because, visit.me, visit.now)
    elif isinstance(found, Message) and visit.who >= Who.SUPERVISOR:
        with visit.house.ledger.write() as ledger:
            messages.discard(ledger, found, visit.me, visit.now)
    else:
        raise NotFound
    return redirect("/recordings", HTTPStatus.SEE_OTHER)


PAGES = (
    Page("GET", "/recordings", show, Who.AGENT),
    Page("GET", "/recordings/<name>", hear, Who.AGENT),
    Page("POST", "/recordings/<name>/delete", delete, Who.AGENT),
)
