"""The environment, read once: every variable declared, typed and described in one place.

Deliberately holds no default for a secret, and refuses to start where one is missing or guessable (fail closed).
What the support line is belongs to the line file, not here.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError

from voice_app import addresses
from voice_app.mistakes import Mistake, Mistakes, Place, in_plain_words, wrong
from voice_app.redis_address import SCHEMES

Use = Literal["web", "pages", "worker", "ticker", "release", "check", "connect", "agents"]
"""What a process is for; it decides which variables it cannot do without."""

SPEAKS_REST = frozenset[Use]({"web", "worker", "ticker", "check", "connect"})
SERVES_PAGES = frozenset[Use]({"web", "pages", "check", "agents"})

PLACEHOLDERS = frozenset(
    {"changeme", "change-me", "change_me", "debug", "default", "dev", "development", "example", "insecure", "key"}
    | {"password", "secret", "secret-key", "secret_key", "test", "todo", "token", "xxx", "your_auth_token"}
)
"""Values that stand in examples and tutorials: whoever guesses for us tries these first."""

SHORTEST_SECRET = 8
BROWSER_PHONE = ("twilio_api_key", "twilio_api_secret", "twilio_app_sid")


@dataclass(frozen=True, slots=True)
class Variable:
    """What the README says of a variable. `default` is the text of its table; `needed_by` the uses that require it;
    a secret may also be given as a file (`NAME_FILE`) and never prints."""

    meaning: str
    default: str
    needed_by: frozenset[Use] = frozenset()
    secret: bool = False


def _account(value: str) -> str:
    if not re.fullmatch(r"AC[0-9A-Za-z]{32}", value):
        raise wrong("this is no account SID", "Copy it from the Twilio console: AC and 32 characters")
    return value


def _not_guessable(value: SecretStr) -> SecretStr:
    for secret in value.get_secret_value().split(","):
        if secret.strip().lower() in PLACEHOLDERS or len(secret.strip()) < SHORTEST_SECRET:
            raise wrong("anybody could guess this value", "Make one of your own: openssl rand -hex 32")
    return value


def _port(value: Any) -> Any:
    if not (str(value).isascii() and str(value).isdecimal() and 0 < int(value) < 65536):  # noqa: PLR2004 - ports end here
        raise wrong("this is no port", "Write a number from 1 to 65535")
    return int(value)


Origin = Annotated[str, AfterValidator(addresses.origin)]
Secret = Annotated[SecretStr, AfterValidator(_not_guessable)]


class Settings(BaseModel):
    """The environment as one immutable value. Secrets print as asterisks; ask them with `get_secret_value()`."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    port: Annotated[int, BeforeValidator(_port), Variable("where `web` listens", "8000")] = 8000
    public_base_url: Annotated[
        Origin,
        Variable(
            "how Twilio reaches `web`; signatures are checked against it, never against request headers",
            "http://127.0.0.1:$PORT",
        ),
    ] = Field(default_factory=lambda before: f"http://127.0.0.1:{before['port']}")
    pages_port: Annotated[
        int, BeforeValidator(_port), Variable("where `pages` listens; unset, the port after `PORT`", "8001")
    ] = Field(default_factory=lambda before: before.get("port", 8000) + 1)
    pages_base_url: Annotated[
        Origin,
        AfterValidator(addresses.safe_for_cookies),
        Variable("how browsers reach `pages`: https, but for this machine itself", "http://127.0.0.1:$PAGES_PORT"),
    ] = Field(default_factory=lambda before: f"http://127.0.0.1:{before.get('pages_port', 8001)}")
    twilio_account_sid: Annotated[
        Annotated[str, AfterValidator(_account)] | None, Variable("the account", "none", SPEAKS_REST)
    ] = None
    twilio_auth_token: Annotated[
        Secret | None,
        Variable(
            "the key of the account and of the webhook signature; while it is rotated, the new and the old one, "
            "separated by a comma",
            "none",
            SPEAKS_REST,
            secret=True,
        ),
    ] = None
    twilio_api_base_url: Annotated[
        Origin | None, Variable("scheme and host that replace Twilio's own in every REST call", "unset: Twilio")
    ] = None
    twilio_api_key: Annotated[str | None, Variable("for tokens of the browser phone", "unset: no browser phone")] = None
    twilio_api_secret: Annotated[
        Secret | None, Variable("for tokens of the browser phone", "unset: no browser phone", secret=True)
    ] = None
    twilio_app_sid: Annotated[str | None, Variable("for tokens of the browser phone", "unset: no browser phone")] = None
    database_url: Annotated[
        SecretStr,
        AfterValidator(addresses.database),
        Variable("the ledger: `sqlite:///…` or `postgresql://…`", "sqlite:///var/ledger.db", secret=True),
    ] = SecretStr("sqlite:///var/ledger.db")
    redis_url: Annotated[
        SecretStr,
        AfterValidator(addresses.redis),
        Variable("the board and the jobs", "redis://127.0.0.1:6379/0", secret=True),
    ] = SecretStr("redis://127.0.0.1:6379/0")
    jobs_redis_url: Annotated[
        Annotated[SecretStr, AfterValidator(addresses.redis_for_jobs)] | None,
        Variable(
            "the jobs, where `REDIS_URL` is a cluster, or they are to have a server of their own",
            "unset: the same as REDIS_URL",
            secret=True,
        ),
    ] = None
    line_file: Annotated[Path, Variable("the support line", "line.toml")] = Path("line.toml")
    secret_key: Annotated[
        Secret | None,
        Variable(
            "signs page cookies; two, separated by a comma, while it is rotated", "none", SERVES_PAGES, secret=True
        ),
    ] = None
    api_token: Annotated[
        Secret | None,
        Variable("bearer token of the JSON API; two while it is rotated", "unset: API closed", secret=True),
    ] = None
    erasures_file: Annotated[
        Path | None,
        Variable("where it is noted who was erased, so that a restore brings nobody back", "unset: in the log alone"),
    ] = None
    smtp_url: Annotated[
        Annotated[SecretStr, AfterValidator(addresses.smtp)] | None,
        Variable(
            "the mail server for alarms: `smtp://user:password@host:587`, `smtps://…:465`",
            "unset: no e-mail",
            secret=True,
        ),
    ] = None
    alarm_secret: Annotated[
        Secret | None, Variable("signs the alarms' webhook; two while it is rotated", "unset: no webhook", secret=True)
    ] = None
    customers_token: Annotated[
        Secret | None,
        Variable("the bearer token with which `customers.lookup_url` is asked", "unset: asked without", secret=True),
    ] = None
    otel_exporter_otlp_endpoint: Annotated[
        Annotated[str, AfterValidator(addresses.collector)] | None,
        Variable("where traces go, by OTLP over HTTP; OpenTelemetry's other variables count too", "unset: no traces"),
    ] = None
    disk_low_share: Annotated[
        float,
        Field(gt=0, lt=1),
        Variable("supervisors are told where less of a disk is free than this share of it …", "0.1"),
    ] = 0.1
    disk_low_mb: Annotated[int, Field(gt=0), Variable("… and less than so many megabytes", "2000")] = 2000
    log_format: Annotated[Literal["json", "console"], Variable("`json` or `console`", "json")] = "json"

    @classmethod
    def from_env(cls, env: Mapping[str, str], use: Use = "web") -> Self:
        """Read what this use needs. Raises `Mistakes` with everything that is wrong; a blank value counts as unset."""
        mistakes: list[Mistake] = [*_debugging(env)]
        values = dict(_values(env, mistakes))
        unreadable = {mistake.where.removesuffix("_FILE") for mistake in mistakes}
        mistakes += [mistake for mistake in _missing(values, use) if mistake.where not in unreadable]
        mistakes += _no_place_for_jobs(values)
        try:
            settings = cls.model_validate(values)
        except ValidationError as error:
            mistakes += in_plain_words(error, _name_at, lambda _: ())
            settings = None
        if settings is None or mistakes:
            raise Mistakes(mistakes)
        return settings

    @property
    def tokens(self) -> tuple[str, ...]:
        """The keys under which a webhook may be signed, the one in use first; two while the token is rotated."""
        return _parts(self.twilio_auth_token)

    @property
    def secret_keys(self) -> tuple[str, ...]:
        """What is kept secret is kept under the first; what was kept under another still counts."""
        return _parts(self.secret_key)

    @property
    def api_tokens(self) -> tuple[str, ...]:
        return _parts(self.api_token)

    @property
    def alarm_secrets(self) -> tuple[str, ...]:
        """An alarm is signed with each of them."""
        return _parts(self.alarm_secret)

    @property
    def jobs_url(self) -> str:
        """The Redis of the jobs."""
        return (self.jobs_redis_url or self.redis_url).get_secret_value()

    @property
    def has_browser_phone(self) -> bool:
        return self.twilio_api_key is not None

    @property
    def secrets(self) -> tuple[str, ...]:
        """Everything that must never be printed, for the log's last net: of an address its password only."""
        given = (getattr(self, name) for name, variable in _declared() if variable.secret)
        texts = [value.get_secret_value() for value in given if value is not None]
        hidden = chain.from_iterable(
            addresses.passwords(text) if "://" in text else (text, *_split(text)) for text in texts
        )
        return tuple(secret for secret in hidden if secret)


