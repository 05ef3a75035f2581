"""The day before in twelve lines, what is in danger today, and what people said themselves: for whoever runs the line.

Reckoned anew from the ledger each time: nothing of it is kept, so what is erased is gone from it too.
"""

from voice_app.digest.day import DAYS_BACK, Digest, day_before, digest_of, is_shown

__all__ = ["DAYS_BACK", "Digest", "day_before", "digest_of", "is_shown"]
