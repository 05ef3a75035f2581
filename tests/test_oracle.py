"""The oracle can fail: for each of its laws, a true history with one thing in it that is not."""

import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import redis
from sqlalchemy import insert, text

from carrier.events import (
    Bridged,
    Complained,
    Event,
    Hears,
    LegCreated,
    Parted,
    RecordingBegan,
    RecordingEnded,
    Requested,
    Said,
    StatusChanged,
    TextSent,
)
from carrier.record import Leg
from routing.agents import Presence
from routing.board import Board
from routing.policy import Choice, choose
from routing.queues import Wish
from routing.skills import AgentId, CallSid, PromiseId, ReservationId
from routing.spans import Span
from tests import oracle
from tests.history import History
from tests.journeys.askings import asks_for_a_callback, is_called_back
from tests.journeys.conftest import MONDAY_NOON
from tests.journeys.lines import line_of
from tests.journeys.world import World
from tests.oracle import INVARIANTS, Broken, Law, examine
from tests.routing.floor import RULES, call, need
from tools.embedded_redis import EmbeddedRedis
from voice_app.ledger import Ledger, tables

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
ABROAD = "+442079460958"


@dataclass
class Story:
    """A true history, open to be falsified."""

    history: History
    board: Board
    client: redis.Redis

    @property
    def now(self) -> datetime:
        return self.history.now

    def promise(self, state: str) -> PromiseId:
        return next(promise.id for promise in self.history.promises if promise.state == state)

    def writes(self, statement: str, **values: Any) -> None:
        """Change the ledger behind everybody's back."""
        with self.history.ledger.write() as ledger:
            ledger.execute(text("PRAGMA ignore_check_constraints = ON"))
            ledger.execute(text(statement), values)

    def tells(self, *events: Event) -> None:
        """Add to the carrier's record."""
        self.history = replace(self.history, record=[*self.history.record, *events])

    def tells_otherwise(self, change: Callable[[Event], Event | None]) -> None:
        """Change each event of the record, or leave it out."""
        self.history = replace(self.history, record=[new for event in self.history.record if (new := change(event))])

    def goes_on(self, until_at: datetime) -> None:
        self.history = replace(self.history, now=until_at)

    def customer_leg(self) -> LegCreated:
        """Of the promise that was kept."""
        sid = self.history.dialled_for(self.promise("kept"))[0].sid
        return next(one for one in self.history.record if isinstance(one, LegCreated) and one.call_sid == sid)

    def agent_legs(self) -> list[LegCreated]:
        sids = [leg.sid for leg in self.history.rung_for(self.promise("kept"))]
        return [one for one in self.history.record if isinstance(one, LegCreated) and one.call_sid in sids]


@pytest.fixture(scope="module")
def told(
    tmp_path_factory: pytest.TempPathFactory, redis_server: EmbeddedRedis
) -> Iterator[tuple[Path, World, dict[str, bytes]]]:
    """One promise is refused and then kept, one withdrawn, one stays open; a call is answered."""
    file = tmp_path_factory.mktemp("story") / "ledger.db"
    ledger = Ledger(f"sqlite:///{file}")
    ledger.migrate()
    with redis.Redis.from_url(redis_server.url, decode_responses=True) as client:
        client.flushall()
        world = World.build(line_of(), ledger, client, MONDAY_NOON)
        kept = asks_for_a_callback(world)
        (anna,) = world.signs_on("anna")
        anna.refuses().rings().was_hung_up()
        is_called_back(world, anna, kept)
        kept.hangs_up()
        anna.hears("Gesproken").presses("1").was_hung_up()
        world.passes("1m")
        first = world.caller("+31622222221", "the first").dials(world.carrier.line).hears("Welkom").presses("1")
        anna.is_talking_to(first)
        first.waits("20s").hangs_up()
        world.signs_off("anna")
        world.passes("1m")
        asks_for_a_callback(world, "+31622222223", "the second")
        world.api("POST", f"/api/promises/{world.promises()[-1].id}/withdraw", reason="solved")
        asks_for_a_callback(world, "+31622222224", "the third")
        world.examine()
    ledger.close()
    with redis.Redis.from_url(redis_server.url) as client:
        yield file, world, {key: client.dump(key) for key in client.scan_iter("*")}


