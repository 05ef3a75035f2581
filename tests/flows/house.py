"""A house small enough to hold in the hand: it gathers hand-made facts, performs intents on itself, and writes down
the whole conversation, so that a test is a transcript.

A script is played by its own lines that begin with ">": keys, `"words"`, `silence`, how a ring ended; `20 s` is a
silence that lasted. What the house answers must be the lines between.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta

from flows import book
from flows.facts import (
    NOTHING,
    AgentFacts,
    Candidate,
    Consult,
    Dialled,
    Facts,
    Heard,
    LastTalk,
    Line,
    Person,
    Promised,
    SentOn,
    Typed,
    Wait,
    Window,
    Work,
)
from flows.intents import (
    AcceptRing,
    CallBackLater,
    ChooseWindow,
    GivePin,
    Intent,
    JoinQueue,
    KeepCandidate,
    LeaveQueue,
    MakePromise,
    MovePromise,
    NoteEnding,
    SetPresence,
    WaitFor,
    WaitForAnybody,
    WithdrawPromise,
)
from flows.talkroom import Listening, Talkroom
from flows.thread import Step, Thread
from flows.turn import Turn
from flows.verbs import Ask, Bridge, Connect, Goto, Hangup, Pause, Play, Prompt, Record, Ring, Say, Verb
from tests.flows.sample import LINE, NOW, PROMISED, RING, WINDOWS

PIN = "2580"
DIALLED: dict[str, Dialled] = {"they talk": "connected", "no answer": "no_answer", "busy": "busy", "fails": "failed"}
NOBODY = ("agent", None)
"""Most who join the queue ask for no agent by name, and a transcript does not say so each time."""
SENTENCE_END = re.compile(r"(?<=[.?]) ")


@dataclass
class House:
    """Facts as attributes, named as in `Facts`; what intents change is changed here."""

    now: datetime = NOW
    line: Line = LINE
    callable: bool = True
    agent: AgentFacts | None = None
    recognised: Promised | None = None
    open: bool = True
    opens_at: datetime | None = None
    closed_because: str | None = None
    staffed: bool = True
    wait: Wait | None = None
    ring: Ring | None = None
    person: Person | None = None
    accepted: bool | None = None
    promise: Promised | None = None
    recorded: bool | None = None
    candidate: Candidate | None = None
    windows: tuple[Window, ...] = WINDOWS
    work: Work | None = None
    customer: str | None = None
    dialled: Dialled | None = None
    sent_on: SentOn | None = None
    consult: Consult | None = None
    talkroom: Talkroom | None = None
    listening: Listening | None = None
    unsettled: str | None = None
    last_talk: LastTalk | None = None
    later_windows: tuple[Window, ...] = WINDOWS
    fallback_number: str | None = None
    board_is_away: bool = False
    next_on_list: Ring | None = None
    list_work: Work | None = None
    list_taken: bool | None = None
    can_promise: bool = True

    free_agents: int = 0
    numbers: dict[str, Typed] = field(default_factory=dict)
    work_is_still_there: bool = True
    ledger_is_up: bool = True
    rescuers: tuple[str, ...] = ()

    def gather(self, step: Step, asks: frozenset[str]) -> Facts:
        known = {name: getattr(self, name) for name in asks - {"rescue"}}
        if "rescue" in asks:
            known["rescue"] = self._rescue(step.thread)
        return Facts(now=self.now, line=self.line, thread=step.thread, **known)

    def _rescue(self, thread: Thread) -> Connect | None:
        """The next of the phones, as the house has it."""
        left = self.rescuers[thread.tries :]
        return Connect(left[0], timedelta(seconds=15), thread.retry("emergency_rang")) if left else None

    def perform(self, turn: Turn) -> None:
        for intent in turn.intents:
            self._perform_of_call(intent)
            self._perform_of_promise(intent)
            self._perform_of_agent(intent)

    def _perform_of_call(self, intent: Intent) -> None:
        match intent:
            case JoinQueue() if self.free_agents:
                self.free_agents, self.ring = self.free_agents - 1, RING
            case WaitFor() if self.wait:
                self.wait = replace(self.wait, is_kept=self.wait.person is not None and self.wait.person.is_ready)
            case WaitForAnybody() if self.wait:
                self.wait = replace(self.wait, is_kept=False)
            case LeaveQueue():
                self.wait = self.ring = None
            case KeepCandidate(digits):
                self.candidate = Candidate(digits, self.numbers.get(digits, "callable"))

    def _perform_of_promise(self, intent: Intent) -> None:
        match intent:
            case MakePromise(need, _, to_candidate) if self.ledger_is_up:
                self.promise = replace(PROMISED, need=need)
                if to_candidate:
                    self._owe_at_candidate()
            case MovePromise():
                self._owe_at_candidate()
            case ChooseWindow(_, window):
                assert self.promise is not None
                self.promise = replace(self.promise, window=window)
            case WithdrawPromise():
                self.promise = self.recognised = None

    def _perform_of_agent(self, intent: Intent) -> None:
        match intent:
            case GivePin(digits) if self.agent is not None and digits == PIN:
                self.agent = replace(self.agent, must_give_pin=False)
            case SetPresence(presence):
                assert self.agent is not None
                self.agent = replace(self.agent, presence=presence)
            case NoteEnding() | CallBackLater():
                self.last_talk = None
            case AcceptRing():
                self.accepted = self.work_is_still_there

    def _owe_at_candidate(self) -> None:
        assert self.promise is not None
        assert self.candidate is not None
        self.promise = replace(
            self.promise,
            digits=self.candidate.digits,
            own_number=False,
            needs_approval=self.candidate.verdict == "needs_approval",
        )


@dataclass
class Conversation:
    """One leg: where it stands, and every line of it."""

    house: House
    lines: list[str] = field(default_factory=list)
    at: Verb | None = None

    def begin(self, step: Step) -> None:
        self._answer(step, NOTHING)

    def hear(self, word: str) -> None:
        """One line of the script after its `>`."""
        self.lines.append(f"> {word}")
        match self.at:
            case Ask(then=then):
                self._answer(then, self._understand(word))
            case Record(then=then):
                self.house.recorded = word != "silence"
                self._answer(then, NOTHING)
            case Ring():
                self.house.accepted, self.house.ring = word == "they talk", None
                self._answer(Step("rang", self.thread), NOTHING)
            case Connect(then=Step() as then):
                self.house.dialled = DIALLED[word]
                self._answer(then, NOTHING)
            case _:
                raise AssertionError(f"nobody listens to {word!r}")

    def _understand(self, word: str) -> Heard:
        if word.endswith(" s"):
            self.house.now += timedelta(seconds=int(word.removesuffix(" s")))
            return NOTHING
        if word == "silence":
            return NOTHING
        return Heard(speech=word.strip('"')) if word.startswith('"') else Heard(digits=word)

    def _answer(self, step: Step, heard: Heard) -> None:
        turn = book.follow(step, heard, self._gather, self._perform)
        for verb in turn.verbs:
            self.lines += _written(verb)
        self.at = turn.verbs[-1]
        if isinstance(self.at, Goto):
            self._answer(self.at.step, NOTHING)

    def _gather(self, step: Step, asks: frozenset[str]) -> Facts:
        self.thread = step.thread
        return self.house.gather(step, asks)

    def _perform(self, _: Step, __: Facts, turn: Turn) -> None:
        self.lines += [f"  ! {_named(intent)}" for intent in turn.intents]
        self.house.perform(turn)


def reads(script: str, house: House | None = None, step: Step | None = None) -> None:
    """The conversation, played by the script's own lines, is the script."""
    margin = len(script.splitlines()[-1])
    expected = [line[margin:] for line in script.splitlines() if line.strip()]
    conversation = Conversation(house or House())
    conversation.begin(step or Step("welcome", Thread("nl")))
    for line in expected:
        if line.startswith("> "):
            conversation.hear(line.removeprefix("> "))
    assert conversation.lines == expected, "\n" + "\n".join(conversation.lines)


