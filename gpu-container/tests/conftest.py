"""A real local S3 and the real server, each as a process of its own on loopback."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
import httpx
import pytest

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

BUCKET = "work"
REGION = "us-east-1"
START_SECONDS = 90
"""Patience, not a claim: importing torch takes long on a busy machine."""
SECRET = "test"  # noqa: S105
"""The local S3 takes any."""
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_REGION": REGION}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(url: str, process: subprocess.Popen[bytes], status: int = 200) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(url, timeout=2).status_code == status:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.05)
    raise AssertionError(f"{url} did not answer {status}")


@pytest.fixture(scope="session")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    port = free_port()
    folder = tmp_path_factory.mktemp("s3")
    environment = {
        "PATH": os.environ["PATH"],
        "GATEWAY_PORT": str(port),
        "BIND_HOST": "127.0.0.1",
        "MINISTACK_HOST": "localhost",
        "MINISTACK_REGION": REGION,
        "STATE_DIR": str(folder),
    }
    with (folder / "log").open("wb") as log:
        program = str(Path(sys.executable).parent / "ministack")
        process = subprocess.Popen([program], env=environment, stdout=log, stderr=log)
        try:
            wait_for(f"http://127.0.0.1:{port}/_localstack/health", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(10)


@pytest.fixture(scope="session")
def s3(endpoint: str) -> "S3Client":
    client: S3Client = boto3.client(
        "s3", endpoint_url=endpoint, region_name=REGION, aws_access_key_id="test", aws_secret_access_key=SECRET
    )
    client.create_bucket(Bucket=BUCKET)
    return client


class Server:
    """A running container: its address, its process, and the file with its log lines."""

    def __init__(self, url: str, process: subprocess.Popen[bytes], log: Path) -> None:
        self.url, self.process, self.log = url, process, log

    def invoke(self, job: object) -> httpx.Response:
        return httpx.post(f"{self.url}/invocations", json=job, timeout=60)

    def ping(self) -> int:
        return httpx.get(f"{self.url}/ping", timeout=5).status_code


@contextmanager
def running_server(
    endpoint: str, log: Path, extra: dict[str, str] | None = None, module: str = "packshot_container"
) -> Iterator[Server]:
    port = free_port()
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONUNBUFFERED": "1",
        "PACKSHOT_ENGINE": "studio",
        "AWS_ENDPOINT_URL": endpoint,
        "SAGEMAKER_BIND_TO_PORT": str(port),
        **CREDENTIALS,
        **(extra or {}),
    }
    folder = Path(__file__).parent.parent
    with log.open("wb") as lines:
        program = [sys.executable, "-m", module]
        process = subprocess.Popen(program, env=environment, cwd=folder, stdout=lines, stderr=lines)
        url = f"http://127.0.0.1:{port}"
        try:
            wait_for(f"{url}/ping", process)
            yield Server(url, process, log)
        finally:
            if process.poll() is None:
                process.kill()
            process.wait(10)


@pytest.fixture(scope="session")
def server(endpoint: str, s3: "S3Client", tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running_server(endpoint, tmp_path_factory.mktemp("server") / "log") as running:
        yield running
