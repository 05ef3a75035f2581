"""docs/whatif.md is true of the code: whoever has only that page misses no key, no figure and no distribution."""

import re

import pytest

from routing.whatif.figures import Figures
from tests.house.sources import ROOT
from tests.voice_app.whatif.files import POOL, scenario, tables
from voice_app.whatif import sections, values
from voice_app.whatif.answers import Asking, to_json
from voice_app.whatif.runs import Replications
from voice_app.whatif.scenario import Scenario
from voice_app.whatif.worlds import Setting

PAGE = (ROOT / "docs/whatif.md").read_text()
TABLES = (
    Scenario, sections.Run, sections.Waiting, sections.Routing, sections.Callback, sections.Need, sections.EveryNeed,
    sections.Agents, sections.HowMany, sections.Learn, sections.Change, values.PerHour, values.ByHour, values.Gap,
    values.At, values.Past, values.Uniform, values.Erlang, values.Empirical, values.Gamma,
)  # fmt: skip


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.__name__)
def test_every_key_is_explained(table: type[sections.Section]) -> None:
    keys = {field.alias or name for name, field in table.model_fields.items()}
    assert {key for key in keys if not re.search(rf"(?<![\w-]){re.escape(key)}(?![\w-])", PAGE)} == set()


def test_every_distribution_and_every_way_to_call_is_explained() -> None:
    assert [kind for kind in values.KINDS if f'`"{kind}"`' not in PAGE] == []
    assert [way for way in values.WAYS if f"`{way} = " not in PAGE] == []


def test_every_figure_is_explained() -> None:
    asking = Asking(Setting(scenario(POOL + "[callback]\naccept = 0.5\n[hours]\nmon = ['00:00-24:00']\n")))
    told = to_json(asking.answer(Replications(2, 1)))["figures"]

    assert sorted(name for name in set(_names(told)) if not re.search(rf"\b{re.escape(name)}\b", PAGE)) == []


def _names(figures: Figures) -> list[str]:
    """The names of figures; not those of needs, agents, hours and service levels, which are keys of their own."""
    found = []
    for name, value in figures.items():
        if not isinstance(value, dict) or "standard_error" in value:
            found.append(name)
        elif re.fullmatch(r"calls|all|agent-\d+|\d\d|agents|needs", name):
            found += _names(value)
        else:
            found += [name, *(inner for inner in _names(value) if not re.fullmatch(r"\d+s", inner))]
    return found


def test_the_examples_of_the_page_are_understood() -> None:
    written = re.findall(r"^```toml\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    assert len(written) == 2

    smallest, questions = written
    assert scenario(smallest).needs
    more = '\n[[need]]\nname = "billing"\narrivals = 3\nhandling = "1m"\n'
    assert scenario(smallest + more + questions).question.change
    assert tables(questions)["question"]["agents"]["like"] == "agent"
