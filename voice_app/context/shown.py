"""A conversation as its agent should know it, as a value: the same for the page, the API and the phone.

Deliberately reads nothing; `work` finds what stands in it.
"""

from datetime import datetime
from typing import Literal

from pydantic import Field

from routing.boomerangs import comes_back
from voice_app.customers.verifying import Hindrance
from voice_app.ledger.contacts import ContactKind
from voice_app.ledger.ids import Disposition, TransferMode
from voice_app.shape import Shape


class SentOn(Shape):
    """That a colleague talked with this person and sent the call on."""

    by: str = Field(description="The colleague's id.")
    by_name: str
    note: str | None = Field(description="What the colleague wants its next agent to know.")
    need_before: str | None = Field(description="What it was about until then; null: whatever it is about.")
    mode: TransferMode
    at: datetime


Known = Literal["no_number", "shared", "new", "recognised", "verified"]


class CustomerShown(Shape):
    """A customer of the firm, as its own directory has it."""

    id: str = Field(description="What the firm's own directory calls this customer.")
    name: str
    details: dict[str, str] = Field(description="What else the directory says, by the name that it has there.")
    link: str | None = Field(description="Where the firm's own records of this customer are opened.")


class Contact(Shape):
    """An earlier call from this phone, or a callback to it."""

    at: datetime
    kind: ContactKind
    need: str | None = Field(description="Null: a person, whatever it was about.")
    agent_name: str | None = Field(description="Who talked with the person last; null: nobody did.")
    disposition: Disposition | None = Field(description="How it went; null: nobody has said so.")
    note: str | None = Field(description="What the agents who had it wrote, one after the other.")
    is_resolved: bool | None = Field(
        default=None, description="Whether it was resolved at once; null: nobody has said so."
    )
    is_verified: bool = Field(
        default=False, description="Whether the person read out a code then that was sent to this number."
    )


class Verifying(Shape):
    """Whether the person can show to be the one whom the number belongs to: by a code that is sent to it by text."""

    hindrance: Hindrance | None = Field(
        description="Why no code can be sent in this call; null: one can. `verified`: one was read out already."
    )
    sent_at: datetime | None = Field(
        default=None, description="When the last code was sent; null: none that is still good."
    )
    good_until: datetime | None = None
    tries_left: int | None = Field(default=None, description="How many guesses are still looked at.")
    is_undelivered: bool = Field(default=False, description="Whether the text could not be sent.")


class Context(Shape):
    """A conversation as its agent should know it."""

    call_sid: str | None = Field(
        description="The caller's leg; of a callback the agent's, null until the carrier has made it."
    )
    phone: str | None = Field(description="Null for whoever shows no number, or is unknown by now.")
    name: str | None = Field(
        default=None, description="Who it is, by the firm's directory of customers; null: it does not know this phone."
    )
    customer: CustomerShown | None = Field(
        default=None, description="The customer whose phone this is; null where the directory knows none, or several."
    )
    one_of: tuple[CustomerShown, ...] = Field(
        default=(), description="Where the directory has several customers with this phone: it is one of them, or none."
    )
    known: Known = Field(
        default="no_number",
        description="How the person is known. `no_number`: shows none, or is unknown. `shared`: many people use this "
        "number. `new`: we know nothing of this number. `recognised`: we know the number, which proves nobody. "
        "`verified`: in this call the person read out a code that was sent to this number.",
    )
    need: str | None = Field(description="Null: a person, whatever it is about.")
    language: str
    waited_seconds: float = Field(
        description="How long the person has waited, or had when an agent answered: since the call came in; of a "
        "callback, since it was promised."
    )
    entered: tuple[str, ...] = Field(
        description="What the person keyed or said, an answer each, in order; then the notes of the promise."
    )
    promise_id: str | None = Field(description="The promise that this is about, or that this person is owed.")
    contacts_before: int = Field(
        description="Earlier calls from this phone, counted up to 100; 0 for a phone that many people share."
    )
    contacts_lately: int = Field(
        default=0,
        description="How often this person was in touch in the seven days before: calls that asked for somebody, "
        "callbacks asked for elsewhere, texts that wanted one. 0 for a phone that many people share. Three or more are "
        "a boomerang: somebody whom nobody has helped yet.",
    )
    verifying: Verifying | None = Field(
        default=None, description="Null for a callback, where we rang the number ourselves, and where nothing is known."
    )
    contacts: tuple[Contact, ...] = Field(
        default=(),
        description="The last five calls and callbacks, newest first; none of a phone that many people share.",
    )
    emergency: bool = Field(default=False, description="Whether the person spoke of somebody in danger.")
    sent_on: SentOn | None = Field(default=None, description="How the call came to this agent, if a colleague sent it.")
    transfer_id: str | None = Field(
        default=None, description="The transfer by which this agent sends the call on, or has sent it."
    )
    suggested_disposition: Disposition | None = Field(
        default=None, description="`transferred` once the caller has gone on; to be used in wrap-up."
    )

    @property
    def comes_back(self) -> bool:
        """A boomerang: who has this conversation is to settle it."""
        return comes_back(self.contacts_lately)