@pytest.fixture
def story(told: tuple[Path, World, dict[str, bytes]], tmp_path: Path, redis_client: redis.Redis) -> Iterator[Story]:
    """A copy of it, to be falsified."""
    file, world, keys = told
    shutil.copy(file, tmp_path / "ledger.db")
    for key, dumped in keys.items():
        redis_client.restore(key, 0, dumped)
    ledger = Ledger(f"sqlite:///{tmp_path / 'ledger.db'}")
    yield Story(replace(world.history(), ledger=ledger), world.house.board, redis_client)
    ledger.close()


# ── falsehoods ──────────────────────────────────────────────────────────────────────────────────────────────────────


def a_promise_is_lost(story: Story) -> None:
    story.writes("UPDATE promises SET phone = NULL, call_sid = NULL WHERE state = 'open'")


def an_acknowledged_promise_is_lost(story: Story) -> None:
    story.history = replace(story.history, acknowledged=[PromiseId("gone")])


def the_deadline_passes_unmarked(story: Story) -> None:
    story.goes_on(MONDAY_NOON + 25 * HOUR)


def it_is_marked_too_early(story: Story) -> None:
    story.writes("UPDATE promises SET broken_at = made_at WHERE state = 'open'")


def nobody_is_warned(story: Story) -> None:
    story.goes_on(MONDAY_NOON + 24 * HOUR)


def somebody_is_warned_too_late(story: Story) -> None:
    due_by = next(promise.due_by for promise in story.history.promises if promise.state == "open")
    story.writes("UPDATE promises SET escalated_at = :at WHERE state = 'open'", at=(due_by - 59 * MINUTE).isoformat())
    story.goes_on(due_by - MINUTE)


def nobody_talked(story: Story) -> None:
    story.tells_otherwise(lambda event: None if isinstance(event, Bridged | Parted) else event)
    story.writes("UPDATE attempts SET customer_answered_at = NULL")


def it_was_kept_by_a_call_that_never_was(story: Story) -> None:
    story.writes("UPDATE promises SET kept_how = 'called_back' WHERE state = 'kept'")


def a_talk_kept_nothing(story: Story) -> None:
    """The first caller, who talked to Anna, had been promised a callback in the same call."""
    talk = next(one for one in story.history.conversations if story.history.leg(one.parent_sid).direction == "inbound")
    story.writes(
        "UPDATE promises SET call_sid = :sid, made_at = :at WHERE state = 'open'",
        sid=talk.parent_sid,
        at=(talk.began_at - MINUTE).isoformat(),
    )
    story.goes_on(story.now + MINUTE)


def an_attempt_hangs(story: Story) -> None:
    story.writes("UPDATE attempts SET state = 'sent', ended_at = NULL WHERE outcome = 'spoke'")
    story.goes_on(story.now + HOUR)


def a_promise_hangs(story: Story) -> None:
    story.writes("UPDATE promises SET state = 'attempting' WHERE state = 'open'")


def two_attempts_run(story: Story) -> None:
    story.writes("DROP INDEX one_active_per_promise")
    story.writes("UPDATE attempts SET state = 'unknown', ended_at = NULL")


def two_agents_ring(story: Story) -> None:
    first, second = story.agent_legs()
    story.tells_otherwise(
        lambda event: (
            replace(event, at=second.at + SECOND)
            if isinstance(event, StatusChanged) and event.call_sid == first.call_sid and event.status == "completed"
            else event
        )
    )


def the_customer_is_dialled_twice(story: Story) -> None:
    story.tells(replace(story.customer_leg(), call_sid="CA-twice"))


def they_talk_twice(story: Story) -> None:
    talk = next(event for event in story.history.record if isinstance(event, Bridged))
    story.tells(replace(talk, at=story.now))


def a_caller_holds_for_nobody(story: Story) -> None:
    asked = next(one for one in story.history.record if isinstance(one, Requested) and one.purpose == "twiml")
    held = '<Response><Gather action="https://line.example/voice/on_hold?i=a-talk-that-never-was"/></Response>'
    story.tells(replace(asked, at=asked.at - HOUR, body=held))


def a_third_is_in_the_room(story: Story) -> None:
    talk = next(event for event in story.history.record if isinstance(event, Bridged))
    legs = (event.call_sid for event in story.history.record if isinstance(event, LegCreated))
    third = next(sid for sid in legs if sid not in (talk.call_sid, talk.other_sid))
    in_a_room = replace(talk, at=story.now - MINUTE, room="CF1")
    story.tells(in_a_room, replace(in_a_room, other_sid=third))


