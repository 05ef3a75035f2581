"""How promises of a past that is made up were made, tried and ended, each as the code would have written it.

Agents call back when nobody waits. Some are given up, withdrawn, kept because the person rang again; some are struck by
what breaks promises on real lines. Deliberately writes each promise once, when it has ended or the past is over.
"""

import heapq
from datetime import timedelta
from typing import Final

from routing import deadlines
from tools.past import words
from tools.past.ink import EPOCH, HOUR, MINUTE, SECOND, Row, at, micros
from tools.past.staff import Worker
from tools.past.telling import iso, tell, tell_made, write
from tools.past.world import Owed, World
from voice_app.numbers import Phone

STRUCK: Final = (
    ("too_few_agents", 34),
    ("nobody_signed_on", 16),
    ("carrier_down", 14),
    ("service_down", 6),
    ("needs_approval", 12),
    ("capped", 4),
    ("carrier_refused", 4),
)
"""By what a promise is broken that could have been kept, and how often each."""
STRUCK_SHARE, WITHDRAWN_SHARE = 0.012, 0.045
OUTCOMES: Final = (
    ("spoke", 640),
    ("no_answer", 200),
    ("machine", 85),
    ("busy", 45),
    ("wrong_number", 6),
    ("provider_error", 8),
)
NOT_ACCEPTED: Final = 0.03
SAYS_NOTHING, RESOLVED, NOTED = 0.04, 0.82, 0.4
"""Of the agents who reached somebody, those who do not say how it went; of the others those who solved it at once, and
who wrote something down."""
MOST_TRIES: Final = 3
LONGEST_TRY: Final = 25 * MINUTE
GAP: Final = 95 * MINUTE
LOOKED_PAST: Final = 6
"""So many promises that nobody can take yet are passed over for one that somebody can."""


def make(world: World, owed: Owed) -> None:
    """Owe it, and let chance say what is to come of it."""
    chance = world.chance
    world.owed_to[owed.phone] = owed
    world.open += 1
    tell_made(owed)
    drawn = chance.random()
    if drawn < WITHDRAWN_SHARE:
        _withdraw(world, owed)
    elif drawn < WITHDRAWN_SHARE + STRUCK_SHARE and owed.needs_approval is None:
        owed.struck = chance.choices([cause for cause, _ in STRUCK], [weight for _, weight in STRUCK])[0]
        owed.not_before = owed.due + world.seconds(600, 50_000)
        _push(world, owed)
    else:
        if owed.needs_approval is not None:
            owed.not_before = owed.made + world.seconds(600, 20_000)
            _approve(world, owed, owed.not_before)
        _push(world, owed)


def due(world: World, phone: str, need: str | None, made: int) -> tuple[int, int, str | None] | None:
    """By when, the last instant at which that can be done, and why it is later than usual. None: never."""
    made_at = EPOCH + timedelta(microseconds=made)
    calling = world.terms.calling(Phone(phone), need, made_at)
    found = deadlines.deadline(made_at, world.terms.line.callback.due_within, calling)
    if found is None:
        return None
    return micros(found.due_by), micros(found.effective_due_by), "calendar" if found.in_hole else None


def tend(world: World, now: int) -> None:
    """Whoever has had nothing to do for a minute calls back those who are due."""
    passed = list[tuple[int, int, Owed]]()
    while world.queue and world.queue[0][0] <= now - MINUTE and len(passed) < LOOKED_PAST:
        item = heapq.heappop(world.queue)
        owed = item[2]
        if owed.closed is not None:
            continue
        found = _idle(world, owed, now)
        if found is None:
            passed.append(item)
        else:
            _try(world, owed, *found)
    for item in passed:
        heapq.heappush(world.queue, item)


def speak(world: World, owed: Owed, when: int) -> None:
    """The person rang, and an agent answered: it is kept."""
    _close(world, owed, "kept", when + SECOND, kept=when, how="called_back")


def open_to(world: World, phone: str, now: int) -> Owed | None:
    """What is owed to this phone."""
    owed = world.owed_to.get(phone)
    if owed is None or (owed.closed is not None and owed.closed <= now):
        return None
    return owed


def finish(world: World, keep: int) -> None:
    """The past is over. So many promises stay open; what else is left is withdrawn."""
    left = sorted((owed for owed in world.owed_to.values() if owed.closed is None), key=lambda one: (one.made, one.id))
    for owed in left[: max(0, len(left) - keep)]:
        when = max(owed.made, owed.busy_until, world.until - world.chance.randrange(MINUTE, 3 * HOUR))
        _close(world, owed, "withdrawn", min(when, world.until), reason="caller")
    for owed in left[max(0, len(left) - keep) :]:
        write(world, owed)


def leave(world: World, owed: Owed) -> None:
    """Owed at the end, and nobody has tried."""
    world.owed_to[owed.phone] = owed
    tell_made(owed)
    write(world, owed)


def _withdraw(world: World, owed: Owed) -> None:
    when = owed.made + min(int(world.chance.expovariate(1 / 5400) * 1000) * 1000 + MINUTE, 20 * HOUR)
    if when < world.until:
        _close(world, owed, "withdrawn", when, reason="caller")


def _push(world: World, owed: Owed) -> None:
    heapq.heappush(world.queue, (owed.not_before, world.number(), owed))


def _idle(world: World, owed: Owed, now: int) -> tuple[Worker, int] | None:
    anybody = owed.language not in world.spoken
    found, earliest = None, now
    for worker in world.staff.workers:
        if not worker.until or not (anybody or owed.language in worker.languages):
            continue
        start = max(worker.free_at, owed.not_before)
        has_time = start + MINUTE <= now and start < worker.until and start + LONGEST_TRY <= world.until
        if has_time and (found is None or start < earliest):
            found, earliest = worker, start
    return None if found is None else (found, earliest)


