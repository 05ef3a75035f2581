"""The oracle: what must be true of any history, whatever happened in it (the invariants I1 to I6 of the design, and
I7 of what is recorded).

One function for all: journeys on a virtual clock, histories at random, real processes that are killed. It is shown a
`History` and says everything that is wrong with it, each by the invariant that it breaks; it changes nothing.
"""

import zlib
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import combinations, pairwise
from typing import Any
from xml.etree import ElementTree

import redis

from carrier.events import Bridged, Complained, Hears, Requested, Said, TextSent
from carrier.record import Conversation, Leg
from flows.phrases import LANGUAGES
from routing.agents import Activity
from routing.board import GHOST_AFTER
from routing.promises import AT_RISK
from routing.records import EPOCH
from routing.skills import CallSid
from tests.history import History
from voice_app import numbers
from voice_app.ledger.attempt import Attempt
from voice_app.ledger.promise import Promise
from voice_app.limits import LONGEST_CALL
from voice_app.terms import Terms

A_SECOND = timedelta(seconds=1)
A_MOMENT = timedelta(seconds=10)
A_MINUTE = timedelta(minutes=1)
TO_ACT = timedelta(hours=1)
"""How long before a promise is broken a supervisor must have known."""
TO_NOTICE = timedelta(seconds=150)
"""How long the end of a talk may go unnoticed where its hook is lost (`workers.reconcile`)."""
TO_BRING_BACK = timedelta(minutes=4)
"""How long somebody on the line may be taken for gone (`workers.ghosts`)."""
TO_FIND_OUT = timedelta(minutes=10)
"""How long a request whose answer was lost may stay in doubt."""
TO_PRESUME = timedelta(minutes=20)
"""How long a talk may stay without an outcome."""
LONGEST_ANSWER = timedelta(seconds=3)
OWED = ("open", "attempting")
GIVEN = ("given", "given_back", "hurried", "window_chosen", "undone")
"""After these somebody else may be the one who calls."""
PROMISED = tuple(
    sentence.partition("{")[0]
    for phrases in LANGUAGES.values()
    for key, sentence in phrases.items()
    if key in ("promised", "promised_window", "promised_approval", "apology_promised")
)
"""How every sentence begins that tells a caller of a promise."""

Complaints = Iterator[str]
Law = Callable[[History], Complaints]


class Broken(AssertionError):
    """What is wrong with a history. `invariants`: which of them do not hold."""

    def __init__(self, found: list[tuple[str, str]]) -> None:
        super().__init__("\n".join(f"{invariant}: {what}" for invariant, what in found))
        self.invariants = {invariant for invariant, _ in found}


def examine(history: History) -> None:
    """Raise `Broken` with all that is wrong."""
    found = [(invariant, what) for invariant, laws in INVARIANTS.items() for law in laws for what in law(history)]
    if found:
        raise Broken(found)


# ── I1: what was spoken is owed, and nothing is broken in silence ───────────────────────────────────────────────────


def what_was_spoken_is_written(history: History) -> Complaints:
    """Whoever heard "agreed" is owed a callback, or was: by that call, or at the phone that it came from."""
    legs = {leg.sid: leg for leg in history.legs}
    for event in history.record:
        if not isinstance(event, Said) or not event.text.startswith(PROMISED):
            continue
        leg = legs[event.call_sid]
        its = [one for one in history.promises if one.call_sid == leg.sid or one.phone == leg.from_]
        if not any(one.made_at <= event.at + history.latency for one in its):
            yield f"{event.text!r} was spoken in {leg.sid}, and nothing is written"
    written = {promise.id for promise in history.promises}
    for promise in history.acknowledged:
        if promise not in written:
            yield f"{promise} was acknowledged, and is not written"


def what_is_late_is_marked(history: History) -> Complaints:
    for promise in history.promises:
        late_at = max(promise.due_by, _owed_from(history, promise))
        is_late = promise.state in OWED and history.had_time(late_at, history.now, A_MINUTE)
        told = history.events(promise.id).count("broken")
        if is_late and promise.broken_at is None:
            yield f"{promise.id} is {promise.state} and late since {promise.due_by}, and not marked"
        if promise.broken_at is not None and promise.broken_at < promise.due_by:
            yield f"{promise.id} was marked as broken before it was due"
        if promise.broken_at is not None and told != 1:
            yield f"{promise.id} is broken, and its timeline tells that {told} times"


