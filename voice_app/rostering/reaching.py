"""How an agent is reached, as somebody types it: a phone number, a SIP address, or the browser.

A number passes the policy by which we call anybody, for whoever gets hold of a supervisor's session must not have us
ring a number that costs; who is really there is named in the line file, or that country is allowed. Pure.
"""

from dataclasses import dataclass
from typing import Final, Literal, get_args

from voice_app.line import Line
from voice_app.numbers import Phone, Reason, judge, parse

Kind = Literal["tel", "sip", "client"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)


class NotReached(Exception):
    """No phone of ours rings there; `why`: a code of the number policy."""

    def __init__(self, why: Reason) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Typed:
    """`address`: a number in any way that people there write it, or a SIP address; of a browser blank: it is known by
    the agent's id."""

    kind: Kind
    address: str


def typed_of(reach: str) -> Typed:
    """What stands in the form of an agent who is reached so."""
    kind, _, address = reach.partition(":")
    return Typed(next((one for one in KINDS if one == kind), "tel"), address)


def reach_of(typed: Typed, agent: str, line: Line, *, standing: str | None = None) -> str:
    """As the line file writes it. `standing`: how this agent is reached now; that is not judged anew. Raises
    NotReached."""
    address = typed.address.strip()
    if typed.kind == "client":
        kept = typed_of(standing) if standing else None
        return standing if standing and kept and kept.kind == "client" else f"client:{agent}"
    if typed.kind == "sip":
        return f"sip:{address.removeprefix('sip:').strip()}"
    phone = parse(address, line.region)
    reach = f"tel:{phone}"
    if phone is None or reach != standing:
        _demand_callable(phone, line)
    return reach


def _demand_callable(phone: Phone | None, line: Line) -> None:
    verdict = judge(phone, line.policy)
    if verdict.decision != "callable":
        raise NotReached(verdict.reason)
