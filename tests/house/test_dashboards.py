"""Dashboard, alert rules and runbook speak of figures that there are, and of each other."""

import json
import re
from typing import Any

import pytest
import yaml

from routing.alarms import Rule
from tests.house.sources import ROOT
from voice_app.ledger import gauges, restores
from voice_app.seeing.families import ALL, Family
from voice_app.seeing.ledger_seen import NOTED

ALERTS = ROOT / "deploy/prometheus/alerts.yaml"
RUNBOOK = ROOT / "docs/operate/runbook.md"
DASHBOARD = json.loads((ROOT / "deploy/grafana/gehoor.json").read_text())
RULES: list[dict[str, Any]] = yaml.safe_load(ALERTS.read_text())["groups"][0]["rules"]
PANELS: list[dict[str, Any]] = DASHBOARD["panels"]
EXPRESSIONS = [(rule["alert"], rule["expr"]) for rule in RULES] + [
    (panel["title"], target["expr"]) for panel in PANELS for target in panel["targets"]
]
WORDS = {"abs", "absent", "and", "by", "histogram_quantile", "increase", "max", "min", "or", "rate", "sum"} | {
    *("timestamp", "vector")
}
KNOWN_VALUES = {
    "store": {"board", "ledger"},
    "mode": {"board_gone", "ledger_gone", "carrier_gone"},
    "process": set(NOTED),
    "slack": {*gauges.SLACK, gauges.LATER},
    "rule": {rule.value for rule in Rule},
    "step": {"told", "any_agent", "supervisors"},
    "presence": {"ready", "on_break", "signed_out"},
    "queue": {"gehoor", "gehoor-slow"},
    "result": {"done", "failed", "kept_in_time", "kept_late", "unreached", "withdrawn"},
    "outcome": {"answered", "promised", "abandoned", "left"},
}


def exported() -> dict[str, Family]:
    """By the names that a query may use."""
    found = dict[str, Family]()
    for family in ALL:
        match family.kind:
            case "counter":
                found[f"{family.name}_total"] = family
            case "histogram":
                found.update({f"{family.name}_{part}": family for part in ("bucket", "sum", "count")})
            case "gauge":
                found[family.name] = family
    return found


@pytest.mark.parametrize(("where", "expression"), EXPRESSIONS)
def test_each_expression_asks_for_figures_and_labels_that_there_are(where: str, expression: str) -> None:
    known, asked = exported(), re.findall(r"gehoor_\w+", expression)
    assert asked
    assert set(asked) <= set(known)
    may = {label for name in asked for label in known[name].labels}
    may |= {"le"} if any(name.endswith("_bucket") for name in asked) else set()
    for by in re.findall(r"by \(([^)]*)\)", expression):
        assert {label.strip() for label in by.split(",")} <= may
    for name, matchers in re.findall(r"(gehoor_\w+)\{([^}]*)\}", expression):
        for label, operator, value in re.findall(r'(\w+)(=~|!=|=)"([^"]*)"', matchers):
            assert label in known[name].labels
            if label in KNOWN_VALUES and operator in ("=", "=~"):
                assert set(value.split("|")) <= KNOWN_VALUES[label]
    bare = re.sub(r'"[^"]*"|\{[^}]*\}|by \([^)]*\)|gehoor_\w+|\[\w+\]', "", expression)
    assert set(re.findall(r"[a-z_]+", bare)) <= WORDS
    for opening, closing in ("()", "{}", "[]"):
        assert expression.count(opening) == expression.count(closing)


@pytest.mark.parametrize(("where", "expression"), EXPRESSIONS)
def test_a_counter_is_never_shown_bare_and_a_gauge_never_as_a_rate(where: str, expression: str) -> None:
    for name in re.findall(r"gehoor_\w+", expression):
        is_in_a_rate = bool(re.search(rf"(rate|increase)\({name}(\{{[^}}]*\}})?\[", expression))
        assert is_in_a_rate == (exported()[name].kind != "gauge")


def test_each_figure_is_shown_or_watched_somewhere() -> None:
    asked = {name for _, expression in EXPRESSIONS for name in re.findall(r"gehoor_\w+", expression)}
    assert {family.name for family in ALL} - {exported()[name].name for name in asked} == set()


def test_each_rule_is_explained_under_its_name_and_nothing_else_is() -> None:
    headings = re.findall(r"^## (\w+)$", RUNBOOK.read_text(), re.MULTILINE)
    assert headings == [rule["alert"] for rule in RULES]
    for rule in RULES:
        assert rule["annotations"]["runbook_url"] == f"docs/operate/runbook.md#{rule['alert'].lower()}"
        assert rule["labels"]["severity"] in ("page", "warn")
        assert rule["annotations"]["summary"]


def test_each_explanation_says_what_it_is_what_callers_notice_and_what_to_do() -> None:
    for text in re.split(r"^## \w+$", RUNBOOK.read_text(), flags=re.MULTILINE)[1:]:
        for word in ("Callers notice", "Look at first", "Do", "Ends"):
            assert f"- **{word}:** " in text


def test_figures_that_the_runbook_names_exist() -> None:
    seeing = (ROOT / "docs/operate/seeing.md").read_text()
    named = set(re.findall(r"`(gehoor_\w+)`", RUNBOOK.read_text() + seeing))
    assert named <= set(exported()) | {family.name for family in ALL}


def test_the_page_for_operators_lists_every_figure_with_what_it_means() -> None:
    rows = re.findall(r"^\| `(gehoor_\w+)` \| (.*?) \| (.*) \|$", (ROOT / "docs/operate/seeing.md").read_text(), re.M)
    told = {name: (labels, means) for name, labels, means in rows}
    expected = {
        family.name + ("_total" if family.kind == "counter" else ""): (
            ", ".join(f"`{label}`" for label in family.labels) or "–",
            family.means,
        )
        for family in ALL
    }
    assert told == expected


def test_the_dashboard_can_be_given_any_source_and_its_panels_do_not_overlap() -> None:
    (source,) = DASHBOARD["templating"]["list"]
    assert (source["type"], source["query"]) == ("datasource", "prometheus")
    taken = set[tuple[int, int]]()
    for panel in PANELS:
        assert panel["datasource"]["uid"] == f"${{{source['name']}}}"
        at = panel["gridPos"]
        here = {(at["x"] + x, at["y"] + y) for x in range(at["w"]) for y in range(at["h"])}
        assert at["x"] + at["w"] <= 24
        assert not here & taken
        taken |= here
    assert len({panel["id"] for panel in PANELS}) == len(PANELS)


def test_the_backup_that_is_watched_is_the_one_that_is_made() -> None:
    assert f'process="{restores.MADE}"' in ALERTS.read_text()


def test_the_sample_scrapes_what_we_serve_and_reads_these_rules() -> None:
    sample = yaml.safe_load((ROOT / "deploy/prometheus/prometheus.yaml").read_text())
    assert sample["rule_files"] == [ALERTS.name]
    (scrape,) = sample["scrape_configs"]
    assert scrape["metrics_path"] == "/metrics"