def _written(verb: Verb) -> Iterator[str]:
    match verb:
        case Ask(prompts=prompts):
            for prompt in prompts:
                yield from _spoken(prompt)
        case Say() | Play() | Pause():
            yield from _spoken(verb)
        case Record():
            yield "  ● beep"
        case Ring(reach=reach):
            yield f"  ☎ {reach}"
        case Connect(phone=phone):
            yield f"  ☎ {phone}"
        case Bridge():
            yield "  (they talk)"
        case Hangup():
            yield "  (hangs up)"


def _spoken(prompt: Prompt) -> Iterator[str]:
    match prompt:
        case Say(text, language):
            first, *others = SENTENCE_END.split(text)
            yield f"{language} {first}"
            yield from (f"   {sentence}" for sentence in others)
        case Play(piece):
            yield f"  ♪ {piece}"
        case Pause(length):
            yield f"  … {length}"


def _named(intent: Intent) -> str:
    told = (getattr(intent, each.name) for each in fields(intent) if (each.name, getattr(intent, each.name)) != NOBODY)
    return " ".join((type(intent).__name__, *map(_short, told)))


def _short(value: object) -> str:
    match value:
        case datetime():
            return f"{value:%H:%M}"
        case Window(from_at, to_at):
            return f"{from_at:%H:%M}-{to_at:%H:%M}"
    return str(value)
