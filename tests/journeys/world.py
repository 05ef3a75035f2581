"""The world of a journey: the stage on which the whole house stands, and what a journey may ask of it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from carrier.events import Requested
from carrier.phone import Phone
from routing.agents import Presence
from routing.skills import AgentId, CallSid, PromiseId, ReservationId
from routing.spans import Span
from tests import canaries
from tests.history import History
from tests.oracle import everything, examine
from tools.stage import API_TOKEN, Stage
from voice_app import versions
from voice_app.ledger import agents, attempts, calls, reservations
from voice_app.ledger.attempt import Attempt
from voice_app.ledger.calls import Call
from voice_app.ledger.lines import Source
from voice_app.ledger.matters import Matter, matters_of
from voice_app.ledger.promise import Promise
from voice_app.ledger.reservations import Reservation
from voice_app.ledger.timeline import Entry, of_promise
from voice_app.line import Line
from voice_app.line.content import content_of
from voice_app.versions import Version


@dataclass
class World(Stage):
    """Everything that a journey can touch. `gone`: what is not there, and since when; `away`: what was not there;
    `rung`: what each job was told."""

    gone: dict[str, datetime] = field(default_factory=dict)
    away: list[Span] = field(default_factory=list)
    rung: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        ring = self.jobs.ring

        def note(job: str, *ids: str) -> bool:
            self.rung.append(" ".join(ids))
            return ring(job, *ids)

        self.jobs.ring = note  # type: ignore[method-assign] # to see what every job is told

    # processes and stores

    def loses(self, what: str) -> None:
        """The ticker or the worker dies; or the journey says that it breaks something else: the web, the ledger."""
        self.gone[what] = self.now
        self._let_live()

    def regains(self, what: str) -> None:
        self.away.append(Span(self.gone.pop(what), self.now))
        self._let_live()

    def _let_live(self) -> None:
        self.ticker_lives = "ticker" not in self.gone
        self.jobs.worker_lives = "worker" not in self.gone

    # people

    def signs_on(self, *ids: str) -> list[Phone]:
        for id_ in ids:
            self.declares(id_, Presence.READY)
        return [self.agent(id_) for id_ in ids]

    def edits(self, by: str = "chloe", source: Source = "page", **sections: Any) -> Version:
        """A supervisor changes the newest version of the line: `edits(hours={"mon": []})`; None: the section goes."""
        before = versions.newest(self.house)
        raw = content_of(before.line)
        for section, keys in sections.items():
            raw[section] = raw[section] | keys if isinstance(keys, dict) and section in raw else keys
        edited = Line.from_dict({section: keys for section, keys in raw.items() if keys is not None})
        changed = versions.change(self.house, edited, base=before.id, by=by, source=source, now=self.now)
        assert isinstance(changed, Version)
        return changed

    def signs_off(self, *ids: str) -> None:
        for id_ in ids:
            self.declares(id_, Presence.SIGNED_OUT)

    # what stands written

    def activity(self, id_: str) -> str:
        on_board = self.house.board.agent(AgentId(id_))
        assert on_board is not None
        return on_board.agent.activity.value

    def reservation(self, id_: str) -> ReservationId:
        """Under which this agent is rung, talks or wraps up."""
        on_board = self.house.board.agent(AgentId(id_))
        assert on_board is not None
        assert on_board.reservation is not None
        return on_board.reservation

    def presence(self, id_: str) -> str:
        on_board = self.house.board.agent(AgentId(id_))
        assert on_board is not None
        return on_board.agent.presence.value

    def declared(self, id_: str) -> str:
        """The presence that the ledger knows."""
        with self.house.ledger.read() as ledger:
            agent = agents.get(ledger, AgentId(id_))
        assert agent is not None
        return agent.presence

    def call(self, phone: Phone) -> Call:
        """The last call of this phone, as the ledger knows it."""
        with self.house.ledger.read() as ledger:
            call = calls.get(ledger, CallSid(phone.legs[-1].sid))
        assert call is not None
        return call

    def why(self, phone: Phone) -> tuple[Reservation, ...]:
        """Every reservation for this phone's last call."""
        with self.house.ledger.read() as ledger:
            return reservations.why(ledger, call_sid=CallSid(phone.legs[-1].sid))

    def why_promise(self, promise: PromiseId) -> tuple[Reservation, ...]:
        """Every reservation for this promise."""
        with self.house.ledger.read() as ledger:
            return reservations.why(ledger, promise_id=promise)

    def promise(self) -> Promise:
        """The only one."""
        (promise,) = self.promises()
        return promise

    def attempts(self, promise: PromiseId) -> tuple[Attempt, ...]:
        with self.house.ledger.read() as ledger:
            return attempts.of_promise(ledger, promise)

    def matters(self, promise: PromiseId) -> tuple[Matter, ...]:
        with self.house.ledger.read() as ledger:
            return matters_of(ledger, promise)

    def timeline(self, promise: PromiseId) -> tuple[Entry, ...]:
        with self.house.ledger.read() as ledger:
            return of_promise(ledger, promise)

    def events(self, promise: PromiseId) -> list[str]:
        return [entry.event for entry in self.timeline(promise)]

    def api(self, method: str, path: str, **json: Any) -> Any:
        headers = {"Authorization": f"Bearer {API_TOKEN}"}
        return self.app.test_client().open(path, method=method, json=json or None, headers=headers)

    # what must be true of it

    def history(self) -> History:
        away = [*self.away, *(Span(since_at, self.now) for since_at in self.gone.values())]
        record = self.carrier.exchange.record
        return History(self.house.ledger, self.house.current().terms, record, self.now, self.house.board, away)

    def examine(self) -> None:
        """A while after everybody has hung up, the oracle finds nothing wrong."""
        for phone in self.carrier.phones.by_address.values():
            if phone.is_in_call and not phone.is_ringing:
                phone.hangs_up()
        self.passes("150s")
        history = self.history()
        examine(history)
        self._tells_of_nobody(history)

    def _tells_of_nobody(self, history: History) -> None:
        """But the ledger, and the carrier in what it is asked to do."""
        words = canaries.words_of(self.house.ledger)
        canaries.said_lately.update(words)
        phones = {phone for leg in history.legs for phone in (leg.from_, leg.to) if phone.startswith("+")}
        left = {
            "addresses": " ".join(event.url for event in history.record if isinstance(event, Requested)),
            "jobs": " ".join(self.rung),
            "Redis": everything(self.house.board._client),
        }
        assert canaries.found_in(left, phones - {self.carrier.line}, words) == []
