"""A whole fine-tuning job with the official client, unchanged, from a file to an answer. Prints what came as JSON."""

import json
import sys
import time

import openai

base_url, api_key, rows = sys.argv[1:]
client = openai.OpenAI(base_url=base_url, api_key=api_key, max_retries=0)
jobs = client.fine_tuning.jobs


def supervised(**hyperparameters: object) -> dict:
    return {"type": "supervised", "supervised": {"hyperparameters": hyperparameters}}


def refused(**wish: object) -> list:
    try:
        jobs.create(**{"model": "tiny", "training_file": file.id, **wish})
    except openai.APIStatusError as error:
        return [error.code, error.param]
    return []


with open(rows, "rb") as content:
    file = client.files.wait_for_processing(client.files.create(file=content, purpose="fine-tune").id, poll_interval=0.2)

quick = {"recipe": {"threads": 1, "sample": {"max_new_tokens": 4}, "checkpoint": {"every_steps": 3}}}
job = jobs.create(model="tiny", training_file=file.id, suffix="python", method=supervised(n_epochs=1, batch_size=4), extra_body={"attune": quick})
while job.status not in ("succeeded", "failed", "cancelled"):
    time.sleep(0.2)
    job = jobs.retrieve(job.id)
if job.status != "succeeded":
    sys.exit(str(job.error))

answer = client.chat.completions.create(model=job.fine_tuned_model, messages=[{"role": "user", "content": "Hi"}], max_tokens=8)
events = list(jobs.list_events(job.id, limit=2))
try:
    jobs.cancel(job.id)
    finished_cancel = None
except openai.BadRequestError as error:
    finished_cancel = error.code

print(
    json.dumps(
        {
            "status": job.status,
            "model": job.fine_tuned_model,
            "answer": answer.choices[0].message.content,
            "is_listed": job.fine_tuned_model in [each.id for each in client.models.list()],
            "events": sorted({each.type for each in events}),
            "unique": len({each.id for each in events}) == len(events),
            "checkpoints": [each.step_number for each in jobs.checkpoints.list(job.id)],
            "results": client.files.content(job.result_files[0]).text.splitlines()[0],
            "out_of_range": refused(method=supervised(n_epochs=0)),
            "unknown": refused(model="gpt-4o-mini"),
            "finished_cancel": finished_cancel,
            "deleted": client.files.delete(file.id).deleted,
        }
    )
)
