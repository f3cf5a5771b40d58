"""Chat, stream and list models with the official client, unchanged. Prints what came as JSON."""

import json
import sys

import openai

base_url, api_key, model = sys.argv[1:]
client = openai.OpenAI(base_url=base_url, api_key=api_key, max_retries=0)
question = {"model": model, "messages": [{"role": "user", "content": "My parcel is late."}], "temperature": 0, "max_tokens": 12}

whole = client.chat.completions.create(**question)
chunks = list(client.chat.completions.create(**question, stream=True, stream_options={"include_usage": True}))
raw = client.chat.completions.with_raw_response.create(**question)
call_matches = raw.parse().id == "chatcmpl-" + raw.headers["x-attune-call"].replace("-", "")
try:
    client.chat.completions.create(**{**question, "model": "nobody"})
    refused = None
except openai.NotFoundError as error:
    refused = error.code
try:
    openai.OpenAI(base_url=base_url, api_key="attune_wrong", max_retries=0).models.list()
    stranger = None
except openai.AuthenticationError as error:
    stranger = error.code

print(
    json.dumps(
        {
            "id": whole.id,
            "text": whole.choices[0].message.content,
            "tokens": whole.usage.completion_tokens,
            "streamed": "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices),
            "streamed_tokens": chunks[-1].usage.completion_tokens,
            "finish_reason": next(c.choices[0].finish_reason for c in reversed(chunks) if c.choices),
            "call_matches": call_matches,
            "models": [each.id for each in client.models.list()],
            "model": client.models.retrieve(model).id,
            "refused": refused,
            "stranger": stranger,
        }
    )
)
