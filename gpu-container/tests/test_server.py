import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from packshot_container.engines.engine import PaintControl
from packshot_container.engines.studio import StudioEngine
from packshot_container.errors import PaintInterrupted, SettingInvalid
from packshot_container.render_thread import RenderThread
from packshot_container.settings import read_settings
from tests.conftest import CREDENTIALS, Server, free_port, running_server, wait_for
from tests.jobs import make_job

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

LARGE = [(1536, 1024), (2816, 1024), (2816, 1536)]


def test_pings_while_it_paints_and_sends_back_what_is_too_much(s3: "S3Client", server: Server) -> None:
    jobs = [make_job(s3, LARGE, seed) for seed in range(5)]
    statuses: list[int] = []
    threads = [threading.Thread(target=lambda job=job: statuses.append(server.invoke(job).status_code)) for job in jobs]

    for thread in threads:
        thread.start()
    pings_meanwhile = 0
    while statuses.count(200) == 0 and any(thread.is_alive() for thread in threads):
        assert server.ping() == 200
        pings_meanwhile += statuses.count(200) == 0
    for thread in threads:
        thread.join()

    assert sorted(set(statuses)) == [200, 503]
    assert statuses.count(200) >= 2
    # A server that answers only between jobs answers none before the first one ends.
    assert pings_meanwhile > 1


def test_drains_the_running_job_on_sigterm(endpoint: str, s3: "S3Client", tmp_path: Path) -> None:
    answers: list[int] = []
    # Long enough to have begun, and far shorter than the job; a busy machine needs longer, and says 503 before.
    for seconds in (0.4, 1.5, 5):
        answers.clear()
        job = make_job(s3, LARGE)
        with running_server(endpoint, tmp_path / "log") as server:
            thread = threading.Thread(
                target=lambda job=job, server=server: answers.append(server.invoke(job).status_code)
            )
            thread.start()
            time.sleep(seconds)

            server.process.send_signal(signal.SIGTERM)

            thread.join(30)
            assert server.process.wait(10) == 0
        if answers == [200]:
            break
    assert answers == [200]


def test_ends_with_its_parent(endpoint: str, tmp_path: Path) -> None:
    port = free_port()
    script = (
        "import subprocess, sys, time\nsubprocess.Popen([sys.executable, '-m', 'packshot_container'])\ntime.sleep(60)\n"
    )
    environment = {
        "PATH": os.environ["PATH"],
        "PACKSHOT_ENGINE": "studio",
        "PACKSHOT_EXIT_WITH_PARENT": "1",
        "AWS_ENDPOINT_URL": endpoint,
        "SAGEMAKER_BIND_TO_PORT": str(port),
        **CREDENTIALS,
    }
    folder = Path(__file__).parent.parent
    with (tmp_path / "log").open("wb") as log:
        parent = subprocess.Popen([sys.executable, "-c", script], env=environment, cwd=folder, stdout=log, stderr=log)
        wait_for(f"http://127.0.0.1:{port}/ping", parent)

        parent.kill()
        parent.wait(5)

    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            httpx.get(f"http://127.0.0.1:{port}/ping", timeout=1)
        except httpx.HTTPError:
            return
        time.sleep(0.1)
    raise AssertionError("the server outlived its parent")


def test_answers_503_until_the_engine_is_loaded_and_after_it_broke() -> None:
    class SlowEngine(StudioEngine):
        def load(self) -> None:
            loading.wait(5)
            raise RuntimeError("no weights")

    loading = threading.Event()
    render_thread = RenderThread([SlowEngine()], job_places=1)
    render_thread.load_models()

    before: str = render_thread.state
    assert before == "loading"
    loading.set()
    render_thread._executor.shutdown(wait=True)
    after: str = render_thread.state
    assert after == "broken"


def test_stops_an_engine_between_steps() -> None:
    stopping = threading.Event()
    control = PaintControl(stopping)
    control.step(0.5)

    stopping.set()

    with pytest.raises(PaintInterrupted, match="50%"):
        control.step(0.5)


@pytest.mark.parametrize(
    ("variables", "named"),
    [
        ({"AWS_REGION": "x"}, "PACKSHOT_ENGINE"),
        ({"PACKSHOT_ENGINE": "studio"}, "AWS_REGION"),
        ({"PACKSHOT_ENGINE": "studio", "AWS_REGION": "x", "SAGEMAKER_BIND_TO_PORT": "99999"}, "SAGEMAKER_BIND_TO_PORT"),
    ],
)
def test_names_the_setting_that_is_missing_or_wrong(variables: dict[str, str], named: str) -> None:
    with pytest.raises(SettingInvalid, match=named):
        read_settings(variables)
