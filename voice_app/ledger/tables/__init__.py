"""The tables of the ledger, as the migrations leave them, by whom they speak of; triggers live in the migrations alone.

What belongs to a person (a phone, something said or typed) is marked PERSONAL and may be null, so that it can be
erased while the row goes on counting. Calls are referred to without a foreign key: a call may have arrived
while the ledger was away, and its promise must be written all the same.
"""

from voice_app.ledger.tables.accounts import (
    account_events,
    accounts,
    invitation_letters,
    invitations,
    recovery_codes,
    screens,
    sessions,
    sign_in_failures,
)
from voice_app.ledger.tables.acts import acted, acts
from voice_app.ledger.tables.alarms import alarm_notices, alarms
from voice_app.ledger.tables.calls import calls, match_notes, recordings, reservations
from voice_app.ledger.tables.customers import customer_phones, customers, look_ups, verifications
from voice_app.ledger.tables.drafts import drafts
from voice_app.ledger.tables.erasures import STANDING, erasures, retention_runs
from voice_app.ledger.tables.follow_ups import agents_asked, follow_ups, opt_outs, pseudonym_keys
from voice_app.ledger.tables.ground import (
    ACTIVE,
    ADDRESSED,
    AGREED,
    BY_AN_AGENT,
    BY_ITS_CALLER,
    CAME_BACK,
    CLAIMED,
    CLIMBING,
    DEMANDED,
    DIALLED,
    DONE,
    HURRIED,
    LAST_DIGITS,
    LIVE,
    MISCHOSEN,
    ON_ROSTER,
    OPEN,
    OWED,
    OWED_TO_ONE,
    PERSONAL,
    POISONED,
    PREFERRED,
    QUEUED,
    RAISED,
    RANG,
    TURNED_OUT,
    UNBROKEN,
    UNESCALATED,
    UNHANDLED,
    UNREVOKED,
    UNTOLD,
    metadata,
)
from voice_app.ledger.tables.looks import looks
from voice_app.ledger.tables.messages import incoming_texts, texts
from voice_app.ledger.tables.patterns import digests, former_contacts
from voice_app.ledger.tables.people import agents, heartbeats, line_versions, outages, presence_changes, wordings
from voice_app.ledger.tables.promises import attempts, promise_matters, promises, timeline
from voice_app.ledger.tables.rooms import holds, listening_events, listenings, notices, rooms
from voice_app.ledger.tables.samples import samples
from voice_app.ledger.tables.talk_recordings import UNDER_WAY, UNFORGOTTEN, talk_recording_events, talk_recordings
from voice_app.ledger.tables.tallies import COUNTED, WITHIN, tallied_days, tallies
from voice_app.ledger.tables.transfers import transfers
from voice_app.ledger.tables.what_ifs import UNANSWERED, what_ifs

__all__ = [
    "ACTIVE",
    "ADDRESSED",
    "AGREED",
    "BY_AN_AGENT",
    "BY_ITS_CALLER",
    "CAME_BACK",
    "CLAIMED",
    "CLIMBING",
    "COUNTED",
    "DEMANDED",
    "DIALLED",
    "DONE",
    "HURRIED",
    "LAST_DIGITS",
    "LIVE",
    "MISCHOSEN",
    "ON_ROSTER",
    "OPEN",
    "OWED",
    "OWED_TO_ONE",
    "PERSONAL",
    "POISONED",
    "PREFERRED",
    "QUEUED",
    "RAISED",
    "RANG",
    "STANDING",
    "TURNED_OUT",
    "UNANSWERED",
    "UNBROKEN",
    "UNDER_WAY",
    "UNESCALATED",
    "UNFORGOTTEN",
    "UNHANDLED",
    "UNREVOKED",
    "UNTOLD",
    "WITHIN",
    "account_events",
    "accounts",
    "acted",
    "acts",
    "agents",
    "agents_asked",
    "alarm_notices",
    "alarms",
    "attempts",
    "calls",
    "customer_phones",
    "customers",
    "digests",
    "drafts",
    "erasures",
    "follow_ups",
    "former_contacts",
    "heartbeats",
    "holds",
    "incoming_texts",
    "invitation_letters",
    "invitations",
    "line_versions",
    "listening_events",
    "listenings",
    "look_ups",
    "looks",
    "match_notes",
    "metadata",
    "notices",
    "opt_outs",
    "outages",
    "presence_changes",
    "promise_matters",
    "promises",
    "pseudonym_keys",
    "recordings",
    "recovery_codes",
    "reservations",
    "retention_runs",
    "rooms",
    "samples",
    "screens",
    "sessions",
    "sign_in_failures",
    "talk_recording_events",
    "talk_recordings",
    "tallied_days",
    "tallies",
    "texts",
    "timeline",
    "transfers",
    "verifications",
    "what_ifs",
    "wordings",
]
