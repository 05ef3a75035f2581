"""Messages by REST: create, fetch, list.

Source: Twilio's Message resource. Media, scheduling and messaging services are not played.
"""

from flask import Blueprint, Response, jsonify, request

from carrier.calls import API_VERSION
from carrier.exchange import Exchange
from carrier.kinds import names
from carrier.nouns import E164
from carrier.rest.answers import (
    Body,
    RestError,
    bad_request,
    is_within_days,
    page_of,
    refuse_unknown,
    rfc2822,
)
from carrier.texts import Message

INVALID_TO = 21211
NO_BODY = 21602
NO_FROM = 21603
NO_TO = 21604
FROM_CANNOT_TEXT = 21606
BODY_TOO_LONG = 21617

MAX_BODY = 1600
ERROR_TEXTS = {30006: "Landline or unreachable carrier"}

PLAYED = names("To From Body StatusCallback")
UNPLAYED = names(
    "AddressRetention ApplicationSid Attempt ContentRetention ContentSid ContentVariables FallbackFrom "
    "ForceDelivery MaxPrice MediaUrl MessagingServiceSid PersistentAction ProvideFeedback RiskCheck "
    "ScheduleType SendAsMms SendAt ShortenUrls SmartEncoded TrafficType ValidityPeriod"
)


def add_messages(rest: Blueprint, exchange: Exchange) -> None:
    def body_of(message: Message) -> Body:
        return _body_of(exchange.account_sid, message)

    @rest.post("/Messages.json")
    def create_message() -> tuple[Response, int]:
        with exchange.lock:
            return jsonify(body_of(_create(exchange))), 201

    @rest.get("/Messages.json")
    def list_messages() -> Response:
        with exchange.lock:
            messages = list(exchange.texts.messages.values())
            return page_of("messages", [one for one in reversed(messages) if _is_listed(one)], body_of)

    @rest.get("/Messages/<sid>.json")
    def fetch_message(sid: str) -> Response:
        with exchange.lock:
            message = exchange.texts.messages.get(sid)
            if message is None:
                raise RestError(404, 20404, f"The requested resource {request.path} was not found")
            return jsonify(body_of(message))


def _create(exchange: Exchange) -> Message:
    form = request.form
    refuse_unknown(form, PLAYED, UNPLAYED)
    to, from_, body = (form.get(name, "") for name in ("To", "From", "Body"))
    if not to:
        raise bad_request(NO_TO, "A 'To' phone number is required.")
    if not from_:
        raise bad_request(NO_FROM, "A 'From' phone number is required.")
    if not body:
        raise bad_request(NO_BODY, "Message body is required.")
    if len(body) > MAX_BODY:
        raise bad_request(BODY_TOO_LONG, "The concatenated message body exceeds the 1600 character limit")
    if not E164.fullmatch(to):
        raise bad_request(INVALID_TO, f"Invalid 'To' Phone Number: {to}")
    number = exchange.numbers.get(from_)
    if number is None or not number.can_text:
        raise bad_request(FROM_CANNOT_TEXT, f"The 'From' phone number provided ({from_}) cannot send messages")
    return exchange.texts.send(from_, to, body, form.get("StatusCallback", ""))


def _is_listed(message: Message) -> bool:
    return (
        request.args.get("To") in {None, "", message.to}
        and request.args.get("From") in {None, "", message.from_}
        and is_within_days(message.sent_at, "DateSent")
    )


def _body_of(account_sid: str, message: Message) -> Body:
    uri = f"/{API_VERSION}/Accounts/{account_sid}/Messages/{message.sid}"
    return {
        "sid": message.sid,
        "account_sid": account_sid,
        "api_version": API_VERSION,
        "messaging_service_sid": None,
        "from": message.from_,
        "to": message.to,
        "body": message.body,
        "direction": message.direction,
        "status": message.status,
        "date_created": rfc2822(message.created_at),
        "date_updated": rfc2822(message.updated_at),
        "date_sent": rfc2822(message.sent_at),
        "error_code": message.error_code,
        "error_message": ERROR_TEXTS[message.error_code] if message.error_code else None,
        "num_media": "0",
        "num_segments": "1",
        "price": None,
        "price_unit": "USD",
        "uri": f"{uri}.json",
        "subresource_uris": {"media": f"{uri}/Media.json"},
    }
