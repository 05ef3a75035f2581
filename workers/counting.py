"""The ticker's part of what `/metrics` tells: new rows of the ledger are counted, by one of however many tickers.

Deliberately counts nothing itself (`voice_app.seeing.from_ledger` does).
"""

from datetime import datetime

from voice_app.seeing.from_ledger import count_on
from workers.shop import Shop


def count_what_is_new(shop: Shop, now: datetime) -> None:
    """What has come to be on the ledger since the last time."""
    count_on(shop.house, now)