def a_kept_promise_is_dialled(story: Story) -> None:
    story.writes("UPDATE promises SET closed_at = made_at WHERE state = 'kept'")


def a_phone_rings_on(story: Story) -> None:
    first, _ = story.agent_legs()
    story.writes("UPDATE promises SET closed_at = :at WHERE state = 'kept'", at=first.at.isoformat())
    story.tells_otherwise(
        lambda event: (
            replace(event, at=event.at + MINUTE)
            if isinstance(event, StatusChanged) and event.call_sid == first.call_sid and event.status == "completed"
            else event
        )
    )


def a_stranger_is_rung(story: Story) -> None:
    story.tells(replace(story.customer_leg(), call_sid="CA-stray", parent_sid=None))


def an_undone_act_leaves_it_withdrawn(story: Story) -> None:
    _acts(story, undone_at=story.now)


def an_undone_act_was_told(story: Story) -> None:
    _acts(story, undone_at=story.now, told_at=story.now)


def _acts(story: Story, **row: datetime) -> None:
    with story.history.ledger.write() as ledger:
        ledger.execute(insert(tables.acts).values(id="act", kind="withdraw", by="chloe", at=story.now, data={}))
        ledger.execute(insert(tables.acted).values(act_id="act", promise_id=story.promise("withdrawn"), **row))


def a_call_goes_abroad(story: Story) -> None:
    sid = story.customer_leg().call_sid
    story.tells_otherwise(
        lambda event: replace(event, to=ABROAD) if isinstance(event, LegCreated) and event.call_sid == sid else event
    )


def the_customer_is_shown_an_agents_number(story: Story) -> None:
    sid, own = story.customer_leg().call_sid, story.history.reach[AgentId("anna")]
    story.tells_otherwise(
        lambda event: replace(event, from_=own) if isinstance(event, LegCreated) and event.call_sid == sid else event
    )


def an_agents_number_is_texted(story: Story) -> None:
    sender = story.history.terms.line.text.sender
    assert sender is not None
    story.tells(TextSent(story.now, "SM-own", sender, "+31622222223", f"Bel {story.history.reach[AgentId('anna')]}"))


def a_text_goes_abroad(story: Story) -> None:
    sender = story.history.terms.line.text.sender
    assert sender is not None
    story.tells(TextSent(story.now, "SM-abroad", sender, ABROAD, "hallo"))


def the_customer_is_dialled_at_night(story: Story) -> None:
    sid = story.customer_leg().call_sid
    story.tells_otherwise(
        lambda event: (
            replace(event, at=event.at + 15 * HOUR)
            if isinstance(event, LegCreated) and event.call_sid == sid
            else event
        )
    )


def the_customer_is_dialled_too_often(story: Story) -> None:
    leg = story.customer_leg()
    story.tells(*(replace(leg, call_sid=f"CA-{n}") for n in range(3)))


def two_calls_are_asked_for_at_once(story: Story) -> None:
    first, second = story.agent_legs()
    story.tells_otherwise(
        lambda event: replace(event, at=first.at + SECOND / 2) if event is second else event,
    )


def an_agent_is_held(story: Story) -> Choice:
    """For a call that ended long ago."""
    arrived_at, waiting = story.now - HOUR, call(_ended_call(story), need("billing"), arrived_at=story.now - HOUR)
    story.board.join(waiting, arrived_at)
    story.board.set_presence(AgentId("anna"), Presence.READY, arrived_at)
    story.board.wrapped(AgentId("anna"), arrived_at)
    snapshot = story.board.snapshot(waiting.need)
    choice = choose(waiting, snapshot.idle, snapshot.staffing, RULES, arrived_at)
    assert isinstance(choice, Choice)
    story.board.reserve(choice, ReservationId("stuck"), arrived_at + MINUTE, arrived_at)
    return choice


def an_agent_talks_to_nobody(story: Story) -> None:
    an_agent_is_held(story)
    story.board.accept(ReservationId("stuck"), "CA-nobody", story.now - HOUR)


def a_caller_waits_who_has_left(story: Story) -> None:
    story.board.join(call(_ended_call(story), need("billing"), arrived_at=story.now - HOUR), story.now - HOUR)
    story.goes_on(story.now + HOUR)


