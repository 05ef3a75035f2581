"""Invitations leave here by e-mail, each at most once.

What surely did not arrive is tried again with growing pauses, as alarms are, while the invitation is good; what may
have arrived is not: the supervisor sees so, and may invite anew. Where no worker answers the bell, the ticker sends by
itself.
"""

from datetime import datetime

import structlog

from routing.alarms import Rule, try_again_at
from routing.skills import AgentId
from voice_app import jobs
from voice_app.accounts import inviting, letters
from voice_app.ledger import accounts, agents, alarms, heartbeats, invitation_letters, invitations
from voice_app.ledger.invitation_letters import Letter
from voice_app.runtime import Runtime
from workers.delivery import NotDelivered
from workers.mail import send_mail, write_letter
from workers.shop import Shop, at_work

log = structlog.get_logger()


def send_invitations() -> None:
    """Job: send what is queued."""
    send_all(at_work())


def send_all(shop: Shop) -> None:
    """One, and ring for the next: a mail server that takes its time holds up no agent's phone for long."""
    if send_next(shop, shop.house.now()):
        shop.house.jobs.ring(jobs.SEND_INVITATIONS)


def mind_invitations(shop: Shop, now: datetime) -> None:
    """Duty: bells that were lost, claims that were, and addresses that nobody needs any more."""
    house = shop.house
    with house.ledger.read() as ledger:
        if not invitation_letters.are_there(ledger):
            return
    with house.ledger.write() as ledger:
        lost = invitation_letters.give_up_stale(ledger, now)
        invitation_letters.forget_addresses(ledger, now)
        is_due = invitation_letters.waits(ledger, now)
        nobody_answers = alarms.stands(ledger, Rule.WORKER_SILENT, heartbeats.WORKER)
    if lost:
        log.warning("invitation.in_doubt", letters=lost, cause="worker_died")
    if is_due and (nobody_answers or not house.jobs.ring(jobs.SEND_INVITATIONS)):
        send_next(shop, now)


def send_next(shop: Shop, now: datetime) -> bool:
    """Send one; false where there is none to be sent now."""
    house = shop.house
    with house.ledger.write() as ledger:
        letter = invitation_letters.claim(ledger, now)
    if letter is None:
        return False
    try:
        _deliver(house, letter, now)
    except NotDelivered as error:
        log.warning("invitation.not_sent", agent=letter.agent_id, cause=error.cause)
        _note_failure(house, letter, error, now)
    else:
        with house.ledger.write() as ledger:
            invitation_letters.sent(ledger, letter.id, now)
        log.info("invitation.sent", agent=letter.agent_id)
    return True


def _deliver(house: Runtime, letter: Letter, now: datetime) -> None:
    url, sender, key = house.settings.smtp_url, house.line.alarms.sender, house.settings.secret_key
    if url is None or sender is None or key is None:
        raise NotDelivered("not_set_up", permanent=True, safe_to_repeat=True)
    with house.ledger.read() as ledger:
        agent, account = agents.on_roster(ledger, letter.agent_id), accounts.get(ledger, letter.agent_id)
        invitation = invitations.by_digest(ledger, letter.invitation)
        asked_by = agents.get(ledger, AgentId(letter.asked_by))
    token = letters.token_in(house.settings, letter)
    if agent is None or invitation is None or letter.address is None or token is None:
        raise NotDelivered("withdrawn", permanent=True, safe_to_repeat=True)
    words = letters.words(
        house.line,
        agent,
        inviting.link_of(house.settings, token),
        invitation.expires_at,
        house.line.name if asked_by is None else asked_by.name,
        is_first=account is None or account.password_hash is None,
    )
    id_ = f"{letter.id}.{letter.tries}"
    written = write_letter(sender, letter.address, id=id_, subject=words.subject, text=words.text, now=now)
    send_mail(url.get_secret_value(), written)


def _note_failure(house: Runtime, letter: Letter, error: NotDelivered, now: datetime) -> None:
    with house.ledger.write() as ledger:
        if not error.safe_to_repeat:
            invitation_letters.in_doubt(ledger, letter.id, error.cause, now)
            return
        again = None if error.permanent else try_again_at(letter.tries, letter.queued_at, now)
        invitation_letters.failed(ledger, letter.id, error.cause, now, again)
