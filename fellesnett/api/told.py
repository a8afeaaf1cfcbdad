"""What we send to webhooks, as the description of the interface has it (OpenAPI 3.1, `webhooks`)."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from fellesnett.api.examples import MESSAGES
from fellesnett.delivery.messages import TOLERANCE
from fellesnett.delivery.schema.messages import Message

Values = dict[str, Any]

HOW = f"""Signed by Standard Webhooks 1.0: `webhook-signature` has `v1,` and the base64 of HMAC-SHA256 over
`<webhook-id>.<webhook-timestamp>.<the body as it came>`, keyed with the bytes that `secret` has in base64 after `whsec_`. While a
secret is being replaced there are two, with a space between. Refuse a time that is more than {TOLERANCE} seconds off.

Answer within 15 seconds, before you do the work. What is not taken comes again, with the same id, over three days, recalls
over five. Recalls come first; else everything comes in order, one at a time."""
HEADERS = {
    "webhook-id": "The same each time the message is sent: you may have it already.",
    "webhook-timestamp": "When this try was made, in seconds since 1970.",
    "webhook-signature": "One or more, with a space between. One that holds is enough.",
}


def sent(schemas: Values) -> Values:
    """What is sent, its types written among the others."""
    said = TypeAdapter(Message).json_schema(ref_template="#/components/schemas/{model}", mode="serialization")
    schemas.update(said.pop("$defs"))
    schemas["Message"] = said | {"title": "Message", "description": "What a webhook is sent, told apart by `type`."}
    body = {
        "schema": {"$ref": "#/components/schemas/Message"},
        "examples": {name: {"value": one} for name, one in MESSAGES.items()},
    }
    return {
        "changes": {
            "post": {
                "operationId": "told_of_changes",
                "tags": ["webhooks"],
                "summary": "What we post to your address",
                "description": HOW,
                "parameters": [
                    {"name": name, "in": "header", "required": True, "description": words, "schema": {"type": "string"}}
                    for name, words in HEADERS.items()
                ],
                "requestBody": {"required": True, "content": {"application/json": body}},
                "security": [],
                "responses": {
                    "2XX": {"description": "Taken"},
                    "410": {"description": "Never post here again: the subscription is turned off"},
                    "default": {"description": "Not taken: it comes again. Redirects are not followed"},
                },
            }
        }
    }
