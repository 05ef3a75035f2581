"""A screen that shows the wallboard without anybody's session: a television, by a link that opens nothing else.

The link is a key: shown once to the supervisor who made it, good for a year, and taken back at once. Whoever holds it
is nobody: no agent, no role, and no page but those that say so. Deliberately asks the ledger with each request, as a
session does.
"""

from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from routing.skills import AgentId
from voice_app.accounts.digests import digest, found_by
from voice_app.ledger import LedgerGone, account_events
from voice_app.ledger import screens as ledger_screens
from voice_app.ledger.screens import Screen
from voice_app.runtime import Runtime

LASTS: Final = timedelta(days=365)
SEEN_EVERY: Final = timedelta(minutes=5)
LONGEST_NAME: Final = 60
MOST: Final = 20
"""So many are good at once: more are more than anybody keeps in mind."""


class TooMany(Exception):
    """So many screens are good already; one has to go first."""


def make(house: Runtime, name: str, language: str, by: AgentId, now: datetime) -> str:
    """A new screen; its link. Raises TooMany, ValueError for a name that is none."""
    called = " ".join(name.split())
    if not 0 < len(called) <= LONGEST_NAME:
        raise ValueError("a screen needs a name, and a short one")
    token = house.new_token()
    screen = Screen(
        id=house.new_id(),
        digest=digest(house.settings, "screen", token),
        name=called,
        language=language,
        made_by=by,
        made_at=now,
        expires_at=now + LASTS,
    )
    with house.ledger.write() as ledger:
        if len(ledger_screens.unrevoked(ledger, now)) >= MOST:
            raise TooMany
        ledger_screens.make(ledger, screen)
        account_events.note(ledger, by, "screen_made", now)
    return f"{house.settings.pages_base_url}/wallboard/screen/{token}"


def find(house: Runtime, token: str, now: datetime) -> Screen | None:
    """The screen whose link holds this token, while it is good. Raises LedgerGone: nothing is shown on a guess."""
    with house.ledger.read() as ledger:
        screen = found_by(house.settings, "screen", token, partial(ledger_screens.by_digest, ledger))
    return screen if screen is not None and screen.is_good(now) else None


def note_seen(house: Runtime, screen: Screen, now: datetime) -> None:
    """It shows something. Written now and then only, and no page fails for it."""
    if screen.seen_at is None or now >= screen.seen_at + SEEN_EVERY:
        with suppress(LedgerGone), house.ledger.write() as ledger:
            ledger_screens.touch(ledger, screen.id, now)


def revoke(house: Runtime, screen: str, by: AgentId, now: datetime) -> bool:
    """From its next beat on it shows nothing any more. Says whether that is a change."""
    with house.ledger.write() as ledger:
        revoked = ledger_screens.revoke(ledger, screen, by, now)
        if revoked:
            account_events.note(ledger, by, "screen_revoked", now)
    return revoked
