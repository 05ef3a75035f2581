"""The agents' desk as a page: shown, kept true while it is open, and acted on.

Deliberately knows nothing but how it is shown; what a desk is and what can be done on it is `voice_app.desk`.
"""

from voice_app.pages.desk import acts, follow_up, holding, live, recording, sending, show, verifying
from voice_app.pages.page import Page, Who

PAGES: tuple[Page, ...] = (
    Page("GET", "/desk", show.desk, Who.AGENT),
    Page("GET", "/desk/live", live.live, Who.AGENT),
    *acts.PAGES,
    *follow_up.PAGES,
    *sending.PAGES,
    *holding.PAGES,
    *recording.PAGES,
    *verifying.PAGES,
)
"""Whoever adds a feature to the desk adds its acts here."""
