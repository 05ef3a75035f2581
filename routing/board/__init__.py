"""The board: what is true only right now (who waits, who is free, who is ringing), and the guarded moves on it.

Lose it, and it grows back: agents by `enrol` and `set_presence`, calls by `join` from the hold loop. Ids only: no phone
number and no name is ever written here. Deliberately decides nothing: a move is told what was decided, and says
whether the world was still the same. Each is one Lua file; expiries are instants on the board, never TTLs.
"""

from routing.board.agents import Agents
from routing.board.calls import Calls
from routing.board.desks import Desks, InHand, Queue
from routing.board.figures import Figures
from routing.board.matches import Matches
from routing.board.mends import Mends
from routing.board.store import LUA, NAME, SHARED, BoardGone
from routing.board.waits import Told, Waits
from routing.board.watch import GHOST_AFTER, Watch


class Board(Agents, Calls, Desks, Figures, Matches, Mends, Waits, Watch):
    """All the moves, split by who makes them."""


__all__ = ["GHOST_AFTER", "LUA", "NAME", "SHARED", "Board", "BoardGone", "InHand", "Queue", "Told"]
