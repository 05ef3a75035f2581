"""The JSON API: what an operator's own programs ask of the line, and tell it.

    app.register_blueprint(make_api(house))     # a blueprint; everything under /api/

Each endpoint is declared once, as a value (`endpoint.Endpoint`): its shapes check what comes in, write what goes out,
and become the OpenAPI document. Deliberately decides nothing: it asks the use cases and the stores that the phone asks
too.
"""

from voice_app.api.blueprint import make_api

__all__ = ["make_api"]
