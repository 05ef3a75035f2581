"""Histories at random: callers, agents, programs, time, a bad carrier and dying processes, in any order.

The house is the real one on the virtual clock; the oracle looks after each step. Nothing here knows what should come of
a step: people do what they can do at that moment, or nothing.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from carrier.behaviours import pick_up
from carrier.calls import Call
from carrier.events import CallEvent, StatusChanged
from carrier.exchange import Exchange
from carrier.faults import Faults
from carrier.phone import BETWEEN_KEYS, Phone
from carrier.units import span
from routing.agents import Presence
from routing.skills import AgentId
from routing.spans import Span
from tests.journeys.conftest import MONDAY_NOON
from tests.journeys.world import World
from tests.oracle import examine
from voice_app import caring
from voice_app.caring import Because, Kind, Order, Wanted
from voice_app.ledger import ActId
from voice_app.ledger.promise import Promise

STARTS = (
    MONDAY_NOON,
    datetime(2026, 3, 2, 19, 40, tzinfo=UTC),  # twenty minutes before closing
    datetime(2026, 3, 1, 21, 0, tzinfo=UTC),  # Sunday night
    datetime(2026, 3, 6, 16, 30, tzinfo=UTC),  # Friday, half an hour before the weekend's short hours
    datetime(2026, 10, 24, 13, 30, tzinfo=UTC),  # the day before the clock goes back
)
CALLERS = ("+31622222221", "+31622222222", "+31622222223")
NUMBERS = (*CALLERS, "+31633333333", "+442079460958")
AGENTS = ("anna", "bram", "chloe")
DESTINATIONS = ({"need": "billing"}, {"need": "technical"}, *({"agent": agent} for agent in AGENTS))

AGENT_WAYS = ("accepts", "refuses", "lets_it_ring", "voicemail_answers", "hangs_up_in_whisper", "is_busy", "rejects")
CALLER_WAYS = ("lets_it_ring", "voicemail_answers", "is_busy", "is_unreachable", "rejects")
REST_FAULTS: dict[str, dict[str, Any]] = {
    "too many requests": {"answer": 429, "code": 20429},
    "a 500, nothing made": {"answer": 500},
    "a 500, the call made": {"answer": 500, "after_acting": True},
    "a 503, the call made": {"answer": 503, "after_acting": True},
    "a lost answer": {"lose_answer": True},
    "nobody there": {"refuse_connection": True},
    "an account closed": {"answer": 401, "code": 20003},
}
HOOK_FAULTS: dict[str, dict[str, Any]] = {
    "twice": {"duplicate": True},
    "never": {"drop": True},
    "late": {"delay": timedelta(minutes=3)},
    "an hour late": {"delay": timedelta(hours=1)},
    "shuffled": {"shuffle_within": timedelta(seconds=20)},
}
SPANS = ("2s", "15s", "40s", "2m", "6m", "20m", "2h", "5h", "12h")
LONG = timedelta(minutes=2)
"""From here on whoever talks, or only stands in the line, has hung up: nobody does that for hours."""
PACE = 5


def talks_a_while(exchange: Exchange, call: Call, event: CallEvent) -> None:
    """Answers, and hangs up after a talk of over a minute."""
    pick_up(timedelta(seconds=3))(exchange, call, event)
    if isinstance(event, StatusChanged) and event.status == "in-progress":
        exchange.later(timedelta(seconds=80), lambda: exchange.lines.hang_up(call.sid))


KINDS: tuple[Kind, ...] = get_args(Kind)
WHY: tuple[Because, ...] = get_args(Because)

callers = st.sampled_from(CALLERS)
agents = st.sampled_from(AGENTS)


class AnyHistory(RuleBasedStateMachine):
    """One world, and whatever may happen in it."""

    def __init__(self, world_at: Callable[[datetime], World], wipe: Callable[[], None]) -> None:
        super().__init__()
        self.transfer = "none"
        self.acts: list[ActId] = []
        self.world_at = world_at
        self.wipe = wipe

    @initialize(start=st.sampled_from(STARTS), ready=st.sets(agents))
    def opens(self, start: datetime, ready: set[str]) -> None:
        self.world = self.world_at(start)
        self.world.pace = PACE
        for address in NUMBERS:
            self.world.caller(address, address).behaviour = talks_a_while
        for id_ in AGENTS:
            self.world.agent(id_).accepts()
        self.world.signs_on(*sorted(ready))

    # callers

    @rule(who=callers, key=st.sampled_from("120"), stays=st.booleans())
    def asks_for_a_callback(self, who: str, key: str, stays: bool) -> None:
        caller = self._dials(who)
        for pressed, pause in ((key, "8s"), ("1", "2s")):
            self._presses(caller, pressed)
            self.world.passes(pause)
        if not stays:
            self._hangs_up(caller)

    @rule(who=callers, keys=st.lists(st.sampled_from(["1", "2", "3", "0", "#", "*", "0633333333#"]), max_size=4))
    def calls_and_presses(self, who: str, keys: list[str]) -> None:
        caller = self._dials(who)
        for key in keys:
            self._presses(caller, key)
            self.world.passes("6s")

    @rule(who=callers, keys=st.sampled_from(["1", "2", "3", "*", "21", "0633333333#1", "31"]))
    def presses(self, who: str, keys: str) -> None:
        for key in keys.split():
            self._presses(self.world.caller(who), key)
        self.world.passes("2s")

    @rule(who=st.sampled_from([*CALLERS, *AGENTS]))
    def hangs_up(self, who: str) -> None:
        self._hangs_up(self._phone(who))

    @rule(who=st.sampled_from(NUMBERS), way=st.sampled_from(CALLER_WAYS))
    def is_found_so(self, who: str, way: str) -> None:
        getattr(self.world.caller(who), way)()

    # agents

    @rule(who=agents, presence=st.sampled_from(Presence))
    def declares(self, who: str, presence: Presence) -> None:
        self.world.declares(who, presence)

    @rule(who=agents, way=st.sampled_from(AGENT_WAYS))
    def takes_calls_so(self, who: str, way: str) -> None:
        getattr(self.world.agent(who), way)()

    @rule(who=agents, said=st.sampled_from(["1", "2", "3", ""]), talked=st.sampled_from(["5s", "70s"]))
    def talks_and_says_how_it_went(self, who: str, said: str, talked: str) -> None:
        agent = self.world.agent(who)
        if agent.leg is None or not agent.leg.partners:
            return
        self.world.passes(talked)
        for phone in list(self.world.carrier.phones.by_address.values()):
            if phone.talks_to(agent):
                phone.hangs_up()
        self.world.passes("6s")
        if said:
            self._presses(agent, said)
        self.world.passes("4s")

    @rule(who=agents, disposition=st.sampled_from(["resolved", "not_reached", "wrong_number"]))
    def wraps_up(self, who: str, disposition: str) -> None:
        self.world.api("POST", f"/api/agents/{who}/wrapped", disposition=disposition, note="")

    @rule(who=agents, key=st.sampled_from(["1", "2", "3", "1 3"]))
    def phones_in(self, who: str, key: str) -> None:
        agent = self.world.agent(who)
        if agent.address.startswith("+") and not agent.is_in_call:
            agent.dials(self.world.carrier.line)
            self.world.passes("6s")
            for pressed in key.split():
                self._presses(agent, pressed)
                self.world.passes("6s")

    @rule(who=callers, key=st.sampled_from("12"))
    def gets_to_an_agent(self, who: str, key: str) -> None:
        self._presses(self._dials(who), key)
        self.world.passes("15s")

    @rule(who=agents, to=st.sampled_from(DESTINATIONS), mode=st.sampled_from(["cold", "consult"]))
    def sends_on(self, who: str, to: dict[str, str], mode: str) -> None:
        answer = self.world.api("POST", f"/api/agents/{who}/transfer", to=to, mode=mode)
        assert answer.status_code in (202, 409, 422)
        if answer.status_code == 202:
            self.transfer = answer.json["id"]
        self.world.passes("12s")

    @rule(how=st.sampled_from(["complete", "cancel"]))
    def decides_where_the_caller_goes(self, how: str) -> None:
        assert self.world.api("POST", f"/api/transfers/{self.transfer}/{how}").status_code in (200, 202, 404, 409)
        self.world.passes("3s")

    # programs

    @rule(phone=st.sampled_from(NUMBERS), need=st.sampled_from(["billing", "technical", None]))
    def a_form_asks(self, phone: str, need: str | None) -> None:
        answer = self.world.api("POST", "/api/promises", phone=phone, need=need, language="nl")
        assert answer.status_code in (200, 201)

    @rule(data=st.data(), act=st.sampled_from(["withdraw", "approve"]))
    def a_colleague_decides(self, data: st.DataObject, act: str) -> None:
        if promise := self._any_promise(data):
            body = {"reason": "solved"} if act == "withdraw" else {"by": "anna"}
            self.world.api("POST", f"/api/promises/{promise.id}/{act}", **body)

    # supervisors

    @rule(
        data=st.data(), kind=st.sampled_from(KINDS), who=agents, hours=st.integers(0, 20), because=st.sampled_from(WHY)
    )
    def a_supervisor_acts(self, data: st.DataObject, kind: Kind, who: str, hours: int, because: Because) -> None:
        """On one promise or on all that there are, whatever has become of them."""
        owed = [promise.id for promise in self.world.promises()]
        chosen = data.draw(st.lists(st.sampled_from(owed), unique=True)) if owed else []
        start = self.world.now + timedelta(hours=hours)
        wanted = Wanted(
            kind,
            agent=AgentId(who),
            until_at=self.world.now + timedelta(hours=1) if hours % 2 else None,
            window=Span(start, start + timedelta(hours=2)),
            because=because,
        )
        self.acts.append(ActId(self.world.house.new_id()))
        caring.act(self.world.house, Order(self.acts[-1], wanted, "chloe", self.world.now), chosen)
        self.world.passes("3s")

    @rule(back=st.integers(1, 3))
    def a_supervisor_thinks_again(self, back: int) -> None:
        """Of the last act, or of one before it."""
        for act in self.acts[-back:][:1]:
            caring.undo(self.world.house, act, "chloe", self.world.now)
        self.world.passes("3s")

    # time

    @rule(length=st.sampled_from(SPANS))
    def time_passes(self, length: str) -> None:
        """While a process is away, only a little."""
        if self.world.gone:
            length = "20s"
        if span(length) >= LONG:
            self._everybody_hangs_up()
        self.world.passes(length)

    # the carrier

    @rule(fault=st.sampled_from(sorted(REST_FAULTS)), times=st.integers(1, 3))
    def requests_fail(self, fault: str, times: int) -> None:
        self._faults.rest("POST", "Calls*", times=times, **REST_FAULTS[fault])

    @rule(fault=st.sampled_from(sorted(HOOK_FAULTS)), times=st.integers(1, 6), seed=st.integers(0, 9))
    def hooks_go_astray(self, fault: str, times: int, seed: int) -> None:
        self._faults.status_hooks(times=times, seed=seed, **HOOK_FAULTS[fault])

    @rule(seconds=st.sampled_from([0, 20, 55]))
    def lists_lag(self, seconds: int) -> None:
        self._faults.list_lags(timedelta(seconds=seconds))

    @rule(who=agents)
    def somebody_else_calls_them(self, who: str) -> None:
        exchange = self.world.carrier.exchange
        exchange.lines.add_decoy(self.world.carrier.line, self.world.agent(who).address)

    # processes

    @rule(what=st.sampled_from(["ticker", "worker"]))
    def dies_or_returns(self, what: str) -> None:
        (self.world.regains if what in self.world.gone else self.world.loses)(what)

    @rule()
    def redis_is_wiped(self) -> None:
        self.wipe()
        self.world.loses("board")
        self.world.regains("board")

    # what must be true

    @invariant()
    def the_oracle_finds_nothing(self) -> None:
        self.world.passes("1s")
        examine(self.world.history())

    def teardown(self) -> None:
        if not hasattr(self, "world"):
            return
        self._everybody_hangs_up()
        self._heals()
        self.world.examine()
        self.world.passes("30h", until=lambda: not self._owed())
        examine(self.world.history())
        assert not self._owed(), f"everybody was there for thirty hours, and nobody kept {self._owed()}"

    def _owed(self) -> list[str]:
        """What somebody should be called for; not what a colleague must decide on."""
        return [one.id for one in self.world.promises() if one.closed_at is None and not one.needs_approval]

    def _heals(self) -> None:
        """Nothing fails any more, every agent is there, and everybody can be reached."""
        exchange = self.world.carrier.exchange
        exchange.faults = Faults()
        for what in list(self.world.gone):
            self.world.regains(what)
        for address in NUMBERS:
            self.world.caller(address).behaviour = talks_a_while
        for id_ in AGENTS:
            self.world.agent(id_).accepts()
        self.world.signs_on(*AGENTS)

    # ground

    @property
    def _faults(self) -> Faults:
        return self.world.carrier.exchange.faults

    def _phone(self, who: str) -> Phone:
        return self.world.agent(who) if who in AGENTS else self.world.caller(who)

    def _dials(self, who: str) -> Phone:
        caller = self.world.caller(who)
        if not caller.is_in_call:
            caller.dials(self.world.carrier.line)
            self.world.passes("2s")
        return caller

    def _presses(self, phone: Phone, keys: str) -> None:
        for key in keys:
            if phone.is_in_call and not phone.is_ringing:
                phone.presses(key)
                self.world.passes(BETWEEN_KEYS)

    def _hangs_up(self, phone: Phone) -> None:
        if phone.is_in_call and not phone.is_ringing:
            phone.hangs_up()

    def _everybody_hangs_up(self) -> None:
        for phone in list(self.world.carrier.phones.by_address.values()):
            self._hangs_up(phone)

    def _any_promise(self, data: st.DataObject) -> Promise | None:
        owed = self.world.promises()
        return data.draw(st.sampled_from(owed)) if owed else None
