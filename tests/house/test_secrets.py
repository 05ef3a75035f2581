"""Law: no secret lies in the checkout, and none in what the service writes."""

import math
import re
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from tests.house.sources import ROOT

pytestmark = pytest.mark.threat("T22")

SHAPES = {
    "an account's API key": r"\bSK[0-9a-f]{32}\b",
    "a private key": r"-----BEGIN [A-Z ]*PRIVATE KEY-----",
    "a key of a cloud": r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b",
    "a token of a forge": r"\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\w{40,}|glpat-[\w-]{20,})",
    "a token of a chat": r"\bxox[abprs]-[A-Za-z0-9-]{10,}",
    "a key of a payer": r"\b[rs]k_live_[A-Za-z0-9]{16,}",
    "a signed token": r"\beyJ[A-Za-z0-9_-]{16,}\.eyJ[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}",
    "a password in an address": r"\b(?:postgres(?:ql)?|rediss?|https?)://[^\s:/@\"'{}$]+:[A-Za-z0-9+/_-]{6,}@",
    "a value for a secret's name": r"(?i)(?:auth_token|api_secret|secret_key|api_token|password)\b\s*[=:]\s*[\"']?"
    r"(?P<value>[A-Za-z0-9+/_-]{20,})",
}
MADE_UP = re.compile(
    r"canary|:(?:secret|password)@|only-for|example|hush|0123456789abcdef|(.)\1{7}|test|fixture|token-of|of-the|of_the",
    re.IGNORECASE,
)
"""What says of itself that it opens nothing."""
LEAST = 3.5
"""Bits a character: what a generator makes has more, and words have less."""


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def secrets_in(text: str) -> list[str]:
    return [
        f"{what}: {found[0][:60]}"
        for what, shape in SHAPES.items()
        for found in re.finditer(shape, text)
        if not MADE_UP.search(found[0]) and _is_random(found)
    ]


def _is_random(found: re.Match[str]) -> bool:
    """Of what is merely named like a secret, and might be a word or a variable."""
    value = found.groupdict().get("value")
    return value is None or (any(sign.isdigit() for sign in value) and _bits(value) >= LEAST)


def _bits(value: str) -> float:
    shares = [number / len(value) for number in Counter(value).values()]
    return -sum(share * math.log2(share) for share in shares)


def test_no_file_of_the_checkout_holds_a_secret() -> None:
    found = {}
    for path in tracked():
        is_ours = path.suffix not in (".png", ".wav", ".woff2", ".lock") and "vendor" not in path.parts
        if is_ours and (secrets := secrets_in(path.read_text(errors="replace"))):
            found[str(path.relative_to(ROOT))] = secrets
    assert found == {}


def test_no_environment_and_no_ledger_is_checked_in() -> None:
    names = {path.name for path in tracked()}
    assert not names & {".env", "ledger.db", "dump.rdb", "id_rsa", ".netrc", ".pypirc"}
    for name in (".env", "var/ledger.db"):
        assert subprocess.run(["git", "check-ignore", "-q", name], cwd=ROOT, check=False).returncode == 0, name


@pytest.mark.parametrize(
    "leak",
    [
        "SK" + "0a1b2c3d" * 4,
        "-----BEGIN RSA " + "PRIVATE KEY-----",
        "AKIA" + "Q3EGUXJ7P2LKD5TB",
        "ghp_" + "a8Kd92Lq" * 5,
        "xoxb-" + "192837465-abcdefghij",
        "postgresql://gehoor:" + "g7Hq2pLx@db/ledger",
        "TWILIO_AUTH_TOKEN=" + "9f8e7d6c5b4a39281706f5e4d3c2b1a0",
        'SECRET_KEY = "' + "Zk3v9QpL7xW2mN8rT4yB" + '"',
    ],
)
def test_the_search_finds_what_it_searches_for(leak: str) -> None:
    assert secrets_in(f"\n# {leak}\n"), leak
