"""Whatever is personal has a rule; and what the rules say is what becomes of it."""

import pytest

from tests.ledger.canaries import PERSONAL
from voice_app.ledger.keepings import KEEPINGS


@pytest.mark.threat("T18")
def test_whatever_is_personal_has_a_rule() -> None:
    ruled = {f"{keeping.table.name}.{name}" for keeping in KEEPINGS for name in keeping.columns}
    assert ruled == PERSONAL


def test_each_rule_has_a_name_of_its_own() -> None:
    names = [keeping.name for keeping in KEEPINGS]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("keeping", KEEPINGS, ids=lambda keeping: keeping.name)
def test_only_the_firms_own_list_has_no_age(keeping: object) -> None:
    assert (keeping.ages is None) == (keeping.rule == "firms_list")  # type: ignore[attr-defined]  # a Keeping