def a_supervisor_knows_in_time(history: History) -> Complaints:
    """An hour before a promise is due it is kept, or before a supervisor: nothing in that hour is a surprise."""
    for promise in history.promises:
        last_call_at = promise.due_by - TO_ACT
        at_risk_at = max(_owed_from(history, promise), promise.effective_due_by - AT_RISK)
        was_owed = min(_owed_until(history, promise), history.now) > last_call_at
        if not was_owed or not history.had_time(at_risk_at, last_call_at, A_MINUTE):
            continue
        if promise.escalated_at is None or promise.escalated_at > last_call_at:
            yield f"{promise.id}, due by {promise.due_by}, was before a supervisor at {promise.escalated_at}"
        elif "escalated" not in history.events(promise.id):
            yield f"{promise.id} was escalated, and its timeline does not tell"


def what_is_kept_was_talked_about(history: History) -> Complaints:
    for promise in history.promises:
        if promise.kept_how in ("spoke", "presumed"):
            talks = history.talks_of(history.dialled_for(promise.id))
        elif promise.kept_how == "called_back":
            talks = history.talks_of(
                leg
                for leg in history.legs
                if leg.direction == "inbound" and (leg.from_ == promise.phone or leg.sid == promise.call_sid)
            )
        else:
            continue
        if not any(talk.began_at <= _closed_at(promise) + history.latency for talk in talks):
            yield f"{promise.id} is kept ({promise.kept_how}), and nobody talked to anybody"


def who_was_heard_is_owed_nothing(history: History) -> Complaints:
    """Who talked to an agent about it need not be called back: in the call that made the promise, or from its phone."""
    people = set(history.reach.values())
    for talk in history.conversations:
        parties = [history.leg(sid) for sid in (talk.parent_sid, talk.other_sid)]
        inbound = next((leg for leg in parties if leg.direction == "inbound"), None)
        if inbound is None or not any(leg.to in people for leg in parties):
            continue
        for promise in _heard_in(history, inbound):
            was_owed = promise.made_at <= talk.began_at and _owed_until(history, promise) > talk.began_at
            until_at = promise.closed_at or history.now
            since_at, patience = talk.began_at, TO_NOTICE
            if history.was_away(inbound.created_at):  # nobody knows the call before the carrier's list shows its end
                since_at, patience = inbound.ended_at or history.now, TO_FIND_OUT
            if was_owed and history.had_time(since_at, until_at, patience):
                yield f"{promise.id} was talked about in {inbound.sid} from {talk.began_at} on, and is still owed"


def what_is_taken_back_is_owed_again_and_was_not_told(history: History) -> Complaints:
    """An act of a supervisor's that was undone: of a promise that was withdrawn, or of a text that waited."""
    promises = {promise.id: promise for promise in history.promises}
    for one in history.written.acted:
        if one.undone_at is None:
            continue
        promise = promises[one.promise_id]
        if promise.closed_at is not None and promise.closed_at < one.undone_at:
            yield f"{one.act_id} was undone, and {promise.id} is still {promise.state} since {promise.closed_at}"
        if one.told_at is not None:
            yield f"{one.act_id} was undone, and {promise.id} was told of it at {one.told_at}"


def _heard_in(history: History, inbound: Leg) -> list[Promise]:
    """What is kept by a talk in this call: its own promise; without one, that of its phone, about the same. What an
    agent promised in this very call is for later."""
    call = history.written.calls.get(CallSid(inbound.sid))
    standing = [
        promise
        for promise in history.promises
        if promise.state != "withdrawn" and inbound.sid not in history.written.promised_in.get(promise.id, ())
    ]
    its_own = [promise for promise in standing if promise.call_sid == inbound.sid]
    if its_own or call is None:
        return its_own
    return [
        promise
        for promise in standing
        if promise.phone == inbound.from_
        and not promise.shared
        and (promise.need == call.need or promise.need is None or call.need is None)
    ]


def nothing_in_flight_is_forgotten(history: History) -> Complaints:
    """An attempt ends: in doubt for minutes at most, without a leg for a moment, without an outcome for a while."""
    for promise in history.promises:
        in_flight = [attempt for attempt in history.attempts(promise.id) if attempt.state != "ended"]
        if promise.state == "attempting" and not in_flight and history.latency < history.now - promise.made_at:
            yield f"{promise.id} is being attempted by nothing"
        for attempt in in_flight:
            since_at, patience = _patience(history, attempt)
            if history.had_time(since_at, history.now, patience):
                yield f"{attempt.id} for {promise.id} is {attempt.state} since {since_at}"


def _patience(history: History, attempt: Attempt) -> tuple[datetime, timedelta]:
    legs = history.agent_legs.get(attempt.id, ())
    if any(leg.ended_at is None for leg in legs):
        return history.now, A_MOMENT
    ended_at = max((leg.ended_at for leg in legs if leg.ended_at is not None), default=attempt.started_at)
    if attempt.state in ("intent", "unknown"):
        return max(ended_at, attempt.started_at), TO_FIND_OUT
    return ended_at, TO_PRESUME if attempt.customer_answered_at else TO_NOTICE


# ── I2: one call, one conversation, and none too many ───────────────────────────────────────────────────────────────


