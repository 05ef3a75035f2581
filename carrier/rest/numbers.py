"""The account's phone numbers by REST: list, fetch, and update where their calls and messages go.

Source: Twilio's IncomingPhoneNumber resource. Buying and releasing numbers is not played.
"""

from flask import Blueprint, Response, jsonify, request

from carrier.calls import API_VERSION
from carrier.exchange import Exchange, OwnNumber
from carrier.kinds import names
from carrier.rest.answers import Body, RestError, page_of, refuse_unknown, rfc2822

# What can be set, by the parameter's name.
SETTINGS = {
    "FriendlyName": "friendly_name",
    "VoiceUrl": "voice_url",
    "VoiceMethod": "voice_method",
    "VoiceFallbackUrl": "voice_fallback_url",
    "VoiceFallbackMethod": "voice_fallback_method",
    "StatusCallback": "status_callback",
    "StatusCallbackMethod": "status_callback_method",
    "SmsUrl": "sms_url",
    "SmsMethod": "sms_method",
    "SmsFallbackUrl": "sms_fallback_url",
    "SmsFallbackMethod": "sms_fallback_method",
}
UNPLAYED = names(
    "AccountSid AddressSid ApiVersion BundleSid EmergencyAddressSid EmergencyStatus IdentitySid "
    "SmsApplicationSid TrunkSid VoiceApplicationSid VoiceCallerIdLookup VoiceReceiveMode"
)


def add_numbers(rest: Blueprint, exchange: Exchange) -> None:
    def body_of(number: OwnNumber) -> Body:
        return _body_of(exchange.account_sid, number)

    @rest.get("/IncomingPhoneNumbers.json")
    def list_numbers() -> Response:
        with exchange.lock:
            return page_of("incoming_phone_numbers", _listed(exchange), body_of)

    @rest.get("/IncomingPhoneNumbers/<sid>.json")
    def fetch_number(sid: str) -> Response:
        with exchange.lock:
            return jsonify(body_of(_find(exchange, sid)))

    @rest.post("/IncomingPhoneNumbers/<sid>.json")
    def update_number(sid: str) -> Response:
        with exchange.lock:
            number = _find(exchange, sid)
            refuse_unknown(request.form, frozenset(SETTINGS), UNPLAYED)
            for name, value in request.form.items():
                setattr(number, SETTINGS[name], value)
            return jsonify(body_of(number))


def _listed(exchange: Exchange) -> list[OwnNumber]:
    """PhoneNumber finds by any part of the number."""
    part = request.args.get("PhoneNumber", "").replace("*", "")
    friendly_name = request.args.get("FriendlyName")
    return [
        number
        for number in exchange.numbers.values()
        if part in number.phone and friendly_name in {None, "", number.friendly_name}
    ]


def _find(exchange: Exchange, sid: str) -> OwnNumber:
    for number in exchange.numbers.values():
        if number.sid == sid:
            return number
    raise RestError(404, 20404, f"The requested resource {request.path} was not found")


def _body_of(account_sid: str, number: OwnNumber) -> Body:
    return {
        "sid": number.sid,
        "account_sid": account_sid,
        "api_version": API_VERSION,
        "phone_number": number.phone,
        **{attribute: getattr(number, attribute) for attribute in SETTINGS.values()},
        "capabilities": {"voice": True, "sms": number.can_text, "mms": False, "fax": False},
        "date_created": rfc2822(number.created_at),
        "date_updated": rfc2822(number.created_at),
        "address_requirements": "none",
        "address_sid": None,
        "beta": False,
        "bundle_sid": None,
        "emergency_status": "Inactive",
        "emergency_address_sid": None,
        "emergency_address_status": "unregistered",
        "identity_sid": None,
        "origin": "twilio",
        "sms_application_sid": "",
        "status": "in-use",
        "trunk_sid": None,
        "type": "local",
        "uri": f"/{API_VERSION}/Accounts/{account_sid}/IncomingPhoneNumbers/{number.sid}.json",
        "voice_application_sid": "",
        "voice_caller_id_lookup": False,
        "voice_receive_mode": "voice",
    }
