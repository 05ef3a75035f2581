"""The patterns as a page: what goes wrong again and again, each as a sentence that somebody can act on.

Deliberately reckons nothing: `voice_app.patterns` does.
"""

from voice_app.pages.page import Page, Who
from voice_app.pages.patterns import chart, show

PAGES: tuple[Page, ...] = (
    Page("GET", "/patterns", show.patterns, Who.SUPERVISOR),
    Page("GET", "/patterns/chart", chart.heat, Who.SUPERVISOR),
)
