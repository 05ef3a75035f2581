"""Writing an e-mail, and handing it to the operator's own mail server.

Encrypted wherever the server can (STARTTLS, or from the first byte with smtps), and a password never travels in the
clear. Deliberately keeps no queue and tries nothing again: what became of the message is told, and whoever sent it
decides.
"""

import smtplib
import ssl
from contextlib import closing
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

from workers.delivery import NotDelivered

PATIENCE: Final = timedelta(seconds=10)
"""For each answer of the server."""
ACCEPTED: Final = range(200, 300)
REFUSED_FOR_GOOD: Final = 500
"""RFC 5321, 4.2.1: after a 5yz the same is not to be asked again; after a 4yz it may."""


def write_letter(sender: str, to: str, *, id: str, subject: str, text: str, now: datetime) -> EmailMessage:
    """A plain letter of one sender to one recipient; ValueError for a line break in what becomes a header."""
    letter = EmailMessage(policy=SMTP.clone(cte_type="7bit"))  # not every server takes eight bits
    letter["From"], letter["To"], letter["Subject"] = sender, to, subject
    letter["Date"] = format_datetime(now)
    letter["Message-ID"] = f"<{id}@{_domain(sender)}>"
    letter["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's holiday greeting answers
    letter.set_content(text)
    return letter


def send_mail(url: str, letter: EmailMessage) -> None:
    """Hand over a letter. Raises NotDelivered.

    `url`: `smtp://user:password@host:587`, or `smtps://…`; without a port 25 and 465.
    """
    server = urlsplit(url)
    handing_over = False
    try:
        with closing(_connect(server, _domain(str(letter["From"])))) as smtp:
            _secure(smtp, server)
            _demand(*smtp.mail(str(letter["From"])))
            _demand(*smtp.rcpt(str(letter["To"])))
            handing_over = True
            _demand(*smtp.data(letter.as_bytes()))
    except smtplib.SMTPResponseException as error:
        permanent = error.smtp_code >= REFUSED_FOR_GOOD
        raise NotDelivered(f"smtp_{error.smtp_code}", permanent=permanent, safe_to_repeat=True) from error
    except (smtplib.SMTPException, OSError) as error:
        cause = "mail_not_encrypted" if isinstance(error, ssl.SSLError) else "mail_server_silent"
        raise NotDelivered(cause, permanent=False, safe_to_repeat=not handing_over) from error


def _connect(server: SplitResult, greeting: str) -> smtplib.SMTP:
    """`greeting`: how we name ourselves; the library would ask the network for our name, and wait for it."""
    host, port, patience = server.hostname or "", server.port or 0, PATIENCE.total_seconds()
    if server.scheme == "smtps":
        trusted = ssl.create_default_context()
        return smtplib.SMTP_SSL(host, port, local_hostname=greeting, timeout=patience, context=trusted)
    return smtplib.SMTP(host, port, local_hostname=greeting, timeout=patience)


def _secure(smtp: smtplib.SMTP, server: SplitResult) -> None:
    """Encrypt, then say who we are."""
    smtp.ehlo_or_helo_if_needed()
    encrypted = server.scheme == "smtps"
    if not encrypted and smtp.has_extn("starttls"):
        smtp.starttls(context=ssl.create_default_context())
        smtp.ehlo_or_helo_if_needed()
        encrypted = True
    if server.username and server.password:
        if not encrypted:
            raise NotDelivered("mail_not_encrypted", permanent=False, safe_to_repeat=True)
        smtp.login(unquote(server.username), unquote(server.password))


def _demand(code: int, said: bytes) -> None:
    if code not in ACCEPTED:
        raise smtplib.SMTPResponseException(code, said)


def _domain(address: str) -> str:
    return address.rpartition("@")[2]