def a_promise_has_one_attempt_at_a_time(history: History) -> Complaints:
    for promise in history.promises:
        in_flight = [attempt.id for attempt in history.attempts(promise.id) if attempt.state != "ended"]
        if len(in_flight) > 1:
            yield f"{promise.id} is attempted at once by {', '.join(in_flight)}"


def a_promise_has_one_live_call_at_a_time(history: History) -> Complaints:
    for promise in history.promises:
        for who, legs in (("agent", history.rung_for(promise.id)), ("customer", history.dialled_for(promise.id))):
            for leg, following in pairwise(sorted(legs, key=lambda leg: leg.created_at)):
                if leg.ended_at is None or leg.ended_at > following.created_at + history.latency:
                    yield f"{promise.id} has two live {who}'s legs at {following.created_at}"


def an_attempt_dials_and_talks_once(history: History) -> Complaints:
    for attempt, legs in history.customer_legs.items():
        if len(legs) > 1:
            yield f"{attempt} dialled its customer {len(legs)} times"
        dialled = {leg.sid for leg in legs}  # who was sent on dials the next agent, as any caller does
        if len([talk for talk in history.talks_of(legs) if talk.other_sid in dialled and not talk.room]) > 1:
            yield f"{attempt} led to two conversations"


def nobody_is_rung_for_what_is_closed(history: History) -> Complaints:
    """No new leg; and a phone that rings when the promise is closed stops."""
    for promise in history.promises:
        if promise.closed_at is None:
            continue
        for leg in (*history.rung_for(promise.id), *history.dialled_for(promise.id)):
            if leg.created_at > promise.closed_at + history.latency:
                yield f"{promise.id} is {promise.state} since {promise.closed_at}, and {leg.to} was rung for it"
        for attempt in history.attempts(promise.id):
            if attempt.dialled or attempt.leg_sid is None:
                continue
            for leg in history.agent_legs.get(attempt.id, ()):
                over_at = leg.ended_at or history.now
                if over_at > promise.closed_at and history.had_time(promise.closed_at, over_at, A_MOMENT):
                    yield f"{promise.id} is {promise.state}, and an agent's phone went on for it until {over_at}"


def nobody_calls_before_the_agent_who_promised(history: History) -> Complaints:
    """As long as that agent is on the roster, and the promise is not in danger."""
    for promise in history.promises:
        maker, until_at = promise.preferred_agent, promise.preferred_until
        given_at = history.last_told(promise.id, *GIVEN) or promise.made_at
        if promise.talk is None or maker is None or until_at is None or maker not in history.reach:
            continue
        for attempt in history.attempts(promise.id):
            if attempt.agent_id != maker and given_at <= attempt.started_at < until_at:
                yield f"{promise.id} is kept for {maker} until {until_at}, and {attempt.agent_id} had it before"


# ── I3: nobody is rung or texted outside policy ─────────────────────────────────────────────────────────────────────


def only_whom_we_owe_is_rung(history: History) -> Complaints:
    """Our own people, the fallback number, and customers at the number of their promise."""
    dialled = {leg.sid for legs in history.customer_legs.values() for leg in legs}
    ours = {*history.reach.values()}
    for leg in history.legs:
        fallback = {terms.line.fallback_number for terms in history.terms_at(leg.created_at)}
        if leg.direction != "inbound" and leg.sid not in dialled and leg.to not in {*ours, *fallback}:
            yield f"{leg.to} was rung, for no promise"


def numbers_are_rung_within_policy(history: History) -> Complaints:
    for promise in history.promises:
        for leg in history.dialled_for(promise.id):
            if not _is_allowed(history, leg.to, promise, leg.created_at):
                yield f"{leg.to} was rung for {promise.id}, outside policy"
    sender = history.terms.line.text.sender
    for event in history.record:
        if isinstance(event, TextSent) and event.from_ == sender and event.to not in history.reach.values():
            its = [promise for promise in history.promises if promise.phone == event.to]
            if not any(_is_allowed(history, event.to, promise, event.at) for promise in (*its, None)):
                yield f"{event.to} was sent {event.body!r}, outside policy"


def _is_allowed(history: History, phone: str, promise: Promise | None, at: datetime) -> bool:
    if any(
        numbers.judge(numbers.Phone(phone), terms.line.policy).decision == "callable" for terms in history.terms_at(at)
    ):
        return True
    return promise is not None and promise.approved_at is not None and promise.approved_at <= at + history.latency


def nobody_is_rung_at_a_bad_hour(history: History) -> Complaints:
    """A decent hour where the phone may be, and somebody on duty."""
    for promise in history.promises:
        for leg in history.dialled_for(promise.id):
            if not any(_is_decent(terms, leg, promise) for terms in history.terms_at(leg.created_at)):
                yield f"{leg.to} was rung for {promise.id} at {leg.created_at}"