def _try(world: World, owed: Owed, worker: Worker, start: int) -> None:
    """One attempt, from its row to its end."""
    chance, attempt, leg = world.chance, world.new_id(), f"CA{world.new_id()}"
    owed.tries += 1
    tell(owed, start, "attempt_intended", attempt=attempt, agent=worker.id)
    tell(owed, start + SECOND, "attempt_sent", attempt=attempt, leg=leg)
    reason = world.reason(worker, owed.need, owed.language, start, max(0, start - owed.counts_from))
    reason = reason.replace("next_in_line", "room_to_call_back").replace("best_match", "room_to_call_back")
    accepted = chance.random() >= NOT_ACCEPTED
    picked_up = start + (world.seconds(4, 10) if accepted else 16 * SECOND)
    result = "accepted" if accepted else "no_answer"
    world.ink.add("reservations", attempt, None, owed.id, worker.id, reason, at(start), at(picked_up), result)
    base = (attempt, owed.id, owed.tries, worker.id, "ended", at(start), leg)
    if not accepted:
        tell(owed, picked_up, "agent_refused", attempt=attempt, cause="no_answer")
        undialled = (None,) * 6
        ended = (at(picked_up), None, "no_answer", 0, None, None, None, None, None)
        owed.attempts.append((*base, at(start + SECOND), *undialled, *ended))
        worker.free_at = picked_up + MINUTE
        _again(world, owed, picked_up, picked_up)
        return
    _dial(world, owed, worker, picked_up, base)


def _dial(world: World, owed: Owed, worker: Worker, gated: int, base: Row) -> None:
    chance, attempt = world.chance, str(base[0])
    outcome = chance.choices([one for one, _ in OUTCOMES], [weight for _, weight in OUTCOMES])[0]
    tell(owed, gated, "customer_dialled", attempt=attempt)
    answered = gated + world.seconds(5, 18) if outcome in ("spoke", "machine", "wrong_number") else None
    if answered is None:
        customer_ended, talked = gated + (2 * SECOND if outcome == "provider_error" else world.seconds(18, 27)), 0.0
    else:
        length = world.talk() if outcome == "spoke" else world.seconds(8, 25)
        customer_ended, talked = answered + length, length / SECOND
        tell(owed, answered, "customer_answered", attempt=attempt)
    tell(owed, customer_ended, "customer_ended", attempt=attempt, talked_seconds=round(talked))
    presumed = outcome == "spoke" and chance.random() < SAYS_NOTHING
    settled = customer_ended + (5 * MINUTE if presumed else world.seconds(5, 25))
    tell(owed, settled, "attempt_settled", attempt=attempt, outcome=outcome, presumed=presumed)
    resolved = outcome == "spoke" and chance.random() < RESOLVED
    said = {"spoke": "resolved" if resolved else "follow_up", "wrong_number": "wrong_number"}.get(
        outcome, "not_reached"
    )
    is_noted = outcome == "spoke" and chance.random() < NOTED
    note = words.note(owed.language, chance, is_settled=resolved) if is_noted else None
    word = (None, None, None) if presumed else (said, note, at(settled))
    sid = f"CA{world.new_id()}"
    at_once = None if presumed or outcome != "spoke" else int(resolved)
    dialled = (
        at(customer_ended),
        base[6],
        at(gated),
        sid,
        None if answered is None else at(answered),
        at(customer_ended),
        talked,
    )
    owed.attempts.append((*base, *dialled, at(settled), outcome, None, int(presumed), *word, owed.phone, at_once))
    worker.free_at = settled + world.seconds(3, 20)
    owed.busy_until = settled
    if outcome != "provider_error":
        owed.rung += 1
    if outcome == "spoke":
        _close(world, owed, "kept", settled, kept=answered, how="presumed" if presumed else "spoke")
    elif outcome != "wrong_number" and owed.rung >= MOST_TRIES:
        _close(world, owed, "unreached", settled)
    else:
        _after(world, owed, outcome, settled)


def _after(world: World, owed: Owed, outcome: str, settled: int) -> None:
    """When the next try is due; a wrong number is looked at by a colleague, who has the person's right one."""
    pauses = {"busy": 6 * MINUTE, "provider_error": 20 * SECOND, "wrong_number": 2 * HOUR}
    pause = pauses.get(outcome, GAP) + world.chance.randrange(20 * MINUTE)
    if outcome == "wrong_number":
        tell(owed, settled, "held", cause="wrong_number")
        _approve(world, owed, settled + pause)
    _again(world, owed, settled, settled + pause)


def _approve(world: World, owed: Owed, when: int) -> None:
    """A colleague decides that it may be called."""
    owed.approved = (world.supervisor, when)
    tell(owed, when, "approved", by=world.supervisor)


def _again(world: World, owed: Owed, ended: int, not_before: int) -> None:
    owed.busy_until, owed.not_before = ended, not_before
    _push(world, owed)


def _close(
    world: World,
    owed: Owed,
    state: str,
    when: int,
    *,
    kept: int | None = None,
    how: str | None = None,
    reason: str | None = None,
) -> None:
    world.open -= 1
    owed.state, owed.closed, owed.kept, owed.kept_how, owed.reason = state, when, kept, how, reason
    if kept is not None:
        tell(owed, when, "kept", how=how, spoke_at=iso(kept))
    else:
        tell(owed, when, state)
    write(world, owed)
