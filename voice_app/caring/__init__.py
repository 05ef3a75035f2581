"""What supervisors do with promises: acts with a name and an instant, each on the timeline, each to be taken back for a
while.

    done = act(house, Order(ActId(…), Wanted("give", agent=AgentId("anna")), by, now), [promise])
    undo(house, done.act, by, now)

Deliberately shows nothing and moves no deadline.
"""

from voice_app.caring.acting import act
from voice_app.caring.noting import note
from voice_app.caring.undoing import follow, undo
from voice_app.caring.wanted import MOST, UNDO_FOR, Because, Done, Kept, Kind, Order, Refused, Undone, Wanted

__all__ = [
    "MOST",
    "UNDO_FOR",
    "Because",
    "Done",
    "Kept",
    "Kind",
    "Order",
    "Refused",
    "Undone",
    "Wanted",
    "act",
    "follow",
    "note",
    "undo",
]