def a_caller_is_kept_for_nobody(story: Story) -> None:
    story.board.set_presence(AgentId("anna"), Presence.READY, story.now)
    kept = replace(call(_ended_call(story), need("billing")), wish=Wish(AgentId("anna"), "by_name", None))
    story.board.join(kept, story.now - MINUTE)


def a_caller_is_taken_for_gone(story: Story) -> None:
    """The second caller, who talked to nobody, was on the line for five minutes more."""
    leg = next(leg for leg in story.history.legs if leg.direction == "inbound" and leg.from_ == "+31622222223")
    assert leg.ended_at is not None
    gone_at = leg.ended_at - 5 * MINUTE
    story.writes("UPDATE calls SET ended_at = :at WHERE sid = :sid", at=gone_at.isoformat(), sid=leg.sid)


def _ended_call(story: Story) -> CallSid:
    return CallSid(next(leg.sid for leg in story.history.legs if leg.direction == "inbound"))


def answers(**changed: Any) -> Callable[[Story], None]:
    def answer(story: Story) -> None:
        asked = next(one for one in story.history.record if isinstance(one, Requested) and one.purpose == "twiml")
        story.tells(replace(asked, **changed))

    return answer


def a_hook_is_refused(story: Story) -> None:
    told = next(one for one in story.history.record if isinstance(one, Requested) and one.purpose == "status")
    story.tells(replace(told, status=500))


def the_carrier_complains(story: Story) -> None:
    story.tells(Complained(story.now, 12200, "XML validation warning", None))


def a_call_has_no_end(story: Story) -> None:
    story.writes("UPDATE calls SET ended_at = NULL, outcome = NULL")


def a_call_is_unknown(story: Story) -> None:
    story.writes("PRAGMA foreign_keys = OFF")
    story.writes("DELETE FROM calls")


def a_reservation_has_no_agent(story: Story) -> None:
    story.client.hset("{gehoor}:reservation:lost", "agent", "anna")


def an_agent_has_no_reservation(story: Story) -> None:
    story.client.hset("{gehoor}:agent:anna", mapping={"activity": "talking", "reservation": "lost"})


def a_hold_has_no_reservation(story: Story) -> None:
    story.client.set("{gehoor}:promise:lost", "lost")


def a_call_has_no_reservation(story: Story) -> None:
    story.client.hset("{gehoor}:call:CA-lost", mapping={"state": "talking", "reservation": "lost"})


def an_expiry_has_no_reservation(story: Story) -> None:
    story.client.zadd("{gehoor}:expiries", {"lost": 1})


def a_rest_has_no_end(story: Story) -> None:
    """To come free, and not tired."""
    story.client.hset("{gehoor}:agent:anna", mapping={"activity": "idle", "rests_until": ""})
    story.client.zadd("{gehoor}:lapses", {"anna": 1})


def a_call_is_not_watched(story: Story) -> None:
    sid = _ended_call(story)
    story.board.join(call(sid, need("billing"), arrived_at=story.now), story.now)
    story.client.zrem("{gehoor}:seen", sid)


def a_call_is_of_no_kind(story: Story) -> None:
    sid = _ended_call(story)
    story.board.join(call(sid, need("billing"), arrived_at=story.now), story.now)
    story.client.delete("{gehoor}:kind:billing:nl[]", "{gehoor}:kinds")


def a_kind_has_no_call(story: Story) -> None:
    story.client.sadd("{gehoor}:kinds", "billing:nl[]")


def a_number_lies_on_the_board(story: Story) -> None:
    story.client.set("{gehoor}:last_caller", "0031622222222")


def first_leg(story: Story) -> Leg:
    """Of a caller who talked to anna."""
    return next(leg for leg in story.history.legs if leg.from_ == "+31622222221")


def records(source: str = "StartCallRecordingAPI", longer: timedelta = timedelta()) -> Callable[[Story], object]:
    def is_recorded(story: Story) -> None:
        leg = first_leg(story)
        (talk,) = story.history.talks_of([leg])
        assert talk.ended_at is not None
        until_at = talk.ended_at + longer
        story.tells(
            RecordingBegan(talk.began_at, leg.sid, "RE1", source),
            RecordingEnded(until_at, leg.sid, "RE1", until_at - talk.began_at, source),
        )

    return is_recorded


