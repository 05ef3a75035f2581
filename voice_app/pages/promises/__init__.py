"""The promises page: every call that is owed, and every one that was; what supervisors do with them.

Only for supervisors. Deliberately decides nothing: `voice_app.caring` does.
"""

from voice_app.pages.page import Page, Who
from voice_app.pages.promises import acts, lists, one

PAGES = (
    Page("GET", "/promises", lists.show, Who.SUPERVISOR),
    Page("POST", "/promises/search", lists.search, Who.SUPERVISOR),
    Page("POST", "/promises/choose", acts.choose, Who.SUPERVISOR),
    Page("POST", "/promises/act", acts.act, Who.SUPERVISOR),
    Page("GET", "/promises/acts/<act_id>", acts.show, Who.SUPERVISOR),
    Page("POST", "/promises/acts/<act_id>/undo", acts.undo, Who.SUPERVISOR),
    Page("GET", "/promises/<promise_id>", one.show, Who.SUPERVISOR),
    Page("POST", "/promises/<promise_id>/note", one.note, Who.SUPERVISOR),
)
