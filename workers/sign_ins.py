"""Sessions and invitations that are over are forgotten when personal data is; failures, when none were added to them.

What they were is on the record of accounts, by ids alone; on which browser somebody worked is nobody's business then.
"""

from datetime import datetime

from voice_app.accounts.throttle import FORGOTTEN_AFTER
from voice_app.ledger import invitations, sessions, sign_in_failures
from workers.shop import Shop


def forget_sign_ins(shop: Shop, now: datetime) -> None:
    """One pass."""
    house = shop.house
    before = now - house.line.privacy.keep_personal_data
    with house.ledger.write() as ledger:
        sessions.forget_before(ledger, before)
        invitations.forget_before(ledger, before)
        sign_in_failures.forget_before(ledger, now - FORGOTTEN_AFTER)
