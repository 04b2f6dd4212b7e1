# SPDX-License-Identifier: Apache-2.0
"""How OpenAI words its errors, for chat completions and responses alike."""


def error(message, kind, code=None, param=None):
    return {"error": {"message": message, "type": kind, "param": param, "code": code}}


def rate_limit(seconds):
    body = error("Rate limit reached for requests.", "requests", "rate_limit_exceeded")
    return 429, body, [("x-ratelimit-limit-requests", "500")]


FAULTS = {
    "quota": (429, error("You exceeded your current quota.", "insufficient_quota", "insufficient_quota")),
    "cap": (429, error("The project reached its spend limit.", "insufficient_quota", "project_spend_limit_exceeded")),
    "toolong": (400, error("Maximum context length is 128000 tokens.", "invalid_request_error",
                           "context_length_exceeded", "messages")),
    "filter": (400, error("The response was filtered.", "invalid_request_error", "content_filter")),
    "400": (400, error("Bad request.", "invalid_request_error", "invalid_value")),
    "403": (403, error("Country not supported.", "request_forbidden", "unsupported_country_region_territory")),
    "500": (500, error("The server had an error.", "server_error")),
    "503": (503, error("Overloaded.", "service_unavailable_error", "server_is_overloaded")),
    "529": (529, error("Overloaded.", "overloaded_error")),
}
STRICT = "invalid_request_error"


def wrong(sentence):
    return 400, error(sentence, STRICT)


def wrong_path():
    return 404, error("Unknown path.", STRICT, "unknown_url")


def wrong_method():
    return 405, error("Method not allowed.", STRICT)


def unknown_model():
    return 404, error("The model does not exist.", STRICT, "model_not_found")


def key_of(headers):
    """The key, or None and the answer."""
    given = headers.get_all("Authorization") or [""]
    key = given[0].removeprefix("Bearer ")
    return key if len(given) == 1 and key != given[0] else None


def wrong_key(key):
    # The real one shows a part of the key; the whole is the harder test of who passes it on.
    return 401, error(f"Incorrect API key provided: {key}.", STRICT, "invalid_api_key")


def check_headers(headers):
    return None


REQUEST_ID = "x-request-id"
