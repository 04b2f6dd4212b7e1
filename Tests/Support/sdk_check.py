#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds Mortise and the tests' provider against the vendors' own Python packages, whose types come from their API.

    sdk_check.py requests FILE   each line {"path", "body"}, as fake_provider.py --bodies writes them, must fit the types
                                 of the request that the SDK itself would send
    sdk_check.py answers PORT    the SDKs must read every kind of answer and error of a fake_provider.py on PORT

Prints what does not fit and exits with 1, or says how much it looked at.
"""
import json
import os
import sys

# The packages read keys, addresses and proxies of whoever runs this; only what is given here counts.
for name in list(os.environ):
    if name.upper().startswith(("ANTHROPIC_", "OPENAI_")) or name.upper().endswith("_PROXY"):
        del os.environ[name]

import anthropic
import openai
from anthropic.types.message_create_params import MessageCreateParamsNonStreaming, MessageCreateParamsStreaming
from openai.types.chat.completion_create_params import (CompletionCreateParamsNonStreaming,
                                                        CompletionCreateParamsStreaming)
from openai.types.responses.response_create_params import (ResponseCreateParamsNonStreaming,
                                                           ResponseCreateParamsStreaming)
from sdk_types import Misfit, fit

KINDS = {
    "/chat/completions": (CompletionCreateParamsNonStreaming, CompletionCreateParamsStreaming),
    "/responses": (ResponseCreateParamsNonStreaming, ResponseCreateParamsStreaming),
    "/messages": (MessageCreateParamsNonStreaming, MessageCreateParamsStreaming),
}
SCHEMA = {"type": "object", "properties": {"said": {"type": "string"}}, "required": ["said"],
          "additionalProperties": False}


def check_requests(file):
    seen, wrong = {}, 0
    for line in open(file, encoding="utf-8"):
        request = json.loads(line)
        path = request["path"].removeprefix("/v1")
        kind = KINDS[path][1 if request["body"].get("stream") else 0]
        seen[kind.__name__] = seen.get(kind.__name__, 0) + 1
        try:
            fit(request["body"], kind)
        except Misfit as misfit:
            wrong += 1
            print(f"{path}: {misfit}")
    missing = [kind.__name__ for kinds in KINDS.values() for kind in kinds if kind.__name__ not in seen]
    if missing:
        print("no request of", ", ".join(missing))
    return not wrong and not missing, seen


def asked(mode):
    return [{"role": "user", "content": f"one two three four [[fake:{mode}]]"}]


def same(left, right, what):
    if left != right:
        raise AssertionError(f"{what}: {left!r} is not {right!r}")


def chat(client):
    answer = client.chat.completions.create(model="m", messages=asked("ok"))
    text = answer.choices[0].message.content
    pieces, usage = [], None
    for chunk in client.chat.completions.create(model="m", messages=asked("ok"), stream=True,
                                                stream_options={"include_usage": True}):
        pieces += [choice.delta.content or "" for choice in chunk.choices]
        usage = chunk.usage or usage
    same("".join(pieces), text, "chat's pieces")
    same(usage, answer.usage, "chat's usage")
    return lambda mode: client.chat.completions.create(model="m", messages=asked(mode))


def responses(client):
    answer = client.responses.create(model="m", input=asked("ok"))
    pieces, closing = [], None
    for event in client.responses.create(model="m", input=asked("ok"), stream=True):
        if event.type == "response.output_text.delta":
            pieces.append(event.delta)
        if event.type == "response.completed":
            closing = event.response
    same("".join(pieces), answer.output_text, "responses' pieces")
    same(closing.output_text, answer.output_text, "responses' closing event")
    same(closing.usage, answer.usage, "responses' usage")
    same(client.responses.create(model="m", input=asked("length")).incomplete_details.reason, "max_output_tokens", "cut")
    return lambda mode: client.responses.create(model="m", input=asked(mode))


def messages(client):
    def create(mode, **more):
        return client.messages.create(model="m", max_tokens=9, messages=asked(mode), **more)

    answer = create("ok")
    with client.messages.stream(model="m", max_tokens=9, messages=asked("ok")) as stream:
        pieces = list(stream.text_stream)
        final = stream.get_final_message()
    same("".join(pieces), answer.content[-1].text, "messages' pieces")
    same(final.stop_reason, "end_turn", "messages' end")
    same(final.usage.output_tokens, answer.usage.output_tokens, "messages' usage")
    same(create("length").stop_reason, "max_tokens", "cut")
    form = {"format": {"type": "json_schema", "schema": SCHEMA}}
    json.loads(create("ok", output_config=form).content[-1].text)
    return create


def check_answers(port):
    url = f"http://127.0.0.1:{port}"
    common = {"api_key": "sk-sdk", "max_retries": 0, "_strict_response_validation": True}
    oai = openai.OpenAI(base_url=url + "/v1", **common)
    ant = anthropic.Anthropic(base_url=url, **common)
    count = 0
    for sdk, call in ((openai, chat(oai)), (openai, responses(oai)), (anthropic, messages(ant))):
        for mode, kind in (("rate429", sdk.RateLimitError), ("cap", sdk.RateLimitError), ("529", sdk.APIStatusError),
                           ("500", sdk.InternalServerError), ("toolong", sdk.BadRequestError),
                           ("403", sdk.PermissionDeniedError), ("reset", sdk.APIConnectionError)):
            try:
                call(mode)
            except kind as problem:
                if isinstance(problem, sdk.APIStatusError) and not isinstance(problem.body, dict):
                    raise AssertionError(f"{mode}: the error has no body") from problem
                count += 1
                continue
            raise AssertionError(f"{mode}: the SDK saw no {kind.__name__}")
    try:
        with ant.messages.stream(model="m", max_tokens=9, messages=asked("streamerror")) as stream:
            list(stream)
        raise AssertionError("an error within a stream was not seen")
    except anthropic.APIStatusError:
        count += 1
    return True, {"errors": count}


def main():
    what, argument = sys.argv[1:]
    fine, seen = check_requests(argument) if what == "requests" else check_answers(argument)
    print(", ".join(f"{count} {name}" for name, count in seen.items()))
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