def agrees(story: Story, agent: str = "anna", **more: object) -> None:
    leg = first_leg(story)
    row = {
        "id": "taken",
        "call_sid": leg.sid,
        "talk": "id1",
        "is_callback": False,
        "agent_id": agent,
        "agreed_at": leg.created_at,
        "tongue": "nl",
        "words": "?",
        "words_version": "v1",
        "wanted": "over",
        "known": "ended",
        **more,
    }
    with story.history.ledger.write() as ledger:
        ledger.execute(insert(tables.talk_recordings).values(**row))


def a_message_is_recorded_in_secret(story: Story) -> None:
    records("RecordVerb")(story)


def a_recording_outlasts_its_talk(story: Story) -> None:
    agrees(story, sid="RE1")
    records(longer=10 * MINUTE)(story)


def another_agent_s_talk_is_recorded(story: Story) -> None:
    agrees(story, agent="bram", sid="RE1")
    records(longer=MINUTE)(story)


def a_recording_is_forgotten(story: Story) -> None:
    agrees(story, known="failed")
    records()(story)
    story.goes_on(story.now + HOUR)


def a_recording_is_gone_on_paper_only(story: Story) -> None:
    agrees(story, sid="RE1", wanted="gone", known="gone")
    records()(story)


def a_recording_is_never_deleted(story: Story) -> None:
    agrees(story, sid="RE1", wanted="gone")
    records()(story)
    story.goes_on(story.now + HOUR)


def enters(story: Story, sid: str, at: datetime) -> None:
    """This leg is told to go into the room of a talk that is not there."""
    body = '<Response><Dial action="/"><Conference>a-talk</Conference></Dial></Response>'
    asked = Requested(at, "twiml", sid, "POST", "https://line.example/voice/held?i=a-talk", {}, 200, body, SECOND, None)
    story.tells(asked)


def somebody_is_left_alone(story: Story) -> None:
    leg = first_leg(story)
    story.tells_otherwise(
        lambda event: None if isinstance(event, StatusChanged) and event.call_sid == leg.sid else event
    )
    enters(story, leg.sid, leg.created_at + SECOND)


def listens(story: Story, mode: str = "listen", **more: object) -> tuple[str, Leg]:
    """Chloë's leg, at the first caller's talk."""
    leg = first_leg(story)
    row = {
        "id": "heard",
        "talk": "a-talk",
        "call_sid": leg.sid,
        "agent": "anna",
        "supervisor": "chloe",
        "mode": mode,
        "asked_at": leg.created_at,
        "leg": "CA-chloe",
        "was_ready": False,
        **more,
    }
    with story.history.ledger.write() as ledger:
        ledger.execute(insert(tables.listenings).values(**row))
        done = {"listening": "heard", "event": "asked", "mode": mode, "at": leg.created_at}
        ledger.execute(insert(tables.listening_events).values(**done))
    story.tells(
        LegCreated(leg.created_at, "CA-chloe", story.history.terms.line.number, "client:chloe", "outbound-api", None)
    )
    return "CA-chloe", leg


def a_supervisor_listens_in_secret(story: Story) -> None:
    chloe, caller = listens(story)
    story.tells(Hears(caller.created_at + MINUTE, chloe, caller.sid, "CF1"))


def a_supervisor_speaks_who_only_listens(story: Story) -> None:
    chloe, caller = listens(story, "whisper")
    row = {"call_sid": caller.sid, "ring": "a-talk", "tongue": "nl", "words": "?", "begun_at": caller.created_at}
    with story.history.ledger.write() as ledger:
        ledger.execute(insert(tables.notices).values(**row, heard_at=caller.created_at))
    story.tells(Said(caller.created_at, caller.sid, "?", "nl-NL", SECOND))
    story.tells(Bridged(caller.created_at + MINUTE, chloe, caller.sid, "CF1"))


def an_agent_is_not_told(story: Story) -> None:
    chloe, caller = listens(story)
    story.tells(Hears(caller.created_at, chloe, "CA-anna", "CF1"))


def a_supervisor_listens_to_nothing(story: Story) -> None:
    chloe, _ = listens(story)
    story.tells(StatusChanged(story.now, chloe, "completed"))
    story.goes_on(story.now + HOUR)


