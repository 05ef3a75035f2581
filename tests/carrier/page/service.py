"""A support line in a hundred lines, for the page to phone: a menu, a wait, an agent, a voicemail, an error."""

from flask import Flask, Response, request

ANNA = "+31612345678"
MARKUP = "<b>bold</b> <img src=x onerror=alert(1)>"


def make_service() -> Flask:
    app = Flask(__name__)
    app.add_url_rule("/voice/answer", view_func=answer, methods=["POST"])
    app.add_url_rule("/voice/chosen", view_func=chosen, methods=["POST"])
    app.add_url_rule("/voice/whisper", view_func=whisper, methods=["POST"])
    app.add_url_rule("/voice/accepted", view_func=accepted, methods=["POST"])
    app.add_url_rule("/voice/noted", view_func=noted, methods=["POST"])
    app.add_url_rule("/voice/wait", view_func=wait, methods=["POST"])
    app.add_url_rule("/voice/status", view_func=status, methods=["POST"])
    app.add_url_rule("/sms/answer", view_func=text, methods=["POST"])
    app.add_url_rule("/music.wav", view_func=music)
    return app


def answer() -> Response:
    return twiml(
        '<Gather numDigits="1" timeout="20" action="/voice/chosen" input="dtmf speech" language="nl-NL">'
        '<Say language="nl-NL">Welkom. Voor Anna, toets één.</Say>'
        '<Say language="en-GB">For a very long sentence that nobody wants to hear to its end, and this is it, press 2.'
        "</Say></Gather>"
    )


def chosen() -> Response:
    key = request.form.get("Digits", "")
    said = request.form.get("SpeechResult", "")
    if key == "1":
        return twiml(
            '<Say language="nl-NL">Ik verbind u door.</Say>'
            '<Dial answerOnBridge="true"><Number url="/voice/whisper">' + ANNA + "</Number></Dial>"
        )
    if key == "2":
        return twiml("<Redirect>/voice/wait</Redirect>")
    if key == "3":
        return twiml(f'<Say language="nl-NL">{MARKUP.replace("<", "&lt;")}</Say><Pause length="20"/>')
    if key == "5":
        return twiml('<Record finishOnKey="#" action="/voice/noted"/>')
    if key == "4":
        return Response("this is no TwiML", mimetype="text/xml")
    return twiml(f'<Say language="nl-NL">U zei: {said}.</Say><Pause length="20"/>')


def whisper() -> Response:
    return twiml(
        '<Gather numDigits="1" timeout="10" action="/voice/accepted">'
        '<Say language="nl-NL">Factuur. Toets één.</Say></Gather><Hangup/>'
    )


def accepted() -> Response:
    return twiml("" if request.form["Digits"] == "1" else "<Hangup/>")


def noted() -> Response:
    return twiml('<Say language="nl-NL">Dank u.</Say><Pause length="20"/>')


def wait() -> Response:
    return twiml('<Play loop="0">/music.wav</Play>')


def status() -> Response:
    return Response(status=204)


def text() -> Response:
    return twiml(f"<Message>Dank u: {request.form['Body'].replace('<', '&lt;')}</Message>")


def music() -> Response:
    """Eight seconds of silence."""
    rate, frames = 8000, 64000
    header = b"RIFF" + (36 + frames).to_bytes(4, "little") + b"WAVEfmt " + (16).to_bytes(4, "little")
    header += b"\x01\x00\x01\x00" + rate.to_bytes(4, "little") + rate.to_bytes(4, "little") + b"\x01\x00\x08\x00"
    return Response(header + b"data" + frames.to_bytes(4, "little") + b"\x80" * frames, mimetype="audio/wav")


def twiml(verbs: str) -> Response:
    return Response(f"<Response>{verbs}</Response>", mimetype="text/xml")