def _parts(secret: SecretStr | None) -> tuple[str, ...]:
    """The values that count while a secret is rotated, the one in use first."""
    return _split(secret.get_secret_value()) if secret else ()


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def variables() -> dict[str, Variable]:
    """Every variable by its name in the environment, for the README's table and its test."""
    return {name.upper(): variable for name, variable in _declared()}


def _declared() -> Iterator[tuple[str, Variable]]:
    for name, field in Settings.model_fields.items():
        yield name, next(mark for mark in field.metadata if isinstance(mark, Variable))


def _debugging(env: Mapping[str, str]) -> Iterator[Mistake]:
    for name in ("DEBUG", "FLASK_DEBUG"):
        if env.get(name, "").strip().lower() not in ("", "0", "false", "no", "off"):
            yield Mistake(name, "a debugger on a public address gives the machine away", "Unset it")


def _values(env: Mapping[str, str], mistakes: list[Mistake]) -> Iterator[tuple[str, str]]:
    """What is set, by the name of its field; secrets also from their files."""
    for name, variable in _declared():
        given = env.get(name.upper(), "").strip()
        path = env.get(f"{name.upper()}_FILE", "").strip() if variable.secret else ""
        if given and path:
            mistakes.append(Mistake(f"{name.upper()}_FILE", f"{name.upper()} is set too", "Keep one of the two"))
        elif path:
            try:
                given = Path(path).read_text(encoding="utf-8").strip()
            except (OSError, UnicodeDecodeError):
                mistakes.append(Mistake(f"{name.upper()}_FILE", "the file cannot be read", "Check path and rights"))
        if given:
            yield name, given


def _missing(values: Mapping[str, str], use: Use) -> Iterator[Mistake]:
    for name, variable in _declared():
        if use in variable.needed_by and name not in values:
            yield Mistake(
                name.upper(),
                f"it is needed: {variable.meaning}",
                "Set it, or its _FILE" if variable.secret else "Set it",
            )
    for name in BROWSER_PHONE:
        if name not in values and any(other in values for other in BROWSER_PHONE):
            yield Mistake(
                name.upper(), "the browser phone needs all three of its variables", "Set it, or unset the others"
            )


def _no_place_for_jobs(values: Mapping[str, str]) -> Iterator[Mistake]:
    form, _ = SCHEMES.get(urlsplit(values.get("redis_url", "")).scheme, ("", False))
    if form == "cluster" and "jobs_redis_url" not in values:
        what = "it is needed: REDIS_URL is a cluster, and RQ, which carries the jobs, works on one server only"
        yield Mistake("JOBS_REDIS_URL", what, "Name a small server of its own: nothing in it has to be kept")


def _name_at(place: Place) -> str:
    return str(place[0]).upper()