def a_supervisor_is_left_on_the_line(story: Story) -> None:
    listens(story, ended_at=story.now)
    story.goes_on(story.now + HOUR)


def a_promise_is_kept_for_another_agent(story: Story) -> None:
    story.writes(
        "UPDATE promises SET talk = 'a talk', preferred_agent = 'bram', preferred_until = due_by WHERE state = 'kept'"
    )


FALSEHOODS: list[tuple[Law, Callable[[Story], object]]] = [
    (oracle.what_was_spoken_is_written, a_promise_is_lost),
    (oracle.what_was_spoken_is_written, an_acknowledged_promise_is_lost),
    (oracle.what_is_late_is_marked, the_deadline_passes_unmarked),
    (oracle.what_is_late_is_marked, it_is_marked_too_early),
    (oracle.a_supervisor_knows_in_time, nobody_is_warned),
    (oracle.a_supervisor_knows_in_time, somebody_is_warned_too_late),
    (oracle.what_is_kept_was_talked_about, nobody_talked),
    (oracle.what_is_kept_was_talked_about, it_was_kept_by_a_call_that_never_was),
    (oracle.who_was_heard_is_owed_nothing, a_talk_kept_nothing),
    (oracle.nothing_in_flight_is_forgotten, an_attempt_hangs),
    (oracle.nothing_in_flight_is_forgotten, a_promise_hangs),
    (oracle.a_promise_has_one_attempt_at_a_time, two_attempts_run),
    (oracle.a_promise_has_one_live_call_at_a_time, two_agents_ring),
    (oracle.an_attempt_dials_and_talks_once, the_customer_is_dialled_twice),
    (oracle.an_attempt_dials_and_talks_once, they_talk_twice),
    (oracle.nobody_is_rung_for_what_is_closed, a_kept_promise_is_dialled),
    (oracle.nobody_is_rung_for_what_is_closed, a_phone_rings_on),
    (oracle.nobody_calls_before_the_agent_who_promised, a_promise_is_kept_for_another_agent),
    (oracle.only_whom_we_owe_is_rung, a_stranger_is_rung),
    (oracle.numbers_are_rung_within_policy, a_call_goes_abroad),
    (oracle.numbers_are_rung_within_policy, a_text_goes_abroad),
    (oracle.nobody_is_rung_at_a_bad_hour, the_customer_is_dialled_at_night),
    (oracle.nobody_is_rung_too_often, the_customer_is_dialled_too_often),
    (oracle.nobody_is_shown_an_agents_number, the_customer_is_shown_an_agents_number),
    (oracle.nobody_is_shown_an_agents_number, an_agents_number_is_texted),
    (oracle.one_call_a_second_is_asked_for, two_calls_are_asked_for_at_once),
    (oracle.no_agent_is_stuck, an_agent_is_held),
    (oracle.no_agent_is_stuck, an_agent_talks_to_nobody),
    (oracle.no_caller_is_stuck, a_caller_waits_who_has_left),
    (oracle.no_caller_is_kept_in_vain, a_caller_is_kept_for_nobody),
    (oracle.nobody_on_the_line_is_taken_for_gone, a_caller_is_taken_for_gone),
    (oracle.nobody_holds_for_nobody, a_caller_holds_for_nobody),
    (oracle.no_room_has_a_third, a_third_is_in_the_room),
    (oracle.nobody_is_left_in_a_room, somebody_is_left_alone),
    (oracle.nobody_listens_unnoticed, a_supervisor_listens_in_secret),
    (oracle.nobody_listens_unnoticed, a_supervisor_speaks_who_only_listens),
    (oracle.nobody_listens_unnoticed, an_agent_is_not_told),
    (oracle.nobody_listens_to_nothing, a_supervisor_listens_to_nothing),
    (oracle.nobody_listens_to_nothing, a_supervisor_is_left_on_the_line),
    (oracle.what_is_taken_back_is_owed_again_and_was_not_told, an_undone_act_leaves_it_withdrawn),
    (oracle.what_is_taken_back_is_owed_again_and_was_not_told, an_undone_act_was_told),
    (oracle.every_request_is_answered, answers(status=500)),
    (oracle.every_request_is_answered, answers(status=None)),
    (oracle.every_request_is_answered, answers(body="<Response>")),
    (oracle.every_request_is_answered, answers(took=4 * SECOND)),
    (oracle.every_request_is_answered, a_hook_is_refused),
    (oracle.every_request_is_answered, the_carrier_complains),
    (oracle.every_end_is_written, a_call_has_no_end),
    (oracle.every_end_is_written, a_call_is_unknown),
    (oracle.every_record_of_the_board_has_an_owner, a_reservation_has_no_agent),
    (oracle.every_record_of_the_board_has_an_owner, an_agent_has_no_reservation),
    (oracle.every_record_of_the_board_has_an_owner, a_hold_has_no_reservation),
    (oracle.every_record_of_the_board_has_an_owner, a_call_has_no_reservation),
    (oracle.every_index_of_the_board_is_true, an_expiry_has_no_reservation),
    (oracle.every_index_of_the_board_is_true, a_rest_has_no_end),
    (oracle.every_call_that_waits_can_be_found, a_call_is_not_watched),
    (oracle.every_call_that_waits_can_be_found, a_call_is_of_no_kind),
    (oracle.every_index_of_the_board_is_true, a_kind_has_no_call),
    (oracle.the_board_knows_nobody, a_number_lies_on_the_board),
    (oracle.nobody_is_recorded_who_did_not_agree, records()),
    (oracle.nobody_is_recorded_who_did_not_agree, a_message_is_recorded_in_secret),
    (oracle.a_recording_ends_with_the_talk, a_recording_outlasts_its_talk),
    (oracle.a_recording_ends_with_the_talk, another_agent_s_talk_is_recorded),
    (oracle.what_the_carrier_recorded_is_known, a_recording_is_forgotten),
    (oracle.what_the_carrier_recorded_is_known, a_recording_is_gone_on_paper_only),
    (oracle.what_the_carrier_recorded_is_known, a_recording_is_never_deleted),
]


