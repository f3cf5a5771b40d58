"""The warm worker: forks, detaches, reaps."""

import os
import signal

import psutil
from engine_process import Worker, events, wait_for


def test_children_are_detached_and_reaped(worker, make_run):
    folder = make_run(epochs=500)
    job = worker.start("train", folder)
    wait_for(lambda: any(event["type"] == "step" for event in events(folder)))
    assert os.getsid(job.pid) == job.pid
    job.kill()
    assert job.wait() == -signal.SIGKILL
    assert not psutil.pid_exists(job.pid)


def test_children_outlive_the_worker(tmp_path, make_run):
    folder = make_run(epochs=500)
    worker = Worker(tmp_path)
    job = worker.start("train", folder)
    worker.process.stdin.close()
    assert worker.process.wait(10) == 0
    wait_for(lambda: any(event["type"] == "step" for event in events(folder)))
    os.kill(job.pid, signal.SIGTERM)
    wait_for(lambda: events(folder)[-1]["type"] == "stopped")


def test_bad_requests_are_refused(worker):
    for request, code in (
        ("not json", "request_invalid"),
        ({"id": "a", "command": "sing", "args": [], "log": os.devnull}, "command_unknown"),
        ({"id": "a", "command": "probe", "args": ["-"], "log": "/nowhere/at/all"}, "log_unwritable"),
    ):
        worker.send(request)
        line = worker.next_line()
        assert (line["type"], line["code"]) == ("refused", code) and line["remedy"]


def test_the_parent_computes_nothing(worker):
    assert psutil.Process(worker.process.pid).num_threads() == 1


def test_wrong_arguments_of_a_forked_command(worker):
    job = worker.run("train", "/nowhere/at/all")
    assert job.wait() == 1 and job.last()["code"] == "run_missing"
