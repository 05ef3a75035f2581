"""`python -m voice_app agents`: what somebody at the host's terminal sees of it, and what it leaves behind."""

import shutil
from pathlib import Path

import pytest

from routing.skills import AgentId
from tests.journeys.conftest import empty_ledger
from voice_app.__main__ import DONE, FAILED, main
from voice_app.ledger import Ledger, account_events, accounts, agents, invitations, lines, sessions
from voice_app.ledger.sessions import Session
from voice_app.runtime import WallClock
from voice_app.start import MISTAKEN, ROOT

__all__ = ["empty_ledger"]

DORA = AgentId("dora")
ADD_DORA = ["add", "--id", "dora", "--name", "Dora", "--reach", "tel:+31633333333", "--language", "nl"]


@pytest.fixture
def ledger(empty_ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ledger:
    for name, value in {
        "DATABASE_URL": f"sqlite:///{tmp_path}/ledger.db",
        "SECRET_KEY": "c7b0a1e2d3f4c5b6a798",
        "LINE_FILE": str(ROOT / "line.toml"),
        "PAGES_BASE_URL": "https://desk.example.org",
    }.items():
        monkeypatch.setenv(name, value)
    shutil.copy(empty_ledger, tmp_path / "ledger.db")
    return Ledger(f"sqlite:///{tmp_path}/ledger.db")


def does(*arguments: str) -> int:
    return main(["agents", *arguments])


def test_an_agent_is_added_and_invited(ledger: Ledger, capsys: pytest.CaptureFixture[str]) -> None:
    assert does(*ADD_DORA, "--language", "en", "--skill", "billing=3", "--role", "supervisor") == DONE
    assert "python -m voice_app agents invite dora" in capsys.readouterr().out
    with ledger.read() as connection:
        dora = agents.on_roster(connection, DORA)
    assert dora is not None
    assert (dora.name, dora.languages, dora.skills, dora.role) == ("Dora", ("nl", "en"), {"billing": 3}, "supervisor")
    assert dora.presence == "signed_out"
    assert does("invite", "dora") == DONE
    told = capsys.readouterr().out
    link = next(word for word in told.split() if word.startswith("https://desk.example.org/welcome/"))
    with ledger.read() as connection:
        (invitation,) = invitations.still_good(connection, WallClock().now())
        events = [(event.event, event.by) for event in account_events.of(connection, DORA)]
    assert invitation.digest not in link
    assert events == [("added", "command"), ("invited", "command")]


def test_each_mistake_is_told_by_its_option(ledger: Ledger, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = {
        "--id": "D D",
        "--name": " ",
        "--reach": "061",
        "--language": "xx",
        "--skill": "billing=9",
        "--role": "boss",
    }
    assert does("add", *(word for option in wrong.items() for word in option)) == MISTAKEN
    told = capsys.readouterr().err
    assert [option for option in wrong if option not in told] == []
    with ledger.read() as connection:
        assert agents.ever(connection) == ()


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        (("dora", "anna"), "is in the line file"),
        (("tel:+31633333333", "tel:+31612345678"), "stands in agent[1] too"),
    ],
)
def test_whoever_is_in_the_line_file_stays_there(
    ledger: Ledger, capsys: pytest.CaptureFixture[str], changed: tuple[str, str], why: str
) -> None:
    assert does(*(changed[1] if word == changed[0] else word for word in ADD_DORA)) != DONE
    assert why in capsys.readouterr().err


def test_an_id_and_a_phone_belong_to_one_agent(ledger: Ledger, capsys: pytest.CaptureFixture[str]) -> None:
    assert does(*ADD_DORA) == DONE
    assert does(*ADD_DORA) == FAILED
    assert "has the id 'dora' already" in capsys.readouterr().err
    assert does(*("eva" if word == "dora" else word for word in ADD_DORA)) == FAILED
    assert "is the phone of Dora" in capsys.readouterr().err


def test_the_line_file_leaves_alone_whom_a_command_has_added(ledger: Ledger) -> None:
    assert does(*ADD_DORA) == DONE
    with ledger.write() as connection:
        agents.enrol(connection, [], WallClock().now())
        assert agents.on_roster(connection, DORA) is not None


