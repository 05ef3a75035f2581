"""How one call of a past that is made up went, from its arrival to what its agent noted of it.

A caller finds the line closed, hangs up in the menu, waits and is answered, gives up, or takes the callback that is
offered. Some chose wrongly and are sent on; some come back about the same. Deliberately dials nobody: `keeping` does.
"""

import heapq
from typing import Final

from tools.past import asking, keeping, words
from tools.past.ink import DAY, HOUR, MINUTE, SECOND, at
from tools.past.people import somebody_abroad
from tools.past.staff import Worker
from tools.past.world import TO_ACCEPT, Arrival, Owed, World

PATIENCE: Final = 260.0
"""Seconds, on average, that somebody waits who is not offered anything."""
LONGEST_PATIENCE: Final = 720 * SECOND
OFFERED_AFTER: Final = 30 * SECOND
SHARES: Final = (0.46, 0.29, 0.17, 0.08)
FIRST_LANGUAGE: Final = 0.84
WHATEVER: Final = 0.05
IN_THE_MENU = 0.04
ANONYMOUS = 0.01
ABROAD = 0.004
TAKES_OFFER, TAKES_OFFER_IF_NOBODY, TAKES_OFFER_IF_CLOSED = 0.42, 0.62, 0.5
NOT_ACCEPTED = 0.025
WRONG_CHOICE = 0.035
UNNOTED, NOTED = 0.05, 0.33
RESOLVED, RETURNS_RESOLVED, RETURNS_UNRESOLVED = 0.79, 0.03, 0.3
PROMISED_BY_AGENT = 0.015
AGREES_TO_FOLLOW_UP = 0.3


def take(world: World, arrived: int, *, is_open: bool, may_promise: bool) -> None:
    """A call comes in. `may_promise`: its caller may want to be called back."""
    call = _who(world, arrived)
    chance = world.chance
    if not is_open:
        takes = chance.random() < TAKES_OFFER_IF_CLOSED
        if takes and may_promise and _promise(world, call, arrived + world.seconds(12, 40), "closed"):
            _end(world, call, arrived + world.seconds(45, 70), "promised")
        else:
            call.need = None
            _end(world, call, arrived + world.seconds(5, 20), "left", chosen=False)
        return
    if chance.random() < IN_THE_MENU:
        call.need = None
        _end(world, call, arrived + world.seconds(3, 15), "left", chosen=False)
        return
    _wait(world, call, arrived + world.seconds(9, 22), may_promise=may_promise)


def _who(world: World, arrived: int) -> Arrival:
    """Somebody who was to call again by now, or anybody; nobody who is on the phone with us at this moment."""
    chance = world.chance
    if world.returns and world.returns[0][0] <= arrived:
        _, _, phone, need, language = heapq.heappop(world.returns)
        if not _is_busy(world, phone, arrived):
            return Arrival(world, arrived, phone, need, language)
    drawn = chance.random()
    need = None if chance.random() < WHATEVER else chance.choices(world.needs, SHARES[: len(world.needs)])[0]
    languages = world.terms.line.languages
    language = languages[0] if len(languages) == 1 or chance.random() < FIRST_LANGUAGE else chance.choice(languages[1:])
    if drawn < ANONYMOUS:
        return Arrival(world, arrived, None, need, language)
    phone = somebody_abroad(chance) if drawn < ANONYMOUS + ABROAD else world.people.somebody(chance)
    while _is_busy(world, phone, arrived):
        phone = world.people.somebody(chance)
    return Arrival(world, arrived, phone, need, language)


def _is_busy(world: World, phone: str, now: int) -> bool:
    owed = keeping.open_to(world, phone, now)
    return owed is not None and (owed.closed is not None or owed.busy_until > now)