def _is_decent(terms: Terms, leg: Leg, promise: Promise) -> bool:
    calling = terms.calling(numbers.Phone(leg.to), promise.need, leg.created_at)
    return any(calling.spans(leg.created_at, leg.created_at + timedelta(seconds=1)))


def nobody_is_rung_too_often(history: History) -> Complaints:
    most = history.terms.line.callback.attempts
    for promise in history.promises:
        rung = [leg for leg in history.dialled_for(promise.id) if leg.status != "failed"]
        if len(rung) > most:
            yield f"{promise.id} was dialled {len(rung)} times, and {most} are agreed"


def nobody_is_shown_an_agents_number(history: History) -> Complaints:
    """Every leg that we make shows the line's number, every text leaves from its sender, and no agent's number stands
    in what anybody else is told, by voice or by text."""
    number, sender = history.terms.line.number, history.terms.line.text.sender
    own = {reach for reach in history.reach.values() if reach.startswith("+")}
    for leg in history.legs:
        if leg.direction != "inbound" and leg.from_ != number:
            yield f"{leg.to} was rung by {leg.from_}, and not by {number}"
    parties = {leg.sid: {leg.from_, leg.to} for leg in history.legs}
    for event in history.record:
        if isinstance(event, TextSent) and event.to not in (number, sender):
            if event.from_ != sender:
                yield f"{event.to} was texted by {event.from_}, and not by {sender}"
            if event.to not in own and _names(event.body, own):
                yield f"{event.to} was texted an agent's number: {event.body!r}"
        if isinstance(event, Said) and not parties[event.call_sid] & own and _names(event.text, own):
            yield f"an agent's number was said in {event.call_sid}: {event.text!r}"


def _names(text: str, phones: Collection[str]) -> bool:
    """Is one of these numbers in it, national or not, however it is spelt?"""
    digits = "".join(character for character in text if character.isdecimal())
    return any(phone[-9:] in digits for phone in phones)


def one_call_a_second_is_asked_for(history: History) -> Complaints:
    """More than that wait in the carrier's own queue, where they can no longer be put in order."""
    ours = sorted((leg for leg in history.legs if leg.direction == "outbound-api"), key=lambda leg: leg.created_at)
    for leg, following in pairwise(ours):
        board_was_lost = any(
            span.start_at <= following.created_at and leg.created_at <= span.end_at for span in history.away
        )
        if following.created_at - leg.created_at < A_SECOND - history.latency and not board_was_lost:
            yield f"{leg.sid} and {following.sid} were asked for within a second, at {following.created_at}"


# ── I4: nobody is stuck ─────────────────────────────────────────────────────────────────────────────────────────────


def no_agent_is_stuck(history: History) -> Complaints:
    if history.board is None:
        return
    for agent, on_board in history.board.agents(history.reach).items():
        held = history.board.reservation(on_board.reservation) if on_board.reservation else None
        activity = on_board.agent.activity
        if held is None or activity not in (Activity.RESERVED, Activity.TALKING):
            continue
        legs = [*history.legs_at(history.reach[agent]), *_of_work(history, held.work.id)]
        if any(leg.ended_at is None for leg in legs):
            continue
        last_at = max((leg.ended_at for leg in legs if leg.ended_at is not None), default=on_board.agent.since)
        free_at = held.expires_at if activity is Activity.RESERVED else max(last_at, on_board.agent.since)
        if history.had_time(free_at, history.now, A_MOMENT if activity is Activity.RESERVED else TO_NOTICE):
            yield f"{agent} is {activity} for {held.work.kind} {held.work.id} without a leg since {free_at}"


def _of_work(history: History, work: str) -> list[Leg]:
    return [leg for leg in history.legs if leg.sid == work]


def no_caller_is_stuck(history: History) -> Complaints:
    if history.board is None:
        return
    legs = {leg.sid: leg for leg in history.legs}
    for waiting in history.board.waiting(1000):
        ended_at = legs[waiting.call.sid].ended_at
        if ended_at is not None and history.had_time(ended_at, history.now, GHOST_AFTER + A_MOMENT):
            yield f"{waiting.call.sid} waits, and has hung up at {ended_at}"


def no_caller_is_kept_in_vain(history: History) -> Complaints:
    """A call that is kept for one agent is looked at again and again, lest that agent be gone."""
    if history.board is None:
        return
    keys = Keys(history.board._client, history.board._name)
    for sid, score in keys.scores("wishes"):
        look_at = EPOCH + timedelta(microseconds=score)
        if history.had_time(look_at, history.now, A_MOMENT):
            wish = keys.hash(f"call:{sid}").get("wish")
            yield f"{sid} is kept for {wish}, and nobody has looked since {look_at} whether it still is to be"


