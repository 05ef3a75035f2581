"""A disk that fills is told of well before it is full; so is a Redis that cannot write its file.

Deliberately makes no room, and says nothing of a disk that is full already (`workers.ledger_gone` does).
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from routing.alarms import Rule
from routing.board import BoardGone
from voice_app import disks
from voice_app.alarms import end_alarm, raise_alarm
from voice_app.ledger import alarms
from voice_app.runtime import Runtime
from workers.shop import Shop

REDIS: Final = "redis"
SUBJECTS: Final = ("ledger", "log", REDIS)
ROOM_AGAIN: Final = 1.2
"""Times what is demanded: a disk that is filled and emptied around the line is one alarm."""


def watch_the_disks(shop: Shop, now: datetime) -> None:
    """One look at each; nothing is written where nothing has changed."""
    house = shop.house
    low, well = set(_low(house, 1.0)), set(SUBJECTS) - set(_low(house, ROOM_AGAIN))
    with house.ledger.read() as ledger:
        stands = {subject for subject in SUBJECTS if alarms.stands(ledger, Rule.DISK_LOW, subject)}
    if not (low - stands) and not (well & stands):
        return
    with house.ledger.write() as ledger:
        for subject in sorted(low - stands):
            raise_alarm(ledger, house, Rule.DISK_LOW, subject, now, because=subject)
        for subject in sorted(well & stands):
            end_alarm(ledger, Rule.DISK_LOW, subject, now)


def _low(house: Runtime, times: float) -> Iterator[str]:
    share, megabytes = house.settings.disk_low_share * times, house.settings.disk_low_mb * times
    yield from (disk.of for disk in disks.all_of(house) if disk.is_low(share, megabytes))
    try:
        if house.board.cannot_keep():
            yield REDIS
    except BoardGone:  # told of by itself
        return
