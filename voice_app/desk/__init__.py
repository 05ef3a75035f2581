"""An agent's desk, without any page: what it shows at one instant (`desk_of`), and what its agent does on it.

The page, the API and the telephone ask the same; whatever the page shows is in `Desk`. An act names the reservation of
the conversation that it is about: where that is over, or somebody else's, it says so and changes nothing.
"""

from voice_app.desk.floor import Floor, floor_of
from voice_app.desk.looking import desk_of
from voice_app.desk.state import (
    Card,
    Colleague,
    Day,
    Desk,
    Draft,
    MyPromise,
    NeedOpen,
    Stage,
    Waiting,
    WaitingFor,
)

__all__ = [
    "Card",
    "Colleague",
    "Day",
    "Desk",
    "Draft",
    "Floor",
    "MyPromise",
    "NeedOpen",
    "Stage",
    "Waiting",
    "WaitingFor",
    "desk_of",
    "floor_of",
]
