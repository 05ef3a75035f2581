"""The texts that follow from what supervisors did, once that can no longer be taken back.

Deliberately decides nothing: `voice_app.caring` knows what follows, and whether it is still true.
"""

from datetime import datetime

from voice_app import caring
from workers.shop import Shop


def tell_what_stands(shop: Shop, now: datetime) -> None:
    caring.follow(shop.house, now)
