"""A rehearsal: what can be typed, what it does to the people on the stage, and how far time runs on by itself.

You are a caller; the agents behave as you tell them to. Deliberately decides nothing about calls: the house does.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from carrier.page.numbers import as_dialled, as_shown
from carrier.phone import Phone
from carrier.transcript import SPEECH
from carrier.units import span
from routing.agents import Presence
from routing.skills import AgentId, PromiseId
from tools.screen import Screen
from tools.stage import Stage
from voice_app.ledger.promise import Promise
from voice_app.ledger.timeline import Entry, of_promise

STEP = timedelta(seconds=0.5)
AT_MOST = timedelta(seconds=60)
LISTEN_ON = timedelta(seconds=10)
SOUNDS = frozenset({*SPEECH, "music", "ringing"})
QUIET: Final = {"asked": timedelta(seconds=1), "on the phone": timedelta(seconds=2), "off": timedelta(seconds=7)}
"""How long nothing has to happen until it is your turn: a question waits for you only a few seconds, the ticker comes
by every five."""

PRESENCES: Final = {"on": Presence.READY, "off": Presence.SIGNED_OUT, "break": Presence.ON_BREAK}
HABITS: Final[dict[str, Callable[[Phone], Phone]]] = {
    "accepts": Phone.accepts,
    "refuses": Phone.refuses,
    "lets ring": Phone.lets_it_ring,
    "voicemail": Phone.voicemail_answers,
    "is busy": Phone.is_busy,
    "hangs up in the whisper": Phone.hangs_up_in_whisper,
}
ACTS: Final[dict[str, Callable[[Phone], Phone]]] = {
    "hang up": Phone.hangs_up,
    "hangs up": Phone.hangs_up,
    "answer": Phone.answers,
    "answers": Phone.answers,
    "decline": Phone.declines,
    "declines": Phone.declines,
}

HELP = """\
  call                  dial the support number; `call {other}` from another phone
  1                     press a key, or several: 0612345678#
  "mijn factuur"        say something
  hang up · answer · decline
  Enter, +10m, +24h     listen on for ten seconds; push the clock (it stops when your phone rings)

  {agent} on · off · break      declare presence; `all off` for everybody
  {agent} accepts · refuses · lets ring · voicemail · is busy     what happens when it rings
  {agent} 1 · {agent} "hallo" · {agent} hangs up                  or do it by hand

  agents · queue · promises · help · quit

  Try:  call, then 1.  Or:  all off, call, 1, 1, hang up – and then: {agent} on.
