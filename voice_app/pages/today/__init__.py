"""The morning: are our promises kept, which are in danger, what goes on now, what keeps going wrong; and what people
said themselves the day before.

Deliberately acts on nothing: each figure leads to the room where something can be done.
"""

from voice_app.pages.page import Page, Who
from voice_app.pages.today import digest, morning

PAGES: tuple[Page, ...] = (
    Page("GET", "/today", morning.today, Who.SUPERVISOR),
    Page("GET", "/today/going-wrong", morning.going_wrong, Who.SUPERVISOR),
    Page("GET", "/today/digest/<day>", digest.digest, Who.SUPERVISOR),
)