def nobody_on_the_line_is_taken_for_gone(history: History) -> Complaints:
    """Who is there, and over for us, hears music for ever: no queue takes such a caller in."""
    talked = {sid for talk in history.conversations for sid in (talk.parent_sid, talk.other_sid)}
    ours = set(history.reach.values())
    for leg in history.legs:
        call = history.written.calls.get(CallSid(leg.sid))
        if leg.direction != "inbound" or leg.sid in talked or leg.from_ in ours or call is None:
            continue
        until_at = leg.ended_at or history.now
        if call.ended_at is not None and history.had_time(call.ended_at, until_at, TO_BRING_BACK):
            yield f"{leg.sid} is over for us since {call.ended_at}, and was on the line until {until_at}"


def nobody_holds_for_nobody(history: History) -> Complaints:
    """While a caller holds, one of the two who have a word about the call is on the phone; or the caller goes on."""
    for leg in history.legs:
        for from_at, until_at, talk in history.holds(leg):
            there = [history.leg(sid) for sid in history.who_consults(talk)]
            gone_at = max((one.ended_at or history.now for one in there), default=from_at)
            if history.had_time(gone_at, until_at, TO_NOTICE):
                yield f"{leg.sid} holds since {from_at}, and everybody has hung up at {gone_at}"


def no_room_has_a_third(history: History) -> Complaints:
    """Two are in a room: the agent and the colleague, or one of them and the caller. And supervisors who may be."""
    may = set(history.listenings)
    talks = [talk for talk in history.conversations if talk.room and not may & {talk.parent_sid, talk.other_sid}]
    for talk, other in combinations(talks, 2):
        if talk.room == other.room and len({talk.parent_sid, talk.other_sid, other.parent_sid, other.other_sid}) > 2:
            began_at, ends = max(talk.began_at, other.began_at), [one.ended_at or history.now for one in (talk, other)]
            if began_at < min(ends):
                yield f"three legs were in {talk.room} at {began_at}"


def nobody_is_left_in_a_room(history: History) -> Complaints:
    """Alone in silence: for a while while the other comes, and as long as a caller holds; but not for ever."""
    for sid, name, from_at, until_at in history.in_rooms:
        others = [(start, end) for other, at, start, end in history.in_rooms if at == name and other != sid]
        held = [(start, end) for leg in history.legs for start, end, talk in history.holds(leg) if talk == name]
        alone_at = from_at
        for start, end in sorted([*others, *held, (until_at, until_at)]):
            if history.had_time(alone_at, min(start, until_at), TO_NOTICE):
                yield f"{sid} is alone in {name} from {alone_at} to {min(start, until_at)}"
            alone_at = max(alone_at, end)


def nobody_listens_unnoticed(history: History) -> Complaints:
    """A supervisor hears a caller who was told before an agent was; is heard as was asked for; and the agent is
    told."""
    for event in history.record:
        if not isinstance(event, Bridged | Hears):
            continue
        pair = (event.call_sid, event.other_sid)
        for supervisor, other in (pair, pair[::-1]):
            listening = history.listenings.get(supervisor)
            if listening is None or other in history.listenings:
                continue
            asked = {mode for at, mode in history.modes_asked(listening.id) if at <= event.at}
            is_heard = isinstance(event, Bridged) or event.other_sid == supervisor
            if other == listening.call_sid and not _was_told(history, other, event.at):
                yield f"{supervisor} hears {other}, who was told nothing, at {event.at}"
            if is_heard and not asked & ({"join"} if other == listening.call_sid else {"whisper", "join"}):
                yield f"{supervisor} is heard by {other} at {event.at}, and asked for {asked}"
    for sid, listening in history.listenings.items():
        joined = (event for event in history.record if isinstance(event, Bridged | Hears))
        heard = [event.at for event in joined if sid in (event.call_sid, event.other_sid)]
        until_at = listening.ended_at or history.now
        if heard and listening.announced_at is None and history.had_time(min(heard), until_at, A_MINUTE):
            yield f"{listening.supervisor} listens to {listening.agent}, who was not told"


def _was_told(history: History, sid: str, at: datetime) -> bool:
    notice = history.notice(sid)
    return notice is not None and any(
        isinstance(said, Said) and said.call_sid == sid and said.text == notice.words and said.at + said.lasts <= at
        for said in history.record
    )


def nobody_listens_to_nothing(history: History) -> Complaints:
    """A supervisor's phone is on the line as long as the listening goes on, and no longer."""
    for sid, listening in history.listenings.items():
        leg = history.leg(sid)
        if (
            leg.ended_at is None
            and listening.ended_at
            and history.had_time(listening.ended_at, history.now, TO_BRING_BACK)
        ):
            yield f"{sid} is on the line, and its listening ended at {listening.ended_at}"
        if listening.ended_at is None and leg.ended_at and history.had_time(leg.ended_at, history.now, TO_NOTICE):
            yield f"{listening.id} goes on, and its leg ended at {leg.ended_at}"