"""


class NotUnderstood(Exception):
    """What was typed means nothing, or nothing now; the message says what would."""


@dataclass
class Rehearsal:
    """One stage, one screen, and the phone in your hand."""

    stage: Stage
    screen: Screen
    hand: Phone
    told: dict[PromiseId, int] = field(default_factory=dict)
    heeded: set[str] = field(default_factory=set)  # rings of your phone that you know of
    is_over: bool = False

    def begin(self) -> None:
        """One agent ready, the others signed out: then it is plain who will be rung."""
        roster = self.stage.house.roster
        for place, id_ in enumerate(roster):
            presence = "off" if place else "on"
            self.stage.declares(id_, PRESENCES[presence])
            self.screen.write(f"  {roster[id_].name} is {PRESENCES[presence].replace('_', ' ')}.")

    # ── what is typed ───────────────────────────────────────────────────────────────────────────────────────────────

    def do(self, typed: str) -> None:
        """Carry out one line, then let things happen until it is your turn again. Raises NotUnderstood."""
        words = " ".join(typed.split())
        first, _, rest = words.partition(" ")
        lists = {"agents": self.agents, "queue": self.queue, "promises": self.promises, "help": self.help}
        if not words:
            self._pass(LISTEN_ON)
        elif words in ("quit", "exit"):
            self.is_over = True
        elif words in lists:
            lists[words]()
        elif re.fullmatch(r"\+\d+(\.\d+)?[smhd]", words):
            self._pass(span(words[1:]))
        elif first == "call":
            self._call(rest)
        elif people := self._named(first):
            for id_ in people:
                self._tell_agent(id_, rest)
            self._settle()
        else:
            self._act(self.hand, words)
            self._settle()

    def _call(self, number: str) -> None:
        if number:
            address = as_dialled(number, self.stage.carrier.line)
            if address is None:
                raise NotUnderstood(f"{number} is no phone number")
            known = self.stage.carrier.phones.by_address.get(address)
            self.hand = known or self.stage.caller(address, f"…{address[-4:]}")
        if self.hand.is_in_call:
            raise NotUnderstood("you are on the phone already: hang up first")
        self.hand.dials(self.stage.carrier.line)
        self._settle()

    def _named(self, name: str) -> list[str]:
        known = {agent.name.casefold(): id_ for id_, agent in self.stage.house.roster.items()}
        known |= {id_.casefold(): id_ for id_ in self.stage.house.roster}
        if name.casefold() in ("all", "everybody"):
            return sorted(set(known.values()))
        return [known[name.casefold()]] if name.casefold() in known else []

    def _tell_agent(self, id_: str, what: str) -> None:
        phone = self.stage.agent(id_)
        if what in PRESENCES:
            self.stage.declares(id_, PRESENCES[what])
            self.screen.tell(self.stage.now, phone.name, "▸", f"{PRESENCES[what].replace('_', ' ')}, from now on")
        elif what in HABITS:
            HABITS[what](phone)
        else:
            self._act(phone, what)

    def _act(self, phone: Phone, what: str) -> None:
        said = re.fullmatch(r"""["'“](.+?)["'”]?""", what)
        if not (what in ACTS or said or re.fullmatch(r"[0-9*#]+", what)):
            raise NotUnderstood(f"{what!r} means nothing here; try: help")
        if not phone.is_in_call:
            raise NotUnderstood(f"{phone.name}: the phone is on the hook; try: call")
        if phone.is_ringing and what not in ("answer", "answers", "decline", "declines"):
            raise NotUnderstood(f"{phone.name}: the phone rings; try: answer")
        if what in ("answer", "answers", "decline", "declines") and not phone.is_ringing:
            raise NotUnderstood(f"{phone.name}: the phone does not ring")
        if what in ACTS:
            ACTS[what](phone)
        elif said:
            phone.says(said[1])
        else:
            phone.presses(what)

    # ── time ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def _pass(self, time: timedelta) -> None:
        self.stage.passes(time, until=self._newly_rings)
        self._note()
        if self._newly_rings():
            self._heed()

    def _settle(self) -> None:
        """Let things happen until somebody has to do something, which is you."""
        give_up_at = self.stage.now + AT_MOST
        quiet_since = self.stage.now
        while self.stage.now < give_up_at and self.stage.now - quiet_since < QUIET[self._situation()]:
            happened = len(self.stage.carrier.exchange.record)
            self.stage.passes(STEP, until=self._newly_rings)
            if len(self.stage.carrier.exchange.record) != happened:
                self._note()
                quiet_since = self.stage.now
            elif self._somebody_speaks() or self._somebody_rings():
                quiet_since = self.stage.now
            if self._newly_rings():
                self._heed()
                return
        self._note()
        for phone in self._asked():
            if phone is not self.hand:
                self.screen.write(f"  ({phone.name} is asked something; answer with: {phone.name.casefold()} 1)")

    def _newly_rings(self) -> bool:
        return self.hand.is_ringing and self.hand.legs[-1].sid not in self.heeded

    def _heed(self) -> None:
        self.heeded.add(self.hand.legs[-1].sid)
        self.screen.tell(self.stage.now, self.hand.name, "☎", "your phone rings: answer, or decline")

    def _situation(self) -> str:
        if any(self._asked()):
            return "asked"
        return "on the phone" if self.hand.is_in_call else "off"

    def _asked(self) -> Iterator[Phone]:
        """Who is on the phone with nobody and hears nothing more: a question was put to them."""
        for phone in self._phones():
            leg = phone.leg
            if leg is not None and not phone.is_ringing and leg.peer is None and not self._sounds(phone, SOUNDS):
                yield phone

    def _somebody_speaks(self) -> bool:
        return any(self._sounds(phone, SPEECH) for phone in self._phones() if phone.is_in_call)

    def _somebody_rings(self) -> bool:
        return any(phone.is_ringing for phone in self._phones() if phone is not self.hand)

    def _sounds(self, phone: Phone, kinds: Iterable[str]) -> bool:
        now = self.stage.now
        return any(line.kind in kinds and line.at <= now < line.ends_at for line in phone.transcript.lines[-8:])

    def _phones(self) -> list[Phone]:
        return list(self.stage.carrier.phones.by_address.values())

    # ── what stands written ─────────────────────────────────────────────────────────────────────────────────────────

    def _note(self) -> None:
        """Tell what has been written about promises since the last time."""
        promises = self.stage.promises()
        with self.stage.house.ledger.read() as ledger:
            written = [(promise, of_promise(ledger, promise.id)) for promise in promises]
        for promise, entries in written:
            for entry in entries[self.told.get(promise.id, 0) :]:
                self.screen.tell(entry.at, "promise", "✎", self._in_words(promise, entry))
            self.told[promise.id] = len(entries)

    def _in_words(self, promise: Promise, entry: Entry) -> str:
        if entry.event == "made":
            return f"made: a call to {_whom(promise)}, due by {self._local(promise)}"
        return entry.event.replace("_", " ")

    def _local(self, promise: Promise) -> str:
        return f"{promise.due_by.astimezone(self.screen.zone):%A %H:%M}"

    def agents(self) -> None:
        """Everybody on the roster."""
        for id_, one in sorted(self.stage.house.board.agents(self.stage.house.roster).items()):
            what = f"{one.agent.presence.replace('_', ' ')}, {one.agent.activity.replace('_', ' ')}"
            self.screen.write(f"  {self.stage.house.roster[AgentId(id_)].name:<10} {what}")

    def queue(self) -> None:
        """Who waits, and since when."""
        waiting = self.stage.house.board.waiting(100)
        for place, one in enumerate(waiting, start=1):
            waited = (self.stage.now - one.call.arrived_at).total_seconds()
            need = one.call.need
            self.screen.write(f"  {place}. {need.name or 'anything'}, {need.language}, for {waited:.0f} s, {one.state}")
        if not waiting:
            self.screen.write("  nobody waits")

    def promises(self) -> None:
        """Every promise with its deadline."""
        owed = self.stage.promises()
        for one in owed:
            broken = ", BROKEN" if one.broken_at else ""
            state = f"{one.state}{broken}, due by {self._local(one)}"
            self.screen.write(f"  {_whom(one)}, {one.need or 'anything'}: {state}")
        if not owed:
            self.screen.write("  nothing is promised")

    def help(self) -> None:
        """What can be typed, with names that are on this stage."""
        agent = next(iter(self.stage.house.roster), "anna")
        self.screen.write(HELP.format(agent=agent, other=self.hand.address))


def _whom(promise: Promise) -> str:
    return as_shown(promise.phone) if promise.phone else "somebody"
