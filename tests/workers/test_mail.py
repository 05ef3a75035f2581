import shutil
import ssl
import subprocess
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.workers.sinks import MailServer, mail_server
from tools.ports import free_port
from workers.delivery import NotDelivered
from workers.mail import send_mail, write_letter

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
TEXT = "Voorbeeld: één belofte dreigt te laat te komen.\n.\nEen punt alleen is geen einde.\n"
needs_openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl to make a certificate with")


def letter(subject: str = "Chloë wacht") -> EmailMessage:
    return write_letter("line@example.org", "chief@example.org", id="A.0.1", subject=subject, text=TEXT, now=NOW)


def failure(mail: MailServer, url: str | None = None) -> NotDelivered:
    with pytest.raises(NotDelivered) as caught:
        send_mail(url or mail.url, letter())
    return caught.value


def test_a_letter_arrives_as_it_was_written(mail: MailServer) -> None:
    send_mail(mail.url, letter())
    (arrived,) = mail.letters
    assert mail.recipients == ["chief@example.org"]
    assert mail.commands[0] == "ehlo example.org"
    assert (arrived["From"], arrived["To"], arrived["Subject"]) == (
        "line@example.org",
        "chief@example.org",
        "Chloë wacht",
    )
    assert (arrived["Message-ID"], arrived["Auto-Submitted"]) == ("<A.0.1@example.org>", "auto-generated")
    assert arrived.get_content_type() == "text/plain"
    assert arrived.get_content().replace("\r\n", "\n") == TEXT


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_nothing_that_is_said_becomes_a_header(end: str) -> None:
    with pytest.raises(ValueError, match="linefeed or carriage return"):
        letter(f"Belofte{end}Bcc: thief@example.net")


@pytest.mark.parametrize(
    ("verb", "reply", "permanent"),
    [("RCPT", "550 nobody", True), ("MAIL", "451 later", False), ("DATA", "554 no", True), (".", "452 full", False)],
)
def test_what_was_refused_did_not_arrive(mail: MailServer, verb: str, reply: str, permanent: bool) -> None:
    mail.refuses[verb] = reply
    error = failure(mail)
    assert (error.cause, error.permanent, error.safe_to_repeat) == (f"smtp_{reply[:3]}", permanent, True)
    assert mail.letters == []


@pytest.mark.parametrize("verb", ["EHLO", "MAIL", "RCPT", "DATA"])
def test_a_server_that_is_gone_before_the_letter_has_none(mail: MailServer, verb: str) -> None:
    mail.hangs_up_at = verb
    error = failure(mail)
    assert (error.cause, error.permanent) == ("mail_server_silent", False)
    assert error.safe_to_repeat is (verb != "DATA")  # from there on it is in doubt


def test_a_server_that_is_gone_after_the_letter_may_have_it(mail: MailServer) -> None:
    mail.hangs_up_at = "."
    assert not failure(mail).safe_to_repeat


def test_where_no_server_listens_nothing_arrived(mail: MailServer) -> None:
    error = failure(mail, f"smtp://127.0.0.1:{free_port()}")
    assert (error.cause, error.permanent, error.safe_to_repeat) == ("mail_server_silent", False, True)


def test_a_password_never_travels_in_the_clear(mail: MailServer) -> None:
    error = failure(mail, f"smtp://line:open-sesame@127.0.0.1:{mail.port}")
    assert (error.cause, error.safe_to_repeat) == ("mail_not_encrypted", True)
    assert not any(command.startswith("AUTH") for command in mail.commands)


@needs_openssl
def test_where_the_server_can_it_is_encrypted_before_anything_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mail_server(certificate_of(tmp_path)) as mail:
        assert failure(mail).cause == "mail_not_encrypted"  # by a certificate that nobody vouches for
        assert mail.commands[1:] == ["STARTTLS"]

        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
        send_mail(f"smtp://line:open%20sesame@localhost:{mail.port}", letter())
        verbs = [command.partition(" ")[0].upper() for command in mail.commands[2:]]
        assert verbs == ["EHLO", "STARTTLS", "EHLO", "AUTH", "MAIL", "RCPT", "DATA"]
        assert len(mail.letters) == 1


def certificate_of(folder: Path) -> ssl.SSLContext:
    """A certificate for this machine that signs itself."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    asked = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-days", "2"]
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        *asked,
        "-keyout",
        str(key),
        "-out",
        str(certificate),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=30)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context
