from collections.abc import Iterator

import pytest

from tests.workers.sinks import MailServer, Receiver, mail_server, receiver


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with mail_server() as sink:
        yield sink


@pytest.fixture
def hook() -> Iterator[Receiver]:
    with receiver() as sink:
        yield sink
