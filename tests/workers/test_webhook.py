import hashlib
import hmac
from datetime import UTC, datetime

import pytest

from tests.workers.sinks import Receiver
from tools.ports import free_port
from workers.delivery import NotDelivered
from workers.webhook import post_signed

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
BODY = '{"says": "één"}'.encode()
SECRET = "a-secret-of-the-alarms"


def failure(url: str) -> NotDelivered:
    with pytest.raises(NotDelivered) as caught:
        post_signed(url, BODY, (SECRET,), NOW)
    return caught.value


def test_the_document_arrives_signed(hook: Receiver) -> None:
    post_signed(hook.url, BODY, (SECRET,), NOW)
    (posted,) = hook.posted
    assert (posted.path, posted.body) == ("/alarms", BODY)
    assert posted.headers["Content-Type"] == "application/json"
    at, _, signed = posted.headers["Gehoor-Signature"].partition(",v1=")
    assert at == f"t={int(NOW.timestamp())}"
    assert signed == hmac.new(SECRET.encode(), at[2:].encode() + b"." + BODY, hashlib.sha256).hexdigest()


@pytest.mark.parametrize("status", [301, 307, 400, 404, 410, 500, 503])
def test_only_a_2xx_is_an_arrival_and_no_redirect_is_followed(hook: Receiver, status: int) -> None:
    hook.statuses = [status]
    error = failure(hook.url)
    assert (error.cause, error.permanent, error.safe_to_repeat) == (f"http_{status}", False, True)
    assert len(hook.posted) == 1


def test_a_lost_answer_leaves_it_in_doubt(hook: Receiver) -> None:
    hook.statuses = [None]
    assert not failure(hook.url).safe_to_repeat


def test_where_nobody_listens_nothing_arrived() -> None:
    error = failure(f"http://127.0.0.1:{free_port()}/alarms")
    assert (error.cause, error.safe_to_repeat) == ("webhook_not_reached", True)


def test_while_the_secret_is_rotated_it_is_signed_with_both(hook: Receiver) -> None:
    post_signed(hook.url, BODY, (SECRET, "the-secret-of-before"), NOW)
    at, *signed = hook.posted[0].headers["Gehoor-Signature"].split(",")
    said = at[2:].encode() + b"." + BODY
    keys = (SECRET, "the-secret-of-before")
    assert signed == [f"v1={hmac.new(key.encode(), said, hashlib.sha256).hexdigest()}" for key in keys]