# ── I5: every request is answered, and every call's end is written ──────────────────────────────────────────────────


def every_request_is_answered(history: History) -> Complaints:
    for event in history.record:
        if isinstance(event, Complained) and not history.was_away(event.at):
            yield f"the carrier complains of {event.code}: {event.detail}"
        if not isinstance(event, Requested) or event.purpose == "media" or history.was_away(event.at):
            continue
        what = f"{event.purpose} {event.url.partition('?')[0]} at {event.at}"
        if event.took > LONGEST_ANSWER:
            yield f"{what} took {event.took}"
        if event.purpose == "status":
            if event.status != 204:
                yield f"{what} was answered with {event.status}"
        elif event.status != 200 or not _is_twiml(event.body):
            yield f"{what} was answered with {event.status} {event.body[:80]!r}"


def _is_twiml(body: str) -> bool:
    try:
        return ElementTree.fromstring(body).tag == "Response"  # noqa: S314 - our own words, not a stranger's
    except ElementTree.ParseError:
        return False


def every_end_is_written(history: History) -> Complaints:
    """At once where the carrier told us; where that was lost, when no call can last that long."""
    told = {
        event.call_sid: event.at
        for event in history.record
        if isinstance(event, Requested)
        and event.purpose == "status"
        and event.params.get("CallStatus") in ("completed", "busy", "no-answer", "failed", "canceled")
        and event.status == 204
    }
    for leg in history.legs:
        if leg.direction != "inbound" or leg.ended_at is None or history.was_away(leg.created_at):
            continue
        told_at = told.get(leg.sid)
        if told_at is not None and not history.was_away(told_at):
            is_due = history.now >= told_at + history.latency
        else:
            is_due = history.had_time(leg.created_at + LONGEST_CALL, history.now, 2 * A_MINUTE)
        call = history.written.calls.get(CallSid(leg.sid))
        if is_due and (call is None or call.outcome is None or call.ended_at is None):
            yield f"{leg.sid} has ended at {leg.ended_at}, and nobody knows how"


# ── I6: nothing is left over ────────────────────────────────────────────────────────────────────────────────────────


OWNERS = (("agent", "reservation"), ("reservation", "agent"), ("call", "reservation"))
"""Records of the board that name another one, which must be there."""
INDEXES = {
    "waiting": "call",
    "seen": "call",
    "wishes": "call",
    "expiries": "reservation",
    "talks": "reservation",
    "lapses": "agent",
}


def every_record_of_the_board_has_an_owner(history: History) -> Complaints:
    if history.board is None:
        return
    keys = Keys(history.board._client, history.board._name)
    for kind, owner in OWNERS:
        for key in keys.of(kind):
            named = keys.hash(f"{kind}:{key}").get(owner)
            if named and not keys.hash(f"{owner}:{named}"):
                yield f"{kind} {key} names the {owner} {named}, which is not there"
    for key in keys.of("reservation"):
        agent = keys.hash(f"reservation:{key}").get("agent", "")
        if keys.hash(f"agent:{agent}").get("reservation") != key:
            yield f"reservation {key} holds {agent}, who knows nothing of it"
    for key in keys.of("promise"):
        if not keys.hash(f"reservation:{keys.text(f'promise:{key}')}"):
            yield f"promise {key} is held by a reservation that is not there"


def every_index_of_the_board_is_true(history: History) -> Complaints:
    if history.board is None:
        return
    keys = Keys(history.board._client, history.board._name)
    for index, kind in INDEXES.items():
        for member in keys.members(index):
            if not keys.hash(f"{kind}:{member}"):
                yield f"{kind} {member} is among the {index}, and is not there"
    for agent in keys.members("lapses"):
        lapses = keys.hash(f"agent:{agent}")
        if lapses.get("activity") != Activity.WRAPPING_UP and not lapses.get("rests_until"):
            yield f"agent {agent} is to come free, and neither rests nor wraps up"
    for kind in keys.set("kinds"):
        if not keys.members(f"kind:{kind}"):
            yield f"{kind} is among the kinds, and no call of it waits"


def every_call_that_waits_can_be_found(history: History) -> Complaints:
    if history.board is None:
        return
    keys = Keys(history.board._client, history.board._name)
    for sid in keys.of("call"):
        call = keys.hash(f"call:{sid}")
        if call.get("state") != "waiting":
            continue
        kind = f"{call.get('queue')}{call.get('barred')}{call.get('wish')}"
        for index in ("waiting", "seen", f"queue:{call.get('queue')}", f"kind:{kind}"):
            if sid not in keys.members(index):
                yield f"call {sid} waits, and is not among the {index}"


