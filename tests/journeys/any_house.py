"""Histories at random in a house in which everything is switched on: who holds, listens and is recorded, who texts, is
erased, speaks another language or shows no number; a line that is edited while calls go on; stores that go and return.

What `any_history` knows of people, time and a bad carrier happens beside it. A store is gone for the length of one
step, in which people go on: what they do then is written down late, found again, or was never promised.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import redis
from hypothesis import strategies as st
from hypothesis.stateful import rule

from carrier.faults import ALWAYS
from routing.agents import Presence
from routing.board import BoardGone
from routing.skills import AgentId, ReservationId
from tests.journeys.any_history import AGENTS, CALLERS, AnyHistory, agents, callers
from tests.journeys.lines import line_of
from tests.journeys.world import World
from voice_app import presence, versions
from voice_app.ledger import LedgerGone
from voice_app.line import Line
from voice_app.line.content import content_of
from voice_app.numbers import Phone as Number
from voice_app.privacy import erasing
from voice_app.under_way import listening

SENDER = "+3197010200000"
SHARED = "+31622222223"
NOTICE = {"nl": "Een leidinggevende kan meeluisteren.", "en": "A supervisor may listen."}
EVERYTHING: dict[str, Any] = {
    "line": {"fallback_number": None},
    "degraded": {"ring": list(AGENTS)},
    "recording": {"mode": "ask"},
    "listening": {"notice": NOTICE},
    "callback": {"voicemail": True, "missed_calls": True},
    "callers": {"shared": [SHARED]},
    "follow_up": {"mode": "ask"},
    "supervisors": ("bram", "chloe"),
    "agent_texts": {"anna": ["context", "outcome"]},
}
WEEK = {day: ["00:00-24:00"] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
EDITS: dict[str, dict[str, Any]] = {
    "nobody waits long": {"waiting": {"longest_wait": "1m", "offer_callback_after": "5s"}},
    "one at a time": {"callers": {"most_live": 1}},
    "always open": {"hours": WEEK},
    "closed": {"hours": {day: [] for day in WEEK}},
    "one menu entry less": {"menu": [{"key": "1", "need": "billing", "label": {"nl": "geld", "en": "money"}}]},
    "no machines": {"callback": {"voicemail": False, "missed_calls": False}},
    "due soon": {"callback": {"due_within": "4h"}},
    "nobody is recorded": {"recording": {"mode": "off"}},
}
TEXTS = ("ja", "nee", "stop", "bel mij terug", "morgen om 10 uur", "1", "5", "call me at 3 pm", "…", "wie is dit?")
WORDS = ("rekening", "Anna", "een mens", "help, er is brand", "callback", "weet ik niet")


class Pool(redis.ConnectionPool):
    """The board's connections, of which none comes about while `is_cut`."""

    is_cut = False

    def get_connection(self, *arguments: Any, **named: Any) -> Any:
        if self.is_cut:
            raise redis.ConnectionError("cut, on purpose")
        return super().get_connection(*arguments, **named)


