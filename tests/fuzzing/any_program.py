"""Programs at the API, supervisors, people and time in any order, held against a plain model of what must be so.

The model knows what each request may be answered with, that what is refused changes nothing, that what is withdrawn
stays so, that a deadline never moves, and that an act taken back leaves what was there before. Shapes and documented
codes are `Api`'s to look at. Deliberately breaks no store and no carrier: the journeys' own histories do.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, get_args

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from routing.skills import PromiseId
from tests.journeys.any_history import PACE, talks_a_while
from tests.journeys.conftest import MONDAY_NOON
from tests.journeys.world import World
from tests.voice_app.api.api import Api, Json
from voice_app import caring
from voice_app.caring import UNDO_FOR, Kept, Kind, Order, Wanted
from voice_app.ledger import ActId, acts

OWED = ("open", "attempting")
PHONES = ("+31622222221", "+31622222222", "+31633333333", "+870776000000")
"""The last is outside the line's policy."""
AGENTS = ("anna", "bram", "chloe")
NOBODY = "nobody"
RESTORED = (
    *("needs_approval", "window", "preferred_agent", "preferred_until"),
    *("phone", "need", "matters", "language", "made_at", "due_by"),
)
"""What an act that is taken back leaves as it was."""

phones = st.sampled_from(PHONES)
agents = st.sampled_from((*AGENTS, NOBODY))
whole_hours = st.integers(0, 30)
which = st.integers(0, 6)
"""Which promise: they are counted, and the last of all is none."""


@dataclass
class Taken:
    """An act that changed a promise from `before`. `is_fresh`: nothing else has happened since."""

    act: ActId
    at: datetime
    before: Json
    is_fresh: bool = True


@dataclass
class Known:
    """One promise as it must be."""

    id: str
    phone: str
    due_by: str
    state: str
    act: Taken | None = None


