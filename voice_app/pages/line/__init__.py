"""Running the line from the page: hours, days, menu, wording, times and switches; closing it, and its history.

Every edit is a version (`voice_app.versions`), made from the newest one, checked like the line file, and undoable.
"""

from voice_app.pages.line import calendar, carrying, closing, glance, history, hours, menu, prompts, settings
from voice_app.pages.line.room import teach
from voice_app.pages.page import Page

__all__ = ["PAGES", "teach"]

PAGES: tuple[Page, ...] = (
    *glance.PAGES,
    *closing.PAGES,
    *hours.PAGES,
    *calendar.PAGES,
    *menu.PAGES,
    *prompts.PAGES,
    *settings.PAGES,
    *history.PAGES,
    *carrying.PAGES,
)