class AnyHouse(AnyHistory):
    """One world, and whatever may happen in it. `file`: where its ledger lies."""

    def __init__(self, world_at: Callable[[datetime], World], wipe: Callable[[], None], pool: Pool, file: Path) -> None:
        super().__init__(world_at, wipe)
        self.pool, self.file = pool, file

    # callers

    @rule(who=callers, keys=st.lists(st.sampled_from("90123#*"), max_size=4))
    def calls_without_a_number(self, who: str, keys: list[str]) -> None:
        caller = self.world.caller(who)
        if not caller.is_in_call:
            caller.dials(self.world.carrier.line, shows="anonymous").waits("3s")
        for key in keys:
            self._presses(caller, key)
            self.world.passes("5s")

    @rule(who=callers, key=st.sampled_from("12"))
    def speaks_another_language(self, who: str, key: str) -> None:
        caller = self._dials(who)
        for pressed in ("9", key):
            self._presses(caller, pressed)
            self.world.passes("5s")

    @rule(who=callers, words=st.sampled_from(WORDS))
    def says(self, who: str, words: str) -> None:
        caller = self._dials(who)
        if caller.is_in_call and not caller.is_ringing:
            caller.says(words)
            self.world.passes("8s")

    @rule(who=st.sampled_from([*CALLERS, "anna", "bram"]), words=st.sampled_from(TEXTS))
    def texts(self, who: str, words: str) -> None:
        self._phone(who).sends_text(words, SENDER)
        self.world.passes("3s")

    # agents

    @rule(who=agents, how=st.sampled_from(["hold", "hold/end"]))
    def puts_on_hold(self, who: str, how: str) -> None:
        self._asks(f"/api/agents/{who}/{how}")

    @rule(who=agents, act=st.sampled_from(["start", "start", "pause", "resume", "finish", "withdraw"]))
    def records(self, who: str, act: str) -> None:
        self._asks(f"/api/agents/{who}/recording", act=act, caller_agreed=act == "start")

    @rule(who=agents, by_me=st.booleans(), resolved=st.sampled_from([True, False, None]))
    def wraps_up_with_a_promise(self, who: str, by_me: bool, resolved: bool | None) -> None:
        self._asks(
            f"/api/agents/{who}/wrapped",
            disposition="follow_up",
            note="",
            is_resolved=resolved,
            call_back={"by_me": by_me},
        )

    # supervisors

    @rule(who=st.sampled_from(["bram", "chloe"]), mode=st.sampled_from(["listen", "whisper", "join"]))
    def listens(self, who: str, mode: Any) -> None:
        for talk in sorted(self.world.house.board.talks())[:1]:
            listening.ask(self.world.house, AgentId(who), ReservationId(talk), mode, self.world.now)
        self.world.passes("8s")

    @rule(who=st.sampled_from(["bram", "chloe"]))
    def listens_no_more(self, who: str) -> None:
        listening.leave(self.world.house, AgentId(who), self.world.now)
        self.world.passes("2s")

    @rule(edit=st.sampled_from([*sorted(EDITS), "as it was"]))
    def edits_the_line(self, edit: str) -> None:
        self._edit(**EDITS.get(edit, {}))
        self.world.passes("2s")

    @rule(who=callers)
    def erases(self, who: str) -> None:
        erasing.erase(self.world.house, Number(who), "chloe", self.world.now)
        self.world.passes("2s")

    # stores

    @rule(data=st.data(), is_wiped=st.booleans())
    def the_board_is_gone_meanwhile(self, data: st.DataObject, is_wiped: bool) -> None:
        with self._gone("board"):
            self.pool.is_cut, self.world.jobs.worker_lives = True, False
            try:
                self._life_goes_on(data)
            finally:
                self.pool.is_cut = False
            if is_wiped:
                self.wipe()

    @rule(data=st.data())
    def the_ledger_is_gone_meanwhile(self, data: st.DataObject) -> None:
        away = self.file.with_suffix(".away")
        with self._gone("ledger"):
            self.file.rename(away)
            try:
                self._life_goes_on(data)
            finally:
                away.rename(self.file)

    @rule(data=st.data())
    def the_web_is_gone_meanwhile(self, data: st.DataObject) -> None:
        with self._gone("web"):
            self.world.carrier.exchange.tolerate(11205)
            self._faults.app(refuse_connection=True, times=ALWAYS)
            self._life_goes_on(data)
            self._faults.mend_app()

    @contextmanager
    def _gone(self, what: str) -> Iterator[None]:
        self.world.loses(what)
        yield
        self.world.regains(what)

    def _life_goes_on(self, data: st.DataObject) -> None:
        acts = {
            "calls": self._calls,
            "presses": lambda who: self._presses(self.world.caller(who), data.draw(st.sampled_from("120*"))),
            "hangs up": lambda who: self._hangs_up(self._phone(who)),
            "agent hangs up": lambda _: self._hangs_up(self.world.agent(data.draw(agents))),
            "texts": lambda who: self.world.caller(who).sends_text("bel mij terug", SENDER),
            "an agent comes": lambda _: self._declares(data.draw(agents), Presence.READY),
            "an agent goes": lambda _: self._declares(data.draw(agents), Presence.SIGNED_OUT),
        }
        steps = st.tuples(st.sampled_from(sorted(acts)), callers, st.sampled_from(["1s", "7s", "20s", "50s"]))
        for act, who, after in data.draw(st.lists(steps, min_size=1, max_size=4)):
            acts[act](who)
            self.world.passes(after)

    def _calls(self, who: str) -> None:
        caller = self.world.caller(who)
        if not caller.is_in_call:
            caller.dials(self.world.carrier.line).waits("3s")
            self._presses(caller, "1")

    def _declares(self, who: str, declared: Presence) -> None:
        """As far as anybody can be told."""
        for tell in (presence.declare, presence.note):
            try:
                tell(self.world.house, AgentId(who), declared, "phone", self.world.now)
            except (BoardGone, LedgerGone):
                continue
            return

    # ground

    def _asks(self, path: str, **json: Any) -> None:
        answer = self.world.api("POST", path, **json)
        assert answer.status_code < 500, answer.get_data(as_text=True)
        self.world.passes("2s")

    def _edit(self, **sections: Any) -> None:
        """Each edit begins with the line as it was."""
        raw = content_of(line_of(**EVERYTHING))
        for section, keys in sections.items():
            raw[section] = raw[section] | keys if isinstance(keys, dict) and section in raw else keys
        base = versions.newest(self.world.house).id
        edited = Line.from_dict(raw)
        versions.change(self.world.house, edited, base=base, by="chloe", source="page", now=self.world.now)

    def _heals(self) -> None:
        self._edit()
        super()._heals()
        self.world.passes(timedelta(seconds=2))