def _wait(world: World, call: Arrival, joined: int, *, may_promise: bool) -> None:
    call.joined = joined
    found, waits = world.pick(call.need, call.language, joined), joined
    while found is not None and world.chance.random() < NOT_ACCEPTED:
        worker, start = found
        _reserve(world, call, worker, start, closed=start + 15 * SECOND, result="no_answer", waits=waits)
        worker.free_at = start + 15 * SECOND + MINUTE
        found = world.pick(call.need, call.language, start + 15 * SECOND)
    patience = min(int(world.chance.expovariate(1 / PATIENCE) * 1000) * 1000 + 8 * SECOND, LONGEST_PATIENCE)
    wait = None if found is None else found[1] - joined
    if wait is None or wait > SECOND:
        why = "nobody_ready" if wait is None else "nobody_idle"
        world.ink.add("match_notes", call.sid, None, at(joined), "not_matched", why, 0, None, None)
    if wait is None or wait > OFFERED_AFTER:
        call.offered = joined + (2 * SECOND if wait is None else OFFERED_AFTER)
        wants = world.chance.random() < (TAKES_OFFER_IF_NOBODY if wait is None else TAKES_OFFER)
        key = call.offered + world.seconds(4, 70)
        in_time = (wait is None or key < joined + wait) and key < joined + patience
        if wants and may_promise and in_time and _promise(world, call, key, "wait", counts_from=joined):
            _end(world, call, key + world.seconds(12, 30), "promised")
            return
    if found is None or patience < found[1] - joined:
        call.offered = call.offered if call.offered and call.offered < joined + patience else None
        _end(world, call, joined + patience, "abandoned")
        return
    _talk(world, call, *found, waits, may_promise=may_promise)


def _talk(world: World, call: Arrival, worker: Worker, start: int, waits: int, *, may_promise: bool) -> None:
    answered = start + world.seconds(*TO_ACCEPT)
    _answer(world, call, worker, start, answered=answered, waits=waits)
    owed = keeping.open_to(world, call.phone, answered) if call.phone else None
    if owed is not None and owed.closed is None and (owed.need in (None, call.need) or call.need is None):
        keeping.speak(world, owed, answered)
    is_slip = call.need is not None and len(world.needs) > 1 and world.chance.random() < WRONG_CHOICE
    if is_slip and arrived_early(world, call):
        _send_on(world, call, worker, answered, waits)
        return
    ended = answered + world.talk()
    _wrap(world, call, worker, ended, may_promise=may_promise)


def arrived_early(world: World, call: Arrival) -> bool:
    """Is there time enough left in this past for all that may follow?"""
    return call.arrived < world.until - 2 * HOUR


def _answer(world: World, call: Arrival, worker: Worker, start: int, *, answered: int, waits: int) -> None:
    call.talk = _reserve(world, call, worker, start, closed=answered, result="accepted", waits=waits)
    call.answered, call.answered_by = call.answered or answered, worker


def _reserve(world: World, call: Arrival, worker: Worker, start: int, *, closed: int, result: str, waits: int) -> str:
    held = world.new_id()
    reason = world.reason(worker, call.need, call.language, start, start - waits)
    world.ink.add("reservations", held, call.sid, None, worker.id, reason, at(start), at(closed), result)
    return held


def _send_on(world: World, call: Arrival, worker: Worker, answered: int, waits: int) -> None:
    """The caller chose wrongly: the agent finds out within a minute, and sends the call on to where it belongs."""
    before, talk = call.need, call.talk
    call.need = world.chance.choice([need for need in world.needs if need != before])
    asked = answered + world.seconds(20, 58)
    arrived = asked + 2 * SECOND
    worker.free_at = arrived + world.seconds(5, 20)
    world.ink.add(
        *("transfers", world.new_id(), call.sid, talk, 0, worker.id, call.need, before, call.language, "cold"),
        *(None, 1, at(waits), at(waits), "arrived", at(asked), at(asked + SECOND), at(arrived), at(arrived)),
        *("transferred", None, at(arrived + 4 * SECOND), 0),
    )
    call.answered_by = None
    found = world.pick(call.need, call.language, arrived, but=worker)
    patience = world.seconds(60, 500)
    if found is None or found[1] - arrived > patience:
        _end(world, call, arrived + patience, "abandoned")
        return
    second, start = found
    accepted = start + world.seconds(*TO_ACCEPT)
    _answer(world, call, second, start, answered=accepted, waits=waits)
    _wrap(world, call, second, accepted + world.talk(), may_promise=False)