def test_disabling_ends_everything_at_once_and_lasts(ledger: Ledger, capsys: pytest.CaptureFixture[str]) -> None:
    does(*ADD_DORA)
    does("invite", "dora")
    now = WallClock().now()
    with ledger.write() as connection:
        agents.declare_presence(connection, DORA, "ready", "desk", now)
        sessions.begin(connection, Session("s1", "digest", DORA, "agent", "", now, now, now, proven_at=now))
    assert does("disable", "dora") == DONE
    assert "1 session ended" in capsys.readouterr().out
    with ledger.write() as connection:
        assert sessions.live(connection, DORA) == ()
        assert invitations.still_good(connection, now) == ()
        gone = agents.get(connection, DORA)
        assert gone is not None
        assert gone.presence == "signed_out"
        again = agents.Enrolment(DORA, gone.name, gone.reach, gone.languages, gone.skills)
        agents.enrol(connection, [again], now)
        assert agents.on_roster(connection, DORA) is None, "a start with a line file that names them changes nothing"
    assert does("disable", "dora") == FAILED
    assert does("invite", "dora") == FAILED
    assert "first: python -m voice_app agents enable dora" in capsys.readouterr().err
    assert does("enable", "dora") == DONE
    with ledger.read() as connection:
        assert agents.on_roster(connection, DORA) is not None


def test_who_comes_back_to_a_phone_that_is_somebody_else_s_is_told(
    ledger: Ledger, capsys: pytest.CaptureFixture[str]
) -> None:
    does(*ADD_DORA)
    does("disable", "dora")
    assert does(*("eva" if word == "dora" else word for word in ADD_DORA)) == DONE
    assert does("enable", "dora") == FAILED
    assert "belongs to Dora (eva) by now" in capsys.readouterr().err


def test_signing_out_leaves_account_and_presence(ledger: Ledger, capsys: pytest.CaptureFixture[str]) -> None:
    does(*ADD_DORA)
    assert does("sign-out", "dora") == DONE
    assert "no sessions of Dora ended. The presence on the line stays signed_out." in capsys.readouterr().out


def test_the_list_says_who_can_come_in_and_how(ledger: Ledger, capsys: pytest.CaptureFixture[str]) -> None:
    does(*ADD_DORA)
    does(*("eva" if word == "dora" else word.replace("333", "444") for word in ADD_DORA))
    does("invite", "dora")
    does("disable", "eva")
    with ledger.write() as connection:
        accounts.set_password(connection, DORA, "hashed", WallClock().now())
    capsys.readouterr()
    assert does("list") == DONE
    header, dora, eva = capsys.readouterr().out.splitlines()
    assert header.split() == ["id", "name", "role", "phone", "speaks", "can", "is", "from", "pages"]
    assert dora.endswith("signed_out  command  password, invited")
    assert eva.endswith("gone        command  disabled")
    assert "+31" not in header + dora + eva, "a list is shown to others; phones are not"


def test_whoever_was_added_on_a_page_is_listed_as_such(ledger: Ledger, capsys: pytest.CaptureFixture[str]) -> None:
    does(*ADD_DORA)
    with ledger.write() as connection:
        assert lines.keep(connection, {"agent": [{"id": "dora"}]}, base=None, source="page", now=WallClock().now())
    capsys.readouterr()
    assert does("list") == DONE
    assert "signed_out  page  no way in yet" in capsys.readouterr().out


def test_a_lost_second_factor_is_forgotten_on_demand(ledger: Ledger) -> None:
    does(*ADD_DORA)
    with ledger.write() as connection:
        accounts.sow(connection, DORA, "seed")
        assert accounts.confirm(connection, DORA, seed="seed", step=1, digests=["one"], now=WallClock().now())
    assert does("invite", "dora", "--new-second-factor") == DONE
    with ledger.read() as connection:
        account = accounts.get(connection, DORA)
        assert accounts.recovery_codes_left(connection, DORA) == 0
    assert account is not None
    assert (account.totp_at, account.totp_seed) == (None, None)


@pytest.mark.parametrize("act", ["invite", "disable", "enable", "sign-out"])
def test_nobody_by_that_name_is_told_as_such(ledger: Ledger, capsys: pytest.CaptureFixture[str], act: str) -> None:
    assert does(act, "nemo") == FAILED
    assert "Nobody here has the id 'nemo'" in capsys.readouterr().err


def test_a_ledger_that_is_gone_or_older_is_told(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/elsewhere.db")
    assert does("list") == FAILED
    assert "Nothing was changed" in capsys.readouterr().err
    (tmp_path / "elsewhere.db").touch()
    assert does("list") == FAILED
    assert "run `release`" in capsys.readouterr().err
