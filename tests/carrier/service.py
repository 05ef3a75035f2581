"""A service whose answers are written in the test: TwiML by path, and what it was asked."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from flask import Flask, Response, request
from twilio.request_validator import RequestValidator

from carrier.testing import AUTH_TOKEN, Carrier

BASE_URL = "https://line.example"
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PIET = "+31611111111"
ANNA = "+31622222222"
BERT = "+31633333333"


@dataclass
class Asked:
    """One request as the service saw it."""

    path: str
    method: str
    params: dict[str, str]
    headers: dict[str, str]
    is_signed: bool


@dataclass
class Service:
    """`answers` maps a path to the inside of a <Response>, or to a whole Response of Flask."""

    answers: dict[str, str | Response] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    def app(self) -> Flask:
        app = Flask("service")
        app.add_url_rule("/", "answer", self._answer, methods=["GET", "POST"], defaults={"path": ""})
        app.add_url_rule("/<path:path>", "answer", self._answer, methods=["GET", "POST"])
        return app

    def asked_at(self, path: str) -> list[Asked]:
        return [asked for asked in self.asked if asked.path == path]

    def params(self, path: str) -> dict[str, str]:
        """Of the last request to `path`."""
        return self.asked_at(path)[-1].params

    def _answer(self, path: str) -> Response:
        path = f"/{path}"
        signature = request.headers.get("X-Twilio-Signature", "")
        url = f"{BASE_URL}{request.full_path.rstrip('?')}"
        is_signed = RequestValidator(AUTH_TOKEN).validate(url, request.form, signature)
        params = request.form.to_dict() or request.args.to_dict()
        self.asked.append(Asked(path, request.method, params, dict(request.headers), is_signed))
        answer = self.answers.get(path)
        if isinstance(answer, Response):
            return answer
        if answer is None:
            return Response(status=204 if path.startswith("/status") else 404)
        return Response(twiml(answer), content_type="text/xml")


def twiml(inside: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><Response>{inside}</Response>'


def audio(seconds: float = 10) -> Response:
    """A silent WAV file."""
    import io
    import wave

    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(100)
        sound.writeframes(b"\x80" * round(seconds * 100))
    return Response(file.getvalue(), content_type="audio/wav")


def serve(**answers: str | Response) -> tuple[Service, Carrier]:
    """A service and its carrier. `answer="…"` is what /voice/answer says; other names are paths."""
    service = Service({"/voice/status": Response(status=204)})
    for name, answer in answers.items():
        service.answers["/voice/answer" if name == "answer" else f"/{name}"] = answer
    carrier = Carrier.for_app(service.app(), BASE_URL, start=START)
    carrier.exchange.numbers[carrier.line].voice_fallback_url = ""
    return service, carrier