AS_IT_LIES = """
local found = {}
for _, key in ipairs(redis.call('KEYS', ARGV[1] .. '*')) do
    local kind, held = redis.call('TYPE', key).ok, {}
    if kind == 'string' then
        held = {redis.call('GET', key)}
    elseif kind == 'hash' then
        held = redis.call('HGETALL', key)
    elseif kind == 'set' then
        held = redis.call('SMEMBERS', key)
    elseif kind == 'zset' then
        held = redis.call('ZRANGE', key, 0, -1, 'WITHSCORES')
    end
    table.insert(found, {string.sub(key, #ARGV[1] + 1), held})
end
return found
"""
"""All of a board in one script: each move is one too, and where people still move, whoever reads key after key sees the
half of a move and takes it for a record that nobody knows of."""


class Keys:
    """The board's own keys, as they lay at one instant."""

    def __init__(self, client: redis.Redis, name: str) -> None:
        self._held: dict[str, list[str]] = dict(client.eval(AS_IT_LIES, 0, name))

    def of(self, kind: str) -> list[str]:
        return [key.removeprefix(f"{kind}:") for key in self._held if key.startswith(f"{kind}:")]

    def hash(self, key: str) -> dict[str, str]:
        return dict(self._pairs(key))

    def text(self, key: str) -> str:
        return next(iter(self._held.get(key, ())), "")

    def members(self, key: str) -> list[str]:
        return [member for member, _ in self._pairs(key)]

    def scores(self, key: str) -> list[tuple[str, float]]:
        return [(member, float(score)) for member, score in self._pairs(key)]

    def set(self, key: str) -> set[str]:
        return set(self._held.get(key, ()))

    def _pairs(self, key: str) -> list[tuple[str, str]]:
        held = self._held.get(key, [])
        return list(zip(held[::2], held[1::2], strict=True))


READS = {
    "string": lambda pipe, key: pipe.get(key),
    "hash": lambda pipe, key: pipe.hgetall(key),
    "list": lambda pipe, key: pipe.lrange(key, 0, -1),
    "set": lambda pipe, key: pipe.smembers(key),
    "zset": lambda pipe, key: pipe.zrange(key, 0, -1),
    "stream": lambda pipe, key: pipe.xrange(key),
}


def everything(client: redis.Redis) -> str:
    """As values, not as Redis would copy them: there long ones are packed, and what is in them is not found. What RQ
    itself has packed is unpacked."""
    pool = client.connection_pool
    as_bytes = pool.connection_kwargs | {"decode_responses": False}
    with (
        redis.Redis.from_pool(redis.ConnectionPool(pool.connection_class, **as_bytes)) as raw,
        raw.pipeline(transaction=False) as pipe,
    ):
        keys = list(raw.scan_iter("*", count=1000))
        for key in keys:
            pipe.type(key)
        kinds = pipe.execute()
        for key, kind in zip(keys, kinds, strict=True):
            if kind != b"none":  # it has lapsed since
                READS[kind.decode()](pipe, key)
        return " ".join(map(_as_text, (*keys, *pipe.execute())))


def _as_text(value: Any) -> str:
    if isinstance(value, bytes):
        with suppress(zlib.error):
            value = zlib.decompress(value)
        return value.decode(errors="replace")
    if isinstance(value, dict):
        value = [*value.keys(), *value.values()]
    return " ".join(map(_as_text, value)) if isinstance(value, list | tuple | set) else str(value)


def the_board_knows_nobody(history: History) -> Complaints:
    """No phone number lies in Redis, in any of its keys."""
    if history.board is None:
        return
    kept = everything(history.board._client)
    phones = {address for leg in history.legs for address in (leg.from_, leg.to)}
    for phone in phones:
        digits = phone.lstrip("+")
        if len(digits) >= 8 and digits.isdecimal() and digits[2:] in kept:
            yield f"{phone} lies in Redis"


# ── I7: nobody is recorded who did not agree to it, nor longer than that ────────────────────────────────────────────


def nobody_is_recorded_who_did_not_agree(history: History) -> Complaints:
    """A yes to an agent stands written before a talk is recorded, and the notice before a message."""
    for taken in history.taken:
        if taken.source == "RecordVerb":
            told_at = history.announced.get(taken.call_sid)
            if told_at is None or told_at > taken.began_at + history.latency:
                yield f"{taken.sid} was recorded on {taken.call_sid}, and nobody was told"
            continue
        its = [yes for yes in history.agreed if yes.call_sid == taken.call_sid]
        if not any(yes.agreed_at <= taken.began_at + history.latency for yes in its):
            yield f"{taken.sid} was recorded on {taken.call_sid} from {taken.began_at} on, and nobody had agreed"


