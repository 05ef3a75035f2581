"""Text messages, both ways: sent by REST and delivered to phones, sent by phones and handed to the service.

Source: Twilio's "Messaging webhooks" and "Track outbound message status". No media, no message services.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from carrier.calls import API_VERSION, Subscription, Target
from carrier.events import TextSent, TextStatusChanged
from carrier.grammar import MESSAGING
from carrier.hooks import INVALID_URL, Answer, Question
from carrier.transports import Params
from carrier.twiml import NOT_VALID, TwimlError, read

if TYPE_CHECKING:
    from carrier.exchange import Exchange

# After the REST answer ("queued", which has no callback), and how long after it.
SENDING_AFTER = timedelta(seconds=0.5)
SENT_AFTER = timedelta(seconds=1)
ARRIVES_AFTER = timedelta(seconds=2)
LANDLINE = 30006


@dataclass(slots=True, eq=False)
class Message:
    sid: str
    from_: str
    to: str
    body: str
    direction: str
    created_at: datetime
    status: str
    updated_at: datetime
    subscription: Subscription | None = None
    sent_at: datetime | None = None
    error_code: int | None = None


class Texts:
    def __init__(self, exchange: "Exchange") -> None:
        self.messages: dict[str, Message] = {}
        self.landlines: set[str] = set()
        self._exchange = exchange

    def send(
        self, from_: str, to: str, body: str, status_callback: str = "", direction: str = "outbound-api"
    ) -> Message:
        """A message of the service, on its way to a phone; undelivered when that is a landline (30006)."""
        exchange = self._exchange
        with exchange.lock:
            message = self._new(from_, to, body, direction, "queued")
            if status_callback:
                message.subscription = Subscription(status_callback)
            exchange.later(SENDING_AFTER, lambda: self._change(message, "sending"))
            exchange.later(SENT_AFTER, lambda: self._change(message, "sent"))
            exchange.later(ARRIVES_AFTER, lambda: self._arrive(message))
            return message

    def receive(self, from_: str, to: str, body: str) -> Message:
        """A person texts a number of the account; what the service answers is sent back."""
        exchange = self._exchange
        with exchange.lock:
            message = self._new(from_, to, body, "inbound", "received")
            message.sent_at = message.created_at  # Twilio: of one that comes in, when it is handed to the service
            number = exchange.numbers.get(to)
            if number and number.sms_url:
                target = Target(number.sms_url, number.sms_method, number.sms_fallback_url, number.sms_fallback_method)
                self._hand_over(message, target)
            return message

    def _hand_over(self, message: Message, target: Target, errors: Params | None = None) -> None:
        params = {**_inbound_params(self._params(message), message.body), **(errors or {})}
        question = Question("text", target.url, params, target.method)

        def judge(answer: Answer) -> None:
            try:
                self._reply(message, answer)
            except TwimlError as error:
                self._exchange.complain(error.code, error.detail)
                if target.fallback_url:
                    failed = {"ErrorCode": str(error.code), "ErrorUrl": target.url}
                    self._hand_over(message, Target(target.fallback_url, target.fallback_method), failed)

        self._exchange.hooks.ask(question, judge)

    def _new(self, from_: str, to: str, body: str, direction: str, status: str) -> Message:
        exchange = self._exchange
        now = exchange.now()
        message = Message(exchange.new_sid("SM"), from_, to, body, direction, now, status, now)
        self.messages[message.sid] = message
        exchange.emit(TextSent(now, message.sid, from_, to, body))
        return message

    def _arrive(self, message: Message) -> None:
        if message.to in self.landlines:
            message.error_code = LANDLINE
            self._change(message, "undelivered")
        else:
            self._change(message, "delivered")

    def _change(self, message: Message, status: str) -> None:
        exchange = self._exchange
        message.status = status
        message.updated_at = exchange.now()
        if status == "sent":
            message.sent_at = message.updated_at
        exchange.emit(TextStatusChanged(message.updated_at, message.sid, status))
        if message.subscription:
            params = self._params(message) | {"MessageStatus": status, "SmsStatus": status}
            if message.error_code:
                params["ErrorCode"] = str(message.error_code)
            exchange.hooks.notify(Question("status", message.subscription.url, params))

    def _params(self, message: Message) -> dict[str, str]:
        return {
            "MessageSid": message.sid,
            "SmsSid": message.sid,
            "AccountSid": self._exchange.account_sid,
            "From": message.from_,
            "To": message.to,
            "ApiVersion": API_VERSION,
        }

    def _reply(self, message: Message, answer: Answer) -> None:
        """Send what the service answers; an empty answer sends nothing. Raises TwimlError."""
        response = answer.response
        if answer.error_code is not None or response is None:
            raise TwimlError(answer.error_code or INVALID_URL, answer.detail)
        if not response.body:
            return
        for verb in read(response.body, response.content_type, answer.url, MESSAGING):
            if verb.name != "Message":
                raise TwimlError(NOT_VALID, f"<{verb.name}> of a message: not played yet by this carrier")
            body = "".join(child.text for child in verb.children) or verb.text.strip()
            from_, to = verb.get("from", message.to), verb.get("to", message.from_)
            self.send(from_, to, body, verb.get("statusCallback"), "outbound-reply")


def _inbound_params(params: dict[str, str], body: str) -> dict[str, str]:
    geography = {f"{party}{part}": "" for party in ("From", "To") for part in ("City", "State", "Zip", "Country")}
    message = {
        "Body": body,
        "SmsMessageSid": params["MessageSid"],
        "SmsStatus": "received",
        "NumMedia": "0",
        "NumSegments": "1",
    }
    return params | geography | message
