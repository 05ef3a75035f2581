"""Whose phones stand on the page from the start, as the command line names them."""

from argparse import ArgumentTypeError
from dataclasses import dataclass

SCHEMES = ("tel:+", "sip:", "sips:", "client:")


@dataclass(frozen=True, slots=True)
class Agent:
    """`reach` is an address with its scheme: `tel:+31612345678`, `sip:bram@example.com`, `client:chloe`."""

    name: str
    reach: str


def read_agent(text: str) -> Agent:
    """`Anna=tel:+31612345678`, for argparse's `type`."""
    name, _, reach = (part.strip() for part in text.partition("="))
    if not name or not reach.startswith(SCHEMES):
        raise ArgumentTypeError(f"{text!r} is not like Anna=tel:+31612345678 (or sip:…, client:…)")
    return Agent(name, reach)
