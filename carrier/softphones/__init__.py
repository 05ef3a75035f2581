"""Browsers as phones: whoever shows a token of the account is rung wherever TwiML dials that client.

`add_softphones` is all that the carrier needs to know of it. No sound passes here: a softphone is told what happens to
its call, and answers, mutes, presses keys and hangs up.
"""

from collections.abc import Collection

from flask import Flask

from carrier.phones import Phones
from carrier.softphones.register import Register
from carrier.softphones.tokens import ApiKey
from carrier.softphones.views import make_views

__all__ = ["ApiKey", "Register", "add_softphones"]


def add_softphones(app: Flask, phones: Phones, key: ApiKey, pages: Collection[str]) -> Register:
    """Have browsers register at `/softphones`, from pages of these origins and of no other."""
    register = Register(phones, key)
    app.register_blueprint(make_views(register, frozenset(pages)))
    return register
