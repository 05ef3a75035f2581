import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from voice_app.mistakes import Mistakes
from voice_app.settings import Settings, Use, variables

GOOD: Mapping[str, str] = {
    "TWILIO_ACCOUNT_SID": "AC" + "0a" * 16,
    "TWILIO_AUTH_TOKEN": "canary-auth-token",
    "SECRET_KEY": "canary-secret-key",
    "API_TOKEN": "canary-api-token",
    "DATABASE_URL": "postgresql://house:canary-password@db/ledger",
}


def mistaken(env: Mapping[str, str], use: Use = "web") -> dict[str, str]:
    with pytest.raises(Mistakes) as caught:
        Settings.from_env(env, use)
    return {mistake.where: mistake.what for mistake in caught.value.all}


def test_what_is_not_set_has_the_default_of_the_contract() -> None:
    settings = Settings.from_env({}, "release")
    assert settings.public_base_url == "http://127.0.0.1:8000"
    assert settings.database_url.get_secret_value() == "sqlite:///var/ledger.db"
    assert settings.redis_url.get_secret_value() == "redis://127.0.0.1:6379/0"
    assert settings.line_file == Path("line.toml")
    assert settings.log_format == "json"
    assert settings.api_token is None
    assert not settings.has_browser_phone


def test_the_public_address_follows_the_port() -> None:
    assert Settings.from_env({"PORT": "8123"}, "release").public_base_url == "http://127.0.0.1:8123"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://phone.example.org/", "https://phone.example.org"),
        ("https://phone.example.org:443", "https://phone.example.org"),
        ("http://phone.example.org:80", "http://phone.example.org"),
        ("https://Phone.example.org:8443", "https://phone.example.org:8443"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_the_public_address_is_kept_as_twilio_signs_it(given: str, kept: str) -> None:
    assert Settings.from_env({"PUBLIC_BASE_URL": given}, "release").public_base_url == kept


@pytest.mark.parametrize(
    "address",
    [
        "phone.example.org",
        "ftp://x",
        "https://x/path",
        "https://x?a=1",
        "https://u:p@x",
        "https://x:99999",
        "http://[",
        "https://",
    ],
)
def test_an_address_with_more_or_less_than_an_origin_is_a_mistake(address: str) -> None:
    assert list(mistaken({"PUBLIC_BASE_URL": address}, "release")) == ["PUBLIC_BASE_URL"]


def test_every_mistake_is_told_at_once_by_name() -> None:
    env = {
        "DEBUG": "1",
        "PORT": "no",
        "PUBLIC_BASE_URL": "ftp://x",
        "TWILIO_ACCOUNT_SID": "AC1",
        "TWILIO_AUTH_TOKEN_FILE": "/nowhere/at/all",
        "DATABASE_URL": "mysql://x",
        "REDIS_URL": "http://x",
        "SECRET_KEY": "changeme",
        "LOG_FORMAT": "xml",
    }
    half_a_phone = {"TWILIO_API_KEY": "SK1", "TWILIO_APP_SID": "AP1"}
    assert set(mistaken({**env, **half_a_phone})) == {*env, "TWILIO_API_SECRET"}


@pytest.mark.parametrize("use", ["web", "worker", "ticker", "check", "connect"])
def test_who_speaks_with_twilio_does_not_start_without_the_account(use: Use) -> None:
    env = {name: value for name, value in GOOD.items() if not name.startswith("TWILIO")}
    assert set(mistaken(env, use)) == {"TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"}


def test_only_who_serves_pages_needs_their_key() -> None:
    env = {name: value for name, value in GOOD.items() if name != "SECRET_KEY"}
    assert set(mistaken(env, "web")) == {"SECRET_KEY"}
    assert Settings.from_env(env, "worker").secret_key is None


def test_the_migrations_need_no_account() -> None:
    assert Settings.from_env({"DATABASE_URL": "sqlite:///x.db"}, "release").tokens == ()


@pytest.mark.threat("T22")
@pytest.mark.parametrize("name", ["TWILIO_AUTH_TOKEN", "SECRET_KEY", "API_TOKEN"])
@pytest.mark.parametrize("value", ["changeme", "Secret", "dev", "x", "your_auth_token", "12345678,dev"])
def test_a_secret_that_anybody_could_guess_is_refused(name: str, value: str) -> None:
    assert set(mistaken({**GOOD, name: value})) == {name}


@pytest.mark.threat("T22")
@pytest.mark.parametrize(("name", "value"), [("DEBUG", "1"), ("DEBUG", "true"), ("FLASK_DEBUG", "yes")])
def test_a_debugger_is_refused(name: str, value: str) -> None:
    assert set(mistaken({**GOOD, name: value})) == {name}


def test_a_debugger_that_is_switched_off_is_no_mistake() -> None:
    assert Settings.from_env({**GOOD, "DEBUG": "0", "FLASK_DEBUG": "false"}).tokens


def test_a_blank_value_counts_as_unset() -> None:
    assert Settings.from_env({**GOOD, "API_TOKEN": " ", "PORT": ""}).api_token is None
    assert "SECRET_KEY" in mistaken({**GOOD, "SECRET_KEY": ""})


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    for name in ("TWILIO_AUTH_TOKEN", "SECRET_KEY", "API_TOKEN", "DATABASE_URL"):
        (tmp_path / name).write_text(GOOD[name] + "\n")
    files = {f"{name}_FILE": str(tmp_path / name) for name in os.listdir(tmp_path)}
    settings = Settings.from_env({"TWILIO_ACCOUNT_SID": GOOD["TWILIO_ACCOUNT_SID"], **files})
    assert settings == Settings.from_env(GOOD)


def test_a_secret_given_twice_or_in_an_unreadable_file_is_one_mistake(tmp_path: Path) -> None:
    both = mistaken({**GOOD, "API_TOKEN_FILE": str(tmp_path)})
    assert both == {"API_TOKEN_FILE": "API_TOKEN is set too"}
    no_key = {name: value for name, value in GOOD.items() if name != "SECRET_KEY"}
    assert set(mistaken({**no_key, "SECRET_KEY_FILE": str(tmp_path)})) == {"SECRET_KEY_FILE"}


def test_two_tokens_count_while_one_is_rotated() -> None:
    settings = Settings.from_env({**GOOD, "TWILIO_AUTH_TOKEN": "the-new-token, the-old-token"})
    assert settings.tokens == ("the-new-token", "the-old-token")


def test_the_scheme_that_some_hosts_still_hand_out_is_understood() -> None:
    settings = Settings.from_env({**GOOD, "DATABASE_URL": "postgres://db/ledger"})
    assert settings.database_url.get_secret_value() == "postgresql://db/ledger"


@pytest.mark.parametrize("port", ["nowhere", "99999", "54 32"])
def test_a_port_of_the_database_that_is_none_is_a_mistake_and_no_password_is_repeated(port: str) -> None:
    found = mistaken({**GOOD, "DATABASE_URL": f"postgresql://house:canary/password#1@db:{port}/ledger"})
    assert set(found) == {"DATABASE_URL"}
    assert "canary" not in str(found)


def test_what_ends_a_host_elsewhere_may_stand_in_the_password_of_the_database() -> None:
    Settings.from_env({**GOOD, "DATABASE_URL": "postgresql://house:canary/pass?word#1@[::1]:5432/ledger"})
    Settings.from_env({**GOOD, "DATABASE_URL": "postgresql:///ledger?host=/run/postgresql"})


def test_the_browser_phone_needs_all_three_of_its_variables() -> None:
    three = {"TWILIO_API_KEY": "SK1", "TWILIO_API_SECRET": "canary-api-secret", "TWILIO_APP_SID": "AP1"}
    assert Settings.from_env({**GOOD, **three}).has_browser_phone
    for left_out in three:
        assert set(mistaken({**GOOD, **{name: three[name] for name in three if name != left_out}})) == {left_out}


@pytest.mark.threat("T22")
def test_no_secret_is_ever_printed() -> None:
    settings = Settings.from_env(GOOD)
    printed = f"{settings} {settings!r} {settings.model_dump()} {settings.model_dump_json()}"
    assert "canary" not in printed
    wrong = {**GOOD, "PORT": "x", "DATABASE_URL": "canary://canary", "SECRET_KEY": "canary"}
    assert "canary" not in str(mistaken(wrong))


def test_the_log_is_told_what_to_hide() -> None:
    assert set(Settings.from_env(GOOD).secrets) == {
        "canary-auth-token",
        "canary-secret-key",
        "canary-api-token",
        "canary-password",
    }


def test_the_default_that_is_documented_is_the_one_in_force() -> None:
    settings = Settings.from_env({}, "release")
    for name, variable in variables().items():
        value = getattr(settings, name.lower())
        shown = value.get_secret_value() if hasattr(value, "get_secret_value") else value
        if shown is None:
            assert variable.default == "none" or variable.default.startswith("unset:"), name
        else:
            assert variable.default.replace("$PORT", "8000").replace("$PAGES_PORT", "8001") == str(shown), name
