"""Whatever column somebody's own words go to, no card's number goes with them."""

from sqlalchemy import insert, select

from routing.skills import CallSid
from tests.ledger.made import LINE, NOW
from voice_app.ledger import Ledger
from voice_app.ledger.calls import note_entered
from voice_app.ledger.own_words import OwnWords
from voice_app.ledger.tables import calls, metadata

NUMBERS = frozenset(
    {"phone", "prefix", "customers", "details", "id", "name"}  # a phone, or what the firm itself imports
    | {"address"}  # of a colleague's mailbox, written by a supervisor: with a digit less it is somebody else's
)
OURS = frozenset({"texts.body"})
"""Our own words, put together of what came out of the ledger."""


def test_each_column_of_somebody_s_own_words_leaves_cards_out() -> None:
    personal = [column for table in metadata.tables.values() for column in table.columns if column.info.get("personal")]
    words = [column for column in personal if column.name not in NUMBERS and str(column) not in OURS]
    assert words
    assert [str(column) for column in words if not isinstance(column.type, OwnWords)] == []


def test_it_is_left_out_on_the_way_in(ledger: Ledger) -> None:
    with ledger.write() as connection:
        row = {"sid": "CA1", "line_version": LINE, "arrived_at": NOW, "note": "kaart 4111 1111 1111 1111"}
        connection.execute(insert(calls).values(**row))
        assert connection.execute(select(calls.c.note)).scalar_one() == "kaart ****"
        lines = "rekening 4711", "betaald met 4111111111111111"
        for line in lines:
            note_entered(connection, CallSid("CA1"), line)
        assert connection.execute(select(calls.c.entered)).scalar_one() == "rekening 4711\nbetaald met ****"