class AnyProgram(RuleBasedStateMachine):
    """One line, and whoever has its token."""

    def __init__(self, world_at: Callable[[datetime], World]) -> None:
        super().__init__()
        self.world_at = world_at
        self.known: dict[str, Known] = {}
        self.versions: dict[int, Json] = {}

    @initialize(ready=st.sets(st.sampled_from(AGENTS)))
    def opens(self, ready: set[str]) -> None:
        self.world = self.world_at(MONDAY_NOON)
        self.world.pace = PACE
        self.api = Api(self.world.house, self.world.app)
        for phone in PHONES:
            self.world.caller(phone, phone).behaviour = talks_a_while
        self.world.agent("anna").accepts()
        self.world.signs_on(*sorted(ready))
        self._notes_the_line(self._asks("GET", "/api/line")[1])

    # promises

    @rule(phone=phones, need=st.sampled_from(("billing", "technical", None)), hours=st.none() | whole_hours)
    def asks_for_a_callback(self, phone: str, need: str | None, hours: int | None) -> None:
        window = None if hours is None else self._window(hours)
        owed = next((one for one in self.known.values() if one.phone == phone and one.state in OWED), None)
        status, shown = self._asks("POST", "/api/promises", phone=phone, need=need, window=window)
        if owed is None:
            assert (status, shown["id"] in self.known) == (201, False)
            self._knows(shown)
        else:
            assert (status, shown["id"]) == (200, owed.id)
            self._has_happened(owed.id)

    @rule(which=which)
    def withdraws(self, which: int) -> None:
        id_, known = self._which(which)
        status, _ = self._asks_of(id_, "withdraw", reason="solved")
        if known is not None:
            assert status == (200 if known.state in (*OWED, "withdrawn") else 409)
        if known is not None and status == 200 and known.state != "withdrawn":
            known.state = "withdrawn"
            self._has_happened(id_)

    @rule(which=which)
    def approves(self, which: int) -> None:
        id_, known = self._which(which)
        waits = known is not None and self._shown(id_)["needs_approval"]
        status, shown = self._asks_of(id_, "approve", by="chloe")
        if known is not None:
            assert status == (409 if waits and known.state not in OWED else 200)
            assert status == 409 or not shown["needs_approval"]
        if waits and status == 200:
            self._has_happened(id_)

    @rule(which=which, agent=agents)
    def gives(self, which: int, agent: str) -> None:
        status, shown = self._acts(which, "give", "too_late_to_give", agent=agent)
        assert status != 200 or shown["preferred_agent"] == agent != NOBODY

    @rule(which=which)
    def has_it_called_now(self, which: int) -> None:
        self._acts(which, "call_now")

    @rule(which=which, hours=whole_hours)
    def moves(self, which: int, hours: int) -> None:
        status, shown = self._acts(which, "move", "does_not_fit", window=self._window(hours))
        assert status != 200 or shown["window"]["to"] <= shown["due_by"]

    def _acts(self, which: int, kind: Kind, but: str = "", **said: Any) -> tuple[int, Json]:
        """`but`: the reason that the model cannot foretell."""
        id_, known = self._which(which)
        before = None if known is None else self._shown(id_)
        status, answer = self._asks_of(id_, kind, by="program", **said)
        if known is None or before is None:
            return status, answer
        against = self._against(before, said.get("agent"))
        if status == 200:
            assert against is None
            self._has_happened(id_, Taken(self._last_act(id_), self.world.now, before))
        else:
            assert answer["code"] == (against or but)
        return status, answer

    def _against(self, shown: Json, agent: str | None) -> str | None:
        if shown["state"] not in OWED:
            return "closed"
        if shown["state"] == "attempting":
            return "being_called"
        if shown["needs_approval"]:
            return "unapproved"
        return "no_such_agent" if agent == NOBODY else None

    # what the pages do beside it

    @rule(which=which, because=st.sampled_from(("asked", "spoken")))
    def is_withdrawn_on_the_page(self, which: int, because: Any) -> None:
        id_, known = self._which(which)
        if known is None:
            return
        before = self._shown(id_)
        order = Order(ActId(self.world.house.new_id()), Wanted("withdraw", because=because), "chloe", self.world.now)
        came_of_it = caring.act(self.world.house, order, [PromiseId(id_)])
        assert (came_of_it.done == (PromiseId(id_),)) == (known.state in OWED)
        if came_of_it.done:
            known.state = "withdrawn"
            self._has_happened(id_, Taken(order.id, order.at, before))

    @rule(which=which)
    def takes_it_back(self, which: int) -> None:
        id_, known = self._which(which)
        if known is None or known.act is None:
            return
        taken, now_is = known.act, self._shown(id_)
        undone = caring.undo(self.world.house, taken.act, "chloe", self.world.now)
        assert undone is not None
        shown, because = self._shown(id_), undone.kept.get(PromiseId(id_))
        if because is None:
            assert undone.done == (PromiseId(id_),)
            assert {name: shown[name] for name in RESTORED} == {name: taken.before[name] for name in RESTORED}
            assert shown["state"] in OWED
        else:
            assert because in get_args(Kept)
            assert shown == now_is
        if taken.is_fresh:
            in_the_way = known.state not in OWED and self._is_owed_another(known)
            assert because == ("in_the_way" if in_the_way else None)
        if self.world.now >= taken.at + UNDO_FOR:
            assert because == "too_late"
        known.act, known.state = None, shown["state"]

    def _is_owed_another(self, known: Known) -> bool:
        return any(one.phone == known.phone and one.state in OWED for one in self.known.values() if one is not known)

    def _last_act(self, id_: str) -> ActId:
        with self.world.house.ledger.read() as ledger:
            act = acts.last_of(ledger, PromiseId(id_), self.world.now - UNDO_FOR)
        assert act is not None
        return act.id

    # agents

    @rule(agent=agents, presence=st.sampled_from(("ready", "on_break", "signed_out", "asleep")))
    def declares(self, agent: str, presence: str) -> None:
        path = f"/api/agents/{agent}"
        status, shown = self._asks("PUT", f"{path}/presence", presence=presence)
        assert status == (422 if presence == "asleep" else 404 if agent == NOBODY else 200)
        if status == 200:
            assert (shown["presence"], self._asks("GET", path)[1]["presence"]) == (presence, presence)

    @rule(agent=agents, disposition=st.sampled_from(("resolved", "follow_up", "not_reached")), calls_back=st.booleans())
    def wraps_up(self, agent: str, disposition: str, calls_back: bool) -> None:
        path = f"/api/agents/{agent}"
        was, before = self._asks("GET", path)
        said = {"call_back": {"by_me": False}} if calls_back else {}
        status, answer = self._asks("POST", f"{path}/wrapped", disposition=disposition, **said)
        if agent == NOBODY:
            assert (was, status) == (404, 404)
        elif status != 200:
            assert self._asks("GET", path)[1] == before
            assert before["activity"] != "wrapping_up" or calls_back
        else:
            assert (answer["promise"] is not None) == calls_back
            if calls_back:
                self._knows(answer["promise"])

    @rule(phone=phones)
    def rings_the_line(self, phone: str) -> None:
        """And talks to somebody, if somebody takes it."""
        caller = self.world.caller(phone, phone)
        if caller.is_in_call:
            return
        caller.dials(self.world.carrier.line).waits("8s")
        if caller.is_in_call:
            caller.presses("1").waits("40s")
        if caller.is_in_call:
            caller.hangs_up()
        self._passes("2s")

    # the line

    @rule(due=st.sampled_from(("4h", "8h", "24h", "soon")), behind=st.integers(0, 2))
    def edits_the_line(self, due: str, behind: int) -> None:
        newest = max(self.versions)
        content = self.versions[newest] | {"callback": {**self.versions[newest]["callback"], "due_within": due}}
        base = max(1, newest - behind)
        status, answer = self._asks("PUT", "/api/line", base=base, content=content, by="program")
        self._is_changed(422 if due == "soon" else self._expected(base, content), status, answer)

    @rule(version=st.integers(1, 4), behind=st.integers(0, 2))
    def restores_a_version(self, version: int, behind: int) -> None:
        newest = max(self.versions)
        base = max(1, newest - behind)
        status, answer = self._asks("POST", f"/api/line/versions/{version}/restore", base=base)
        wanted = self.versions.get(version)
        self._is_changed(404 if wanted is None else self._expected(base, wanted), status, answer)
        assert status != 200 or answer["content"] == self.versions[version]

    def _expected(self, base: int, content: Json) -> int:
        """Who wants what is so already is told so, from whatever version."""
        newest = max(self.versions)
        return 200 if base == newest or content == self.versions[newest] else 409

    def _is_changed(self, expected: int, status: int, answer: Json) -> None:
        newest = max(self.versions)
        assert status == expected
        if status == 200:
            is_new = answer["content"] != self.versions[newest]
            assert answer["version"] == (newest + 1 if is_new else newest)
            self._notes_the_line(answer)
        elif status == 409:
            assert (answer["code"], answer["newest"]["version"]) == ("overtaken", newest)

    def _notes_the_line(self, shown: Json) -> None:
        self.versions.setdefault(shown["version"], shown["content"])

    # time

    @rule(time=st.sampled_from(("2s", "40s", "6m", "11m", "2h", "9h")))
    def time_passes(self, time: str) -> None:
        self._passes(time)

    def _passes(self, time: str) -> None:
        self.world.passes(time)
        for known in self.known.values():
            self._is_not_fresh(known)

    # what must be true after each step

    @invariant()
    def the_promises_are_as_they_must_be(self) -> None:
        _, page = self._asks("GET", "/api/promises")
        shown = {one["id"]: one for one in page["items"]}
        assert shown.keys() == self.known.keys()
        assert page["next_cursor"] is None
        for id_, known in self.known.items():
            now_is = shown[id_]
            assert (now_is["phone"], now_is["due_by"]) == (known.phone, known.due_by)
            if known.state not in OWED:
                assert now_is["state"] == known.state
            assert now_is["state"] != "withdrawn" or known.state == "withdrawn"
            known.state = now_is["state"]
        owed = [known.phone for known in self.known.values() if known.state in OWED]
        assert len(owed) == len(set(owed))

    @invariant()
    def no_version_of_the_line_has_changed(self) -> None:
        _, page = self._asks("GET", "/api/line/versions")
        assert [one["version"] for one in page["items"]] == sorted(self.versions, reverse=True)
        assert self._asks("GET", "/api/line")[1]["content"] == self.versions[max(self.versions)]

    def teardown(self) -> None:
        if hasattr(self, "api"):
            for version, content in self.versions.items():
                assert self._asks("GET", f"/api/line/versions/{version}")[1]["content"] == content
            self.world.examine()

    # asking

    def _asks(self, method: str, path: str, **said: Any) -> tuple[int, Json]:
        """The answer, which is one that the document promises."""
        answer = self.api.client.open(path, method=method, headers=self.api.bearer, json=said or None)
        self.api.check(method, path, answer)
        return answer.status_code, answer.get_json()

    def _asks_of(self, id_: str, what: str, **said: Any) -> tuple[int, Json]:
        """Of a promise; what is refused changes nothing."""
        before = self._shown(id_)
        status, answer = self._asks("POST", f"/api/promises/{id_}/{what}", **said)
        assert (status == 404) == (before is None)
        if status == 200:
            assert answer == self._shown(id_)
        else:
            assert self._shown(id_) == before
        return status, answer

    def _shown(self, id_: str) -> Any:
        status, shown = self._asks("GET", f"/api/promises/{id_}")
        return shown if status == 200 else None

    def _which(self, which: int) -> tuple[str, Known | None]:
        ids = [*self.known, NOBODY]
        id_ = ids[min(which, len(ids) - 1)]
        return id_, self.known.get(id_)

    def _knows(self, shown: Json) -> None:
        owed = self.known.setdefault(shown["id"], Known(shown["id"], shown["phone"], shown["due_by"], shown["state"]))
        assert owed.state in OWED

    def _has_happened(self, id_: str, act: Taken | None = None) -> None:
        """Something has, after which an act before it cannot be taken back."""
        known = self.known[id_]
        self._is_not_fresh(known)
        known.act = act or known.act

    def _is_not_fresh(self, known: Known) -> None:
        if known.act is not None:
            known.act.is_fresh = False

    def _window(self, hours: int) -> Json:
        from_at = self.world.now + timedelta(hours=hours)
        span = {"from": from_at, "to": from_at + timedelta(hours=1)}
        return {name: f"{at:%Y-%m-%dT%H:%M:%SZ}" for name, at in span.items()}
