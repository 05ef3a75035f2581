"""Whatever breaks a line in a field of a request, its address or its headers: each record of the log is one line."""

import json
from io import StringIO

import pytest
from werkzeug.datastructures import MultiDict

from carrier.testing import ACCOUNT_SID, AUTH_TOKEN
from tests.journeys.test_faults_privacy import log
from tests.journeys.world import World
from tools.stage import BASE_URL
from voice_app.signature import sign

__all__ = ["log"]

pytestmark = pytest.mark.threat("T24")

BREAKS = "\r\n{} \u2028\u2029\x85\x0b\x0c\x1b[2J\x00"
FORGED = BREAKS.format('{"event": "promise.kept", "level": "info"}')
FIELDS = (
    *("CallSid", "From", "To", "CallStatus", "Digits", "SpeechResult", "Direction", "CallerName", "FromCity"),
    *("DialCallStatus", "DialBridged", "DialCallSid", "RecordingSid", "RecordingUrl", "RecordingStatus", "AccountSid"),
    *("MessageSid", "Body", "ErrorCode", "ErrorUrl", "ApiVersion", "ForwardedFrom"),
)
PATHS = (
    *("/voice/answer", "/voice/status", "/voice/fallback", "/voice/menu", "/voice/nobody-knows", "/voice/rang"),
    *("/agent/status", "/customer/status", "/listener/status", "/recording/status", "/recorded/status", "/sms/answer"),
)


def hooks_with_line_breaks(world: World) -> None:
    client = world.app.test_client()
    known = {"CallSid": "CA" + "1" * 32, "From": "+31622222222", "AccountSid": ACCOUNT_SID, "CallStatus": "ringing"}
    for path in PATHS:
        for field in FIELDS:
            query = "?l=nl%0d%0aforged&i=x%0d%0aforged&n=%0d%0a"
            form = {**known, field: FORGED}
            signature = sign(f"{BASE_URL}{path}{query}", MultiDict(form), AUTH_TOKEN)
            client.post(path + query, data=form, headers={"X-Twilio-Signature": signature})
            client.post(path + query, data=form, headers={"X-Twilio-Signature": "forged"})


def programs_with_line_breaks(world: World) -> None:
    for path, body in (
        ("/api/promises", {"phone": FORGED}),
        ("/api/promises", {"phone": "+31622222223", "note": FORGED, "need": FORGED}),
        ("/api/agents/anna%0d%0aforged/wrapped", {"disposition": FORGED, "note": FORGED}),
        ("/api/persons/erase", {"phone": FORGED}),
    ):
        world.api("POST", path, **body)
    world.app.test_client().get("/api/agents", headers={"Authorization": "Bearer x\tforged", "User-Agent": "x\tforged"})


def test_each_record_is_one_line_whatever_is_sent(world: World, log: StringIO) -> None:
    hooks_with_line_breaks(world)
    programs_with_line_breaks(world)
    written = log.getvalue()
    assert "hook.not_signed" in written
    lines = written.split("\n")
    assert lines.pop() == ""
    for line in lines:
        assert len(line.splitlines()) == 1, line
        record = json.loads(line)
        assert record["event"] != "promise.kept"
        assert "\x1b" not in line
        assert "\x00" not in line


@pytest.mark.parametrize("path", [*PATHS, "/api/promises", "/api/persons/export", "/api/line"])
def test_a_body_of_a_mebibyte_is_refused_by_its_length(world: World, path: str) -> None:
    """Before a byte of it is read, signed or not, with the token or without."""
    client = world.app.test_client()
    method = "PUT" if path == "/api/line" else "POST"
    for headers in ({}, {"Authorization": "Bearer wrong"}):
        kind = "application/json" if path.startswith("/api") else "application/x-www-form-urlencoded"
        answer = client.open(path, method=method, data=b"a" * 1024 * 1024, content_type=kind, headers=headers)
        assert answer.status_code == (401 if path.startswith("/api") else 413)
    if path.startswith("/api"):
        assert (
            client.open(
                path,
                method=method,
                data=b" " * 1024 * 1024,
                content_type="application/json",
                headers={"Authorization": f"Bearer {world.house.settings.api_token.get_secret_value()}"},
            ).status_code
            == 413
        )
