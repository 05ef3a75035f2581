"""An agent's desk, without any page: what it shows at one instant (`desk_of`), and what its agent does on it.

The page, the API and the telephone ask the same; whatever the page shows is in `Desk`. An act names the reservation of
the conversation that it is about: where that is over, or somebody else's, it says so and changes nothing.
"""

from voice_app.desk.calling_back import CallBack, NoCallback, Promised, call_back, windows_to_choose
from voice_app.desk.declaring import UnknownReason, declare
from voice_app.desk.drafting import Elsewhere, Saved, Written, save_draft
from voice_app.desk.floor import Floor, floor_of
from voice_app.desk.looking import desk_of
from voice_app.desk.owners import Refused
from voice_app.desk.state import Card, Colleague, Day, Desk, MyPromise, NeedOpen, Stage, Waiting, WaitingFor
from voice_app.desk.wrapping_up import Wrapped, WrapUp, to_be_noted, wrap_up
from voice_app.ledger.drafts import Draft

__all__ = [
    "CallBack",
    "Card",
    "Colleague",
    "Day",
    "Desk",
    "Draft",
    "Elsewhere",
    "Floor",
    "MyPromise",
    "NeedOpen",
    "NoCallback",
    "Promised",
    "Refused",
    "Saved",
    "Stage",
    "UnknownReason",
    "Waiting",
    "WaitingFor",
    "WrapUp",
    "Wrapped",
    "Written",
    "call_back",
    "declare",
    "desk_of",
    "floor_of",
    "save_draft",
    "to_be_noted",
    "windows_to_choose",
    "wrap_up",
]
