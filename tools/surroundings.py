"""The environment that `make run` gives the processes: what the person set, completed with what this machine lacks.

Deliberately judges nothing but ports: whether the values make sense is for the service's own settings to say.
"""

import os
import secrets
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dotenv import dotenv_values

from tools.ports import free_port, is_free

ROOT = Path(__file__).parents[1]
WEB_PORT = 8000
PAGES_PORT = 8001
CARRIER_PORT = 8500

Environment = dict[str, str]


class CannotRun(Exception):
    """What stands in the way, in a sentence for the person at the terminal."""


def given() -> Environment:
    """The environment, and beneath it `.env`."""
    written = {name: value for name, value in dotenv_values(ROOT / ".env").items() if value is not None}
    return written | dict(os.environ)


def is_given(environment: Mapping[str, str], name: str) -> bool:
    """Whether a variable is set, itself or as the file that holds it; a blank one is not."""
    return bool(environment.get(name) or environment.get(f"{name}_FILE"))


def complete(environment: Environment, var: Path) -> None:
    """What a host would have set and this machine has not, Redis and the carrier aside."""
    # `python` and `gunicorn` of the Procfile are those beside this interpreter.
    environment["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), environment.get("PATH", os.defpath)])
    environment["PYTHONUNBUFFERED"] = "1"
    environment["PORT"] = str(_port(environment, "PORT", WEB_PORT))
    environment["PAGES_PORT"] = str(_port(environment, "PAGES_PORT", PAGES_PORT))
    usual = {
        "LOG_FORMAT": "console",
        "LINE_FILE": "line.toml",
        "PUBLIC_BASE_URL": f"http://127.0.0.1:{environment['PORT']}",
        "PAGES_BASE_URL": f"http://127.0.0.1:{environment['PAGES_PORT']}",
        "DATABASE_URL": f"sqlite:///{var / 'ledger.db'}",
    }
    environment.update({name: value for name, value in usual.items() if not is_given(environment, name)})
    for name in ("SECRET_KEY", "API_TOKEN"):
        if not is_given(environment, name):
            environment[name] = _kept_secret(_secret_file(var, name))


def open_account(environment: Environment) -> int:
    """Make up an account at the stand-in carrier and point the service at it; the port that it is to listen on."""
    port = _port(environment, "CARRIER_PORT", CARRIER_PORT)
    environment["TWILIO_ACCOUNT_SID"] = f"AC{secrets.token_hex(16)}"
    environment["TWILIO_AUTH_TOKEN"] = secrets.token_hex(16)
    environment["TWILIO_API_BASE_URL"] = f"http://127.0.0.1:{port}"
    environment["TWILIO_API_KEY"] = f"SK{secrets.token_hex(16)}"
    environment["TWILIO_API_SECRET"] = secrets.token_hex(16)
    environment["TWILIO_APP_SID"] = f"AP{secrets.token_hex(16)}"
    environment.pop("TWILIO_API_SECRET_FILE", None)  # of an account at Twilio, whose key opens nothing here
    return port


@dataclass(frozen=True, slots=True)
class Sample:
    """What the line file says: the one support number and the number that texts, E.164, and the agents by id, with name
    and reach."""

    number: str
    sender: str | None
    agents: dict[str, tuple[str, str]]


def read_line(environment: Mapping[str, str]) -> Sample:
    """The number and the agents of the line file; what else it says is the service's to judge."""
    file = Path(environment["LINE_FILE"])
    try:
        line = tomllib.loads(file.read_text())
        agents = {str(agent["id"]): (str(agent["name"]), str(agent["reach"])) for agent in line.get("agent", [])}
        return Sample(str(line["line"]["number"]), line.get("text", {}).get("sender"), agents)
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError) as mistake:
        raise CannotRun(
            f"the line file {file} names no support number, or its agents are odd ({mistake!r})"
        ) from mistake


def where_token_is(environment: Mapping[str, str], var: Path) -> str:
    """Where a person finds the API's token, without showing it."""
    file = _secret_file(var, "API_TOKEN")
    if file.exists() and environment.get("API_TOKEN") == file.read_text():
        return f"the content of {os.path.relpath(file, ROOT)}"
    return "the API_TOKEN that you set"


def _port(environment: Mapping[str, str], name: str, usual: int) -> int:
    """The port that was asked for, else the usual one, else any free one."""
    if asked := environment.get(name):
        if not is_free(int(asked)):
            raise CannotRun(f"port {asked}, which {name} asks for, is taken")
        return int(asked)
    if is_free(usual):
        return usual
    other = free_port()
    print(f"Port {usual} is taken; using {other} instead ({name} chooses another).", flush=True)
    return other


def _kept_secret(file: Path) -> str:
    """Made once: sessions and scripts outlive a restart."""
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(32))
    return file.read_text()


def _secret_file(var: Path, name: str) -> Path:
    return var / name.lower()
