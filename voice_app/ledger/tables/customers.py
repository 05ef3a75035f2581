"""Who calls: the firm's customers as a file told them, what its own program said of a phone, and the codes by which
somebody was verified."""

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, Table, Text

from voice_app.ledger.instants import Instant
from voice_app.ledger.tables.ground import PERSONAL, metadata

customers = Table(
    "customers",
    metadata,
    Column("key", Text, primary_key=True),
    Column("id", Text, unique=True, info=PERSONAL),
    Column("name", Text, info=PERSONAL),
    Column("details", JSON, info=PERSONAL),
    Column("language", Text),
    Column("import_id", Text, nullable=False),
    Column("at", Instant, nullable=False),
)
Index("customers_by_import", customers.c.import_id)

customer_phones = Table(
    "customer_phones",
    metadata,
    Column("row", Integer, primary_key=True),
    Column("customer", Text, ForeignKey("customers.key"), nullable=False),
    Column("phone", Text, info=PERSONAL),
)
Index("customer_phones_by_phone", customer_phones.c.phone, customer_phones.c.customer, unique=True)
Index("customer_phones_by_customer", customer_phones.c.customer)

look_ups = Table(
    "look_ups",
    metadata,
    Column("id", Text, primary_key=True),
    Column("phone", Text, unique=True, info=PERSONAL),
    Column("state", Text, nullable=False),
    Column("customers", JSON, info=PERSONAL),
    Column("asked_at", Instant, nullable=False),
    Column("answered_at", Instant),
)
Index("look_ups_by_asked", look_ups.c.asked_at)

verifications = Table(
    "verifications",
    metadata,
    Column("id", Text, primary_key=True),
    Column("call_sid", Text, nullable=False),
    Column("agent_id", Text, ForeignKey("agents.id"), nullable=False),
    Column("phone", Text, info=PERSONAL),
    Column("prefix", Text, info=PERSONAL),
    Column("code_hash", Text),
    Column("sent_at", Instant, nullable=False),
    Column("good_until", Instant, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("confirmed_at", Instant),
)
_v = verifications.c
Index("verifications_by_call", _v.call_sid, _v.sent_at)
Index("verifications_by_phone", _v.phone, _v.sent_at)
Index("verifications_by_prefix", _v.prefix, _v.sent_at)
Index("verifications_by_sent", _v.sent_at)
