"""Work ends with whom it was for."""

import os
import subprocess
import sys

import psutil
from engine_process import ENGINE, wait_for

WORK = "import os, time; from attune_engine.parent import end_with_parent; end_with_parent(os.getppid()); print('at work', flush=True); time.sleep(120)"


def test_work_ends_soon_after_its_parent_was_killed(tmp_path):
    shell = f'"{sys.executable}" -c "{WORK}" > "{tmp_path}/said" & echo $! > "{tmp_path}/pid"; wait'
    parent = subprocess.Popen(["/bin/sh", "-c", shell], cwd=ENGINE)
    wait_for(lambda: (tmp_path / "said").exists() and "at work" in (tmp_path / "said").read_text())
    child = int((tmp_path / "pid").read_text())
    assert psutil.Process(child).ppid() == parent.pid
    parent.kill()
    parent.wait()
    wait_for(lambda: not psutil.pid_exists(child) or psutil.Process(child).status() == psutil.STATUS_ZOMBIE)


def test_a_command_of_a_parent_that_is_gone_already_ends_at_once():
    words = [sys.executable, "-m", "attune_engine", "--parent", str(os.getpid() + 1), "probe", "-"]
    done = subprocess.run(words, cwd=ENGINE, timeout=60, check=False, capture_output=True)
    assert (done.returncode, done.stdout) == (1, b"")
