"""`connect`, against the stand-in carrier through the official SDK, and against the real service on loopback."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import redis
from flask import Flask
from sqlalchemy import select

from carrier.exchange import OwnNumber
from carrier.testing import ACCOUNT_SID, AUTH_TOKEN, Carrier
from routing.board import Board
from tests.serving import serving
from tools.ports import free_port
from voice_app.app import create_app
from voice_app.connect import CannotConnect, Terminal, connect, doubts, look_at_ourselves, webhooks
from voice_app.jobs import PiledUp
from voice_app.ledger import Ledger, tables
from voice_app.line import Line, load
from voice_app.runtime import WallClock, assemble
from voice_app.settings import Settings
from voice_app.start import ROOT
from voice_app.telephony import NumberSetup, TwilioTelephony

STAND_IN = "http://127.0.0.1:8500"
ELSEWHERE = "https://old.example.com/ivr"


@dataclass
class Person:
    """Somebody at a terminal, who answers every question the same."""

    says: bool = True
    told: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    @property
    def terminal(self) -> Terminal:
        return Terminal(self.told.append, self._agrees)

    @property
    def screen(self) -> str:
        return "\n".join(self.told)

    def _agrees(self, question: str) -> bool:
        self.asked.append(question)
        return self.says


@pytest.fixture
def line() -> Line:
    return load(ROOT / "line.toml")


@pytest.fixture
def carrier(line: Line) -> Carrier:
    """With a number that is ours and goes nowhere yet."""
    carrier = Carrier.for_app(Flask("nobody"), "https://unused.example", line=line.number)
    own = number_of(carrier, line.number)
    own.voice_url = own.voice_fallback_url = own.status_callback = own.sms_url = ""
    return carrier


def number_of(carrier: Carrier, phone: str) -> OwnNumber:
    return carrier.exchange.numbers[phone]


def settings_of(base_url: str = "https://phone.example.org", **more: str) -> Settings:
    given = {"PUBLIC_BASE_URL": base_url, "TWILIO_ACCOUNT_SID": ACCOUNT_SID, "TWILIO_AUTH_TOKEN": AUTH_TOKEN}
    return Settings.from_env(given | {"SECRET_KEY": "only-for-these-tests"} | more, "connect")


def telephony(carrier: Carrier, line: Line, settings: Settings | None = None) -> TwilioTelephony:
    return TwilioTelephony(settings or settings_of(), line.number, None, carrier.http_client())


def connects(carrier: Carrier, line: Line, person: Person, settings: Settings | None = None) -> None:
    settings = settings or settings_of()
    connect(settings, line, telephony(carrier, line, settings), person.terminal, look=False)


# ── the change ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_new_number_is_pointed_here_and_read_back(carrier: Carrier, line: Line) -> None:
    person = Person()
    connects(carrier, line, person)

    own = number_of(carrier, line.number)
    assert own.voice_url == "https://phone.example.org/voice/answer"
    assert own.voice_fallback_url == "https://phone.example.org/voice/fallback"
    assert own.status_callback == "https://phone.example.org/voice/status"
    assert own.sms_url == "https://phone.example.org/sms/answer"
    assert {own.voice_method, own.voice_fallback_method, own.status_callback_method, own.sms_method} == {"POST"}
    assert "now    nothing" in person.screen
    assert person.told[-1].endswith("Dial +31201234567.")


def test_a_texting_number_of_its_own_is_said_to_need_the_same(carrier: Carrier, line: Line) -> None:
    person = Person()
    connects(carrier, line, person)
    assert line.text.sender not in (None, line.number)
    assert f"point {line.text.sender} to POST https://phone.example.org/sms/answer" in person.screen


def test_what_another_program_did_with_the_number_is_shown_before_it_ends(carrier: Carrier, line: Line) -> None:
    number_of(carrier, line.number).voice_url = ELSEWHERE
    number_of(carrier, line.number).voice_method = "GET"
    person = Person(says=False)

    with pytest.raises(CannotConnect, match="Nothing was changed"):
        connects(carrier, line, person)

    assert f"now    GET {ELSEWHERE}" in person.screen
    assert "then   POST https://phone.example.org/voice/answer" in person.screen
    assert "what old.example.com did with it ends" in person.screen
    assert number_of(carrier, line.number).voice_url == ELSEWHERE


def test_a_wrong_method_alone_is_put_right(carrier: Carrier, line: Line) -> None:
    connects(carrier, line, Person())
    number_of(carrier, line.number).status_callback_method = "GET"
    person = Person()
    connects(carrier, line, person)
    assert person.asked
    assert number_of(carrier, line.number).status_callback_method == "POST"
    assert "ends)" not in person.screen


def test_a_connected_number_is_left_alone_and_nothing_is_asked(carrier: Carrier, line: Line) -> None:
    connects(carrier, line, Person())
    person = Person()
    connects(carrier, line, person)
    assert person.asked == []
    assert person.told[-1] == "Nothing to change: the number is connected."


def test_a_change_that_did_not_stay_is_named(carrier: Carrier, line: Line) -> None:
    """Somebody else changes the number between our change and our second look."""

    class Meddled(TwilioTelephony):
        def set_up_number(self, setup: NumberSetup) -> NumberSetup:
            done = super().set_up_number(setup)
            number_of(carrier, line.number).sms_url = ELSEWHERE
            return done

    meddled = Meddled(settings_of(), line.number, None, carrier.http_client())
    with pytest.raises(CannotConnect, match="something else in sms_url"):
        connect(settings_of(), line, meddled, Person().terminal, look=False)


# ── what the carrier says ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_number_that_the_account_does_not_own_is_named(carrier: Carrier, line: Line) -> None:
    del carrier.exchange.numbers[line.number]
    with pytest.raises(CannotConnect, match=r"owns no number \+31201234567.*Buy it.*or correct line\.number"):
        connects(carrier, line, Person())


def test_wrong_credentials_are_named_with_their_variables(carrier: Carrier, line: Line) -> None:
    wrong = settings_of(TWILIO_AUTH_TOKEN="another-token-than-theirs")
    with pytest.raises(CannotConnect, match=r"does not accept these credentials.*TWILIO_AUTH_TOKEN"):
        connects(carrier, line, Person(), wrong)


@pytest.mark.parametrize(
    ("answer", "code", "sentence"),
    [
        (404, 20404, "knows no such account or number"),
        (429, 20429, "Try again in a minute"),
        (400, 21999, "Twilio refuses.*code 21999"),
        (500, 20500, "gave no answer that says what it did"),
    ],
)
def test_what_twilio_refuses_is_said_in_plain_words(
    carrier: Carrier, line: Line, answer: int, code: int, sentence: str
) -> None:
    carrier.exchange.faults.rest("GET", "IncomingPhoneNumbers", answer=answer, code=code)
    with pytest.raises(CannotConnect, match=sentence):
        connects(carrier, line, Person())


def test_a_carrier_that_cannot_be_reached_is_said_to_be(carrier: Carrier, line: Line) -> None:
    carrier.exchange.faults.rest("GET", "IncomingPhoneNumbers", refuse_connection=True)
    with pytest.raises(CannotConnect, match=r"cannot be reached.*network"):
        connects(carrier, line, Person())


def test_a_lost_answer_asks_to_look_again(carrier: Carrier, line: Line) -> None:
    carrier.exchange.faults.rest("POST", "IncomingPhoneNumbers/*", lose_answer=True)
    with pytest.raises(CannotConnect, match="Run connect again"):
        connects(carrier, line, Person())
    connects(carrier, line, Person(says=False))  # and there is nothing left to ask


# ── before anything is changed ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "address",
    [
        *("http://127.0.0.1:8000", "https://192.168.1.7", "https://10.0.0.1", "https://100.64.0.1"),
        *("https://[::1]", "https://[fe80::1]", "https://localhost:8000", "https://mybox", "https://mybox.local"),
    ],
)
def test_an_address_that_means_nothing_outside_is_doubted(address: str) -> None:
    assert "means nothing outside this network" in " ".join(doubts(settings_of(address)))


def test_plain_http_is_doubted_and_a_public_address_is_not() -> None:
    assert ["in the clear" in doubt for doubt in doubts(settings_of("http://phone.example.org"))] == [True]
    assert list(doubts(settings_of("https://phone.example.org"))) == []
    assert list(doubts(settings_of("https://93.184.215.14:8443"))) == []


def test_with_the_stand_in_carrier_an_address_of_this_machine_is_right() -> None:
    assert list(doubts(settings_of("http://127.0.0.1:8000", TWILIO_API_BASE_URL=STAND_IN))) == []


class NoJobs:
    """Nothing here rings a bell."""

    def ring(self, job: str, *ids: str) -> bool:
        raise AssertionError(f"{job} was rung for")

    def piled_up(self) -> Mapping[str, PiledUp]:
        return {}


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    ledger = Ledger(f"sqlite:///{tmp_path / 'ledger.db'}")
    ledger.migrate()
    return ledger


@pytest.fixture
def service(line: Line, ledger: Ledger, redis_client: redis.Redis) -> Iterator[Settings]:
    """The service itself, running on loopback; its settings."""
    settings = settings_of(f"http://127.0.0.1:{free_port()}")
    board = Board(redis.Redis.from_url(address_of(redis_client), decode_responses=True))
    house = assemble(settings, line, ledger, board=board, jobs=NoJobs(), clock=WallClock())
    with serving(create_app(house), int(settings.public_base_url.rpartition(":")[2])):
        yield settings


def address_of(client: redis.Redis) -> str:
    where = client.connection_pool.connection_kwargs
    return f"unix://{where['path']}" if "path" in where else f"redis://{where['host']}:{where['port']}"


def test_the_service_itself_is_recognised_and_nothing_is_written(
    service: Settings, line: Line, carrier: Carrier, ledger: Ledger
) -> None:
    person = Person()
    connect(service, line, telephony(carrier, line, service), person.terminal)
    assert "recognises what Twilio signs" in person.screen
    assert number_of(carrier, line.number).voice_url == f"{service.public_base_url}/voice/answer"
    with ledger.read() as connection:
        assert connection.execute(select(tables.calls)).all() == []


def test_a_service_with_another_token_is_found_before_any_caller_does(service: Settings) -> None:
    other = settings_of(service.public_base_url, TWILIO_AUTH_TOKEN="another-token-than-its")
    with pytest.raises(CannotConnect, match="with 403, not 204: every call would fail"):
        look_at_ourselves(other)


def test_a_service_that_was_told_another_address_is_found(service: Settings) -> None:
    other = settings_of(service.public_base_url.replace("127.0.0.1", "localhost"))
    with pytest.raises(CannotConnect, match="the same PUBLIC_BASE_URL"):
        look_at_ourselves(other)


def test_a_stranger_at_our_address_is_not_taken_for_us() -> None:
    port = free_port()
    stranger = Flask("stranger")
    stranger.add_url_rule("/healthz", view_func=lambda: "<h1>You are about to visit…</h1>")
    with serving(stranger, port), pytest.raises(CannotConnect, match="it is not this service"):
        look_at_ourselves(settings_of(f"http://127.0.0.1:{port}"))


def test_a_service_that_is_not_up_changes_nothing(carrier: Carrier, line: Line) -> None:
    nowhere = settings_of(f"http://127.0.0.1:{free_port()}")
    with pytest.raises(CannotConnect, match=r"Nobody answers at .*/healthz"):
        connect(nowhere, line, telephony(carrier, line, nowhere), Person().terminal)
    assert number_of(carrier, line.number).voice_url == ""


def test_every_hook_that_the_number_needs_is_one_that_the_service_has() -> None:
    assert {url for name, url in webhooks("").items() if not name.endswith("_method")} == {
        "/voice/answer",
        "/voice/fallback",
        "/voice/status",
        "/sms/answer",
    }
