"""The wallboard: the line at a glance, from across the room; and the screens that show it without anybody's session."""

from voice_app.pages.page import Page, Who
from voice_app.pages.wallboard import live, screens, show

PAGES = (
    Page("GET", "/wallboard", show.wallboard, Who.AGENT, for_screens=True),
    Page("GET", "/wallboard/live", live.wallboard_live, Who.AGENT, is_life=False, for_screens=True),
    Page("GET", "/wallboard/screen/<token>", screens.come_in, Who.ANYBODY),
    Page("GET", "/wallboard/screens", screens.show, Who.SUPERVISOR),
    Page("POST", "/wallboard/screens", screens.make, Who.SUPERVISOR),
    Page("POST", "/wallboard/screens/<screen>/revoke", screens.revoke, Who.SUPERVISOR),
)