def test_the_story_as_it_was_is_true(story: Story) -> None:
    examine(story.history)


@pytest.mark.parametrize(("law", "falsehood"), FALSEHOODS, ids=lambda value: value.__name__)
def test_a_falsehood_is_found(story: Story, law: Law, falsehood: Callable[[Story], object]) -> None:
    falsehood(story)
    history = replace(story.history)  # what was read before is forgotten
    assert list(law(history)), "the law sees nothing"
    with pytest.raises(Broken) as found:
        examine(history)
    assert next(name for name, laws in INVARIANTS.items() if law in laws) in found.value.invariants


def test_every_law_is_put_to_the_test() -> None:
    assert {law for laws in INVARIANTS.values() for law in laws} == {law for law, _ in FALSEHOODS}


@pytest.mark.parametrize("falsehood", [the_deadline_passes_unmarked, answers(status=500), the_carrier_complains])
def test_what_nobody_could_have_done_is_no_fault(story: Story, falsehood: Callable[[Story], object]) -> None:
    falsehood(story)
    away = [Span(MONDAY_NOON, MONDAY_NOON + 48 * HOUR)]
    examine(replace(story.history, away=away))


def test_time_counts_only_at_a_stretch(story: Story) -> None:
    at = MONDAY_NOON
    history = replace(story.history, away=[Span(at + 2 * MINUTE, at + 4 * MINUTE), Span(at + MINUTE, at + 3 * MINUTE)])
    assert history.had_time(at, at + 10 * MINUTE, 6 * MINUTE)
    assert not history.had_time(at, at + 10 * MINUTE, 7 * MINUTE)
    assert not history.had_time(at, at + 5 * MINUTE, 2 * MINUTE)
    assert history.had_time(at, at + 5 * MINUTE, MINUTE)


def test_a_board_on_which_agents_move_is_not_taken_for_a_torn_one(story: Story) -> None:
    is_over = threading.Event()

    def moves() -> None:
        while not is_over.is_set():
            held = {"activity": "talking", "reservation": "held"}
            with story.client.pipeline(transaction=True) as move:
                move.hset("{gehoor}:reservation:held", "agent", "anna").hset("{gehoor}:agent:anna", mapping=held)
                move.execute()
            with story.client.pipeline(transaction=True) as move:
                move.delete("{gehoor}:reservation:held", "{gehoor}:agent:anna").execute()

    mover = threading.Thread(target=moves)
    mover.start()
    try:
        for _ in range(100):
            assert list(oracle.every_record_of_the_board_has_an_owner(story.history)) == []
    finally:
        is_over.set()
        mover.join()
