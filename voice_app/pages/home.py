"""The way in: whoever opens the bare address is taken to where the work is."""

from flask import redirect
from flask.typing import ResponseReturnValue

from voice_app.pages.page import Page, Visit, Who


def home(_: Visit) -> ResponseReturnValue:
    return redirect("/desk")


PAGES = (Page("GET", "/", home, Who.ANYBODY),)
