"""The desk has words for whatever the house may answer: a code without any would leave an agent without a desk."""

from collections.abc import Collection
from typing import Any, get_args

import pytest

from routing.reasons import Ruling
from voice_app.context import Known
from voice_app.desk import NoCallback, Refused, Stage
from voice_app.ledger.ids import Disposition, Outcome
from voice_app.pages.desk import recording, verifying, wording
from voice_app.under_way import sending_on


def codes(kind: Any) -> set[str]:
    """Of a literal, or of several."""
    return set().union(*(codes(each) if get_args(each) else {each} for each in get_args(kind)))


@pytest.mark.parametrize(
    ("kind", "worded"),
    [
        (Ruling, wording.WHY_YOU),
        (Known, wording.KNOWN),
        (Disposition, wording.DISPOSITIONS),
        (Outcome, wording.OUTCOMES),
        (Stage, wording.STAGES),
        (sending_on.Hindrance, wording.HINDRANCES),
        (Refused | NoCallback, wording.REFUSED),
        (recording.Hindrance, recording.HINDRANCES),
        (verifying.Sending, verifying.SENT),
        (verifying.Checking, verifying.CHECKED),
    ],
)
def test_there_is_a_word_for_each_code(kind: Any, worded: Collection[str]) -> None:
    assert codes(kind) - set(worded) == set()