def a_recording_ends_with_the_talk(history: History) -> Complaints:
    """Nothing is on it of what the same caller says to somebody else, nor of a caller who talks to nobody."""
    for taken in history.taken:
        if taken.source == "RecordVerb":
            continue
        asked_by = {history.reach[yes.agent_id] for yes in history.agreed if yes.call_sid == taken.call_sid}
        leg = history.leg(taken.call_sid)
        for from_at, to_at in taken.stretches:
            until_at = to_at or leg.ended_at or history.now
            for talk in history.talks_of([leg]):
                began_at, ended_at = max(talk.began_at, from_at), min(talk.ended_at or history.now, until_at)
                if _is_with(history, talk, leg, asked_by) or any(
                    _is_with(history, other, leg, asked_by)
                    and other.began_at <= began_at <= (other.ended_at or until_at)
                    for other in history.talks_of([leg])
                ):
                    continue  # whoever asked is there too
                if history.had_time(began_at, ended_at, A_SECOND * 2):
                    yield f"{taken.sid} goes on at {began_at}, with somebody who has not asked"
            last_at = max((talk.ended_at or history.now for talk in history.talks_of([leg])), default=from_at)
            if history.had_time(max(last_at, from_at), until_at, TO_NOTICE):
                yield f"{taken.sid} goes on until {until_at}, and the talk was over at {last_at}"


def _is_with(history: History, talk: Conversation, leg: Leg, people: set[str]) -> bool:
    others = [history.leg(sid) for sid in (talk.parent_sid, talk.other_sid) if sid != leg.sid]
    return any({one.to, one.from_} & people for one in others)


def what_the_carrier_recorded_is_known(history: History) -> Complaints:
    """By its name, or deleted: what nobody knows of, nobody deletes."""
    known = {yes.sid: yes for yes in history.agreed}
    for taken in history.taken:
        if taken.source == "RecordVerb" or taken.deleted_at is not None:
            continue
        yes = known.get(taken.sid)
        over_at = taken.ended_at or history.now
        if yes is None and history.had_time(over_at, history.now, TO_FIND_OUT):
            yield f"{taken.sid} lies at the carrier, and the ledger does not know it"
        if yes is not None and yes.known == "gone":
            yield f"{taken.sid} is gone by the ledger, and the carrier still has it"
        if yes is not None and yes.wanted == "gone" and history.had_time(over_at, history.now, TO_FIND_OUT):
            yield f"{taken.sid} is to be deleted since {over_at}, and the carrier still has it"


INVARIANTS: Mapping[str, tuple[Law, ...]] = {
    "I1": (
        what_was_spoken_is_written,
        what_is_late_is_marked,
        a_supervisor_knows_in_time,
        what_is_kept_was_talked_about,
        who_was_heard_is_owed_nothing,
        what_is_taken_back_is_owed_again_and_was_not_told,
        nothing_in_flight_is_forgotten,
    ),
    "I2": (
        a_promise_has_one_attempt_at_a_time,
        a_promise_has_one_live_call_at_a_time,
        an_attempt_dials_and_talks_once,
        nobody_is_rung_for_what_is_closed,
        nobody_calls_before_the_agent_who_promised,
    ),
    "I3": (
        only_whom_we_owe_is_rung,
        numbers_are_rung_within_policy,
        nobody_is_rung_at_a_bad_hour,
        nobody_is_rung_too_often,
        nobody_is_shown_an_agents_number,
        one_call_a_second_is_asked_for,
    ),
    "I4": (
        no_agent_is_stuck,
        no_caller_is_stuck,
        no_caller_is_kept_in_vain,
        nobody_on_the_line_is_taken_for_gone,
        nobody_holds_for_nobody,
        no_room_has_a_third,
        nobody_is_left_in_a_room,
        nobody_listens_unnoticed,
        nobody_listens_to_nothing,
    ),
    "I5": (every_request_is_answered, every_end_is_written),
    "I6": (
        every_record_of_the_board_has_an_owner,
        every_index_of_the_board_is_true,
        every_call_that_waits_can_be_found,
        the_board_knows_nobody,
    ),
    "I7": (
        nobody_is_recorded_who_did_not_agree,
        a_recording_ends_with_the_talk,
        what_the_carrier_recorded_is_known,
    ),
}
"""Each invariant, and the laws that it consists of."""


def _closed_at(promise: Promise) -> datetime:
    assert promise.closed_at is not None
    return promise.closed_at


def _owed_from(history: History, promise: Promise) -> datetime:
    """Since when the person waits: since the promise, or since it was owed again."""
    return max(promise.made_at, history.last_told(promise.id, "undone") or promise.made_at)


def _owed_until(history: History, promise: Promise) -> datetime:
    """Until when the person waited: to be spoken with, to be let go, or still."""
    return promise.kept_at or promise.closed_at or history.now
