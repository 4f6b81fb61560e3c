"""Each diffusion engine with tiny weights, loaded once; the local S3 comes from the other tests."""

import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from packshot_container.engines.engine import Deployment, Engine
from packshot_container.engines.registry import create_engine
from tests.conftest import Server, endpoint, running_server, s3
from tools.save_tiny_weights import save_tiny_weights

__all__ = ["endpoint", "s3"]

ENGINES = ("sdxl", "flux1-schnell", "flux1-dev", "flux1-fill-dev", "flux2-klein-4b")


# Of tensors that diffusers' schedulers hand to numpy 2.
COPY_WARNING = "ignore:__array__ implementation doesn't accept a copy keyword:DeprecationWarning"


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("filterwarnings", COPY_WARNING)


@pytest.fixture(scope="session")
def no_network() -> Iterator[None]:
    """Fails whatever would connect to another machine; the tests' own servers are on this one."""
    connect = socket.socket.connect

    def connect_here(self: socket.socket, address: tuple[object, ...]) -> None:
        if self.family != socket.AF_UNIX and address[0] not in ("127.0.0.1", "localhost", "::1"):
            raise AssertionError(f"Expected no connection, got one to {address}")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect_here)
        yield


@pytest.fixture(scope="session")
def weights(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """The folder of all tiny weights, and their hashes by engine."""
    folder = tmp_path_factory.mktemp("weights")
    return folder, {engine: save_tiny_weights(engine, folder) for engine in ENGINES}


@pytest.fixture(scope="session")
def loaded(weights: tuple[Path, dict[str, str]], no_network: None) -> Callable[[str], Engine]:
    """Gives an engine by its name, loaded at its first use."""
    engines: dict[str, Engine] = {}

    def load(name: str) -> Engine:
        if name not in engines:
            folder, hashes = weights
            engine = create_engine(name, Deployment(folder, hashes[name], "agreement-1"))
            engine.load()
            engines[name] = engine
        return engines[name]

    return load


Serve = Callable[..., AbstractContextManager[Server]]
"""Takes an engine, and further variables of its environment."""


@pytest.fixture(scope="session")
def serve(endpoint: str, weights: tuple[Path, dict[str, str]], tmp_path_factory: pytest.TempPathFactory) -> Serve:
    """Gives the container itself with an engine, as a process of its own."""
    folder, hashes = weights

    def start(engine: str, **more: str) -> AbstractContextManager[Server]:
        settings = {
            "PACKSHOT_ENGINE": engine,
            "PACKSHOT_WEIGHTS_FOLDER": str(folder),
            "PACKSHOT_WEIGHTS_SHA256": hashes[engine],
            **more,
        }
        return running_server(endpoint, tmp_path_factory.mktemp("serving") / "log", settings)

    return start
