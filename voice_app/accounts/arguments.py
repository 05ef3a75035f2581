"""The arguments of the command `agents`, apart from it. Deliberately judges none of them: `command` does."""

import argparse


def describe(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    acts = parser.add_subparsers(dest="act", required=True, metavar="act")
    adding = acts.add_parser("add", help="add an agent beside those of the line file; they are left alone by it")
    adding.add_argument("--id", required=True, help="the name to sign in with: small letters, digits, - and _")
    adding.add_argument("--name", required=True, help="as callers hear it and colleagues read it")
    adding.add_argument("--reach", required=True, help="the phone: tel:+31612345678, sip:… or client:…")
    adding.add_argument(
        "--language", action="append", required=True, metavar="CODE", help="nl, en, fr or de; the best first"
    )
    adding.add_argument(
        "--skill", action="append", default=[], metavar="NEED=LEVEL", help="as in billing=3; 3 best, 1 can do"
    )
    adding.add_argument("--role", default="agent", help="agent (the default) or supervisor")
    acts.add_parser("list", help="everybody on the roster, where they come from, and how they sign in")
    for act, what in (
        ("invite", "make a link with which this agent chooses a password; it works once, for three days"),
        ("disable", "take this agent off the roster and end all sessions, at once"),
        ("enable", "put this agent on the roster again"),
        ("sign-out", "end all of this agent's sessions on the pages, at once"),
    ):
        about = acts.add_parser(act, help=what)
        about.add_argument("id", help="the agent's id")
        if act == "invite":
            about.add_argument(
                "--new-second-factor", action="store_true", help="also forget the second factor, to be set up anew"
            )
