"""Alarms, as supervisors see them: what stands, who was told, who sees to it, and whether a test arrives.

Deliberately raises no alarm but the test: whoever finds something wrong does.
"""

from voice_app.pages.alarms import page
from voice_app.pages.page import Page, Who

PAGES = (
    Page("GET", "/alarms", page.alarms_page, Who.SUPERVISOR),
    Page("GET", "/alarms/now", page.now, Who.SUPERVISOR, is_life=False),
    Page("POST", "/alarms/test", page.try_out, Who.SUPERVISOR),
    Page("POST", "/alarms/<alarm_id>/acknowledge", page.acknowledge, Who.SUPERVISOR),
)