def _wrap(world: World, call: Arrival, worker: Worker, ended: int, *, may_promise: bool) -> None:
    """The talk is over; what the agent says of it, what was promised in it, and whether the person comes back."""
    chance = world.chance
    after = world.seconds(6, 50)
    worker.free_at = ended + after
    is_resolved = chance.random() < RESOLVED
    if chance.random() < UNNOTED:
        _end(world, call, ended, "answered")
    else:
        note = words.note(call.language, chance, is_settled=is_resolved) if chance.random() < NOTED else None
        said = ("resolved" if is_resolved else "follow_up", note, at(ended + after), int(is_resolved))
        _end(world, call, ended, "answered", said=said)
    if call.phone is None:
        return
    if may_promise and not is_resolved and chance.random() < PROMISED_BY_AGENT / (1 - RESOLVED):
        _promise(world, call, ended - 5 * SECOND, "agent", made_by=worker.id)
    elif chance.random() < (RETURNS_RESOLVED if is_resolved else RETURNS_UNRESOLVED):
        again = ended + int((HOUR / DAY + chance.random() * 5) * DAY)
        heapq.heappush(world.returns, (again, world.number(), call.phone, call.need, call.language))
    if is_resolved and chance.random() < AGREES_TO_FOLLOW_UP:
        asking.ask(world, call, worker, ended)


def _promise(
    world: World, call: Arrival, made: int, source: str, *, counts_from: int | None = None, made_by: str | None = None
) -> bool:
    """The caller is owed a callback from now on; false where none can be, or one is."""
    owed = _owed(world, call, made, source, counts_from=counts_from or made, made_by=made_by)
    if owed is not None:
        keeping.make(world, owed)
    return owed is not None


def _owed(
    world: World, call: Arrival, made: int, source: str, *, counts_from: int, made_by: str | None = None
) -> Owed | None:
    if call.phone is None or keeping.open_to(world, call.phone, made) is not None:
        return None
    due = keeping.due(world, call.phone, call.need, made)
    if due is None:
        return None
    outside = call.phone.startswith("+44") and "GB" not in world.terms.line.policy.allowed_regions
    return Owed(
        id=world.new_id(),
        phone=call.phone,
        need=call.need,
        language=call.language,
        source=source,
        call_sid=call.sid,
        made=made,
        due=due[0],
        effective=due[1],
        late=due[2],
        counts_from=counts_from,
        not_before=made,
        talk=call.talk if made_by else None,
        made_by=made_by,
        needs_approval="country" if outside else None,
    )


def leave_owed(world: World) -> None:
    """One promise of each kind that a supervisor looks at first: broken, at risk, to be approved, and just made."""
    within = int(world.terms.line.callback.due_within.total_seconds()) * SECOND
    for made, is_abroad in (
        (world.until - within - 100 * MINUTE, False),
        (world.until - within + 70 * MINUTE, False),
        (world.until - 5 * HOUR, True),
        (world.until - HOUR, False),
    ):
        phone = somebody_abroad(world.chance) if is_abroad else world.people.newcomer()
        call = Arrival(world, made - 2 * MINUTE, phone, world.needs[0], world.terms.line.languages[0])
        owed = _owed(world, call, made, "wait", counts_from=made - MINUTE)
        if owed is not None:
            call.joined, call.offered = made - MINUTE, made - 20 * SECOND
            keeping.leave(world, owed)
            _end(world, call, made + 15 * SECOND, "promised")


def _end(
    world: World,
    call: Arrival,
    ended: int,
    outcome: str,
    *,
    chosen: bool = True,
    said: tuple[str, str | None, str, int] | None = None,
) -> None:
    """The call as it stands when it is over."""
    disposition, note, wrapped, is_resolved = said or (None, None, None, None)
    earlier = world.earlier(call.phone, call.need, call.sid, call.arrived) if call.phone and chosen else None
    world.ink.add(
        *("calls", call.sid, call.phone, world.line_version, at(call.arrived), call.need),
        *(call.language if chosen else None, None if call.offered is None else at(call.offered)),
        *(call.answered_by.id if call.answered_by else None, None if call.answered is None else at(call.answered)),
        *(at(ended), outcome, disposition, note, wrapped, is_resolved),
        *(None if call.joined is None else at(call.joined), earlier),
    )
