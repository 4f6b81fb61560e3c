"""The server as a process: how it starts, and how it stops without losing the job in work."""

import os
import threading
import time
from types import FrameType

import uvicorn

from packshot_container.engines.engine import Deployment
from packshot_container.engines.registry import create_engine
from packshot_container.quiet_log import log_quietly
from packshot_container.render_thread import RenderThread
from packshot_container.safety import create_policy
from packshot_container.segmenter import create_segmenter
from packshot_container.server import Models, create_app
from packshot_container.settings import Settings
from packshot_container.storage import Storage

GRACE_SECONDS = 2
"""After the drain time, for an interrupted job to answer."""
LAST_ANSWERS_SECONDS = 2
"""For answers that are on the wire when the server closes."""
KEEP_ALIVE_SECONDS = 75
"""Longer than the 60 s after which SageMaker and load balancers drop an idle connection: they close it, never we."""
PARENT_CHECK_SECONDS = 0.5


def serve(settings: Settings) -> int:
    """Serves until it is told to stop; gives the process's exit status, 1 where a model could not be loaded.

    Raises:
        SettingInvalid: There is no engine, segmenter or safety policy of the name that the settings give.
    """
    log_quietly()
    models = _create_models(settings)
    chosen = [model for model in (models.engine, models.segmenter) if model is not None]
    render_thread = RenderThread(chosen, settings.job_places)
    policy = create_policy(settings.denied_words, settings.safety_policy)
    storage = Storage(settings.aws_region, settings.aws_endpoint_url)
    app = create_app(render_thread, models, policy, storage)
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        access_log=False,
        log_config=None,
        log_level="warning",
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=LAST_ANSWERS_SECONDS,
    )
    server = DrainingServer(config, render_thread, settings.drain_seconds)
    if settings.exits_with_parent:
        threading.Thread(target=_drain_with_parent, args=(server, os.getppid()), name="parent", daemon=True).start()
    server.run()
    return 1 if render_thread.state == "broken" else 0


def _create_models(settings: Settings) -> Models:
    folder = settings.weights_folder
    deployment = Deployment(folder, settings.weights_sha256, settings.flux_dev_agreement)
    engine = create_engine(settings.engine, deployment) if settings.engine else None
    if settings.segmenter is None:
        return Models(engine, None)
    return Models(engine, create_segmenter(settings.segmenter, folder, settings.segmenter_table))


class DrainingServer(uvicorn.Server):
    """Goes on answering after a signal, 503 for pings and new jobs, until the job in work is done."""

    def __init__(self, config: uvicorn.Config, render_thread: RenderThread, drain_seconds: float) -> None:
        super().__init__(config)
        self._render_thread = render_thread
        self._drain_seconds = drain_seconds
        self._drain_once = threading.Lock()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Takes the place of uvicorn's own answer to SIGTERM and SIGINT, which closes the port at once."""
        self.start_drain()

    async def on_tick(self, counter: int) -> bool:
        """Says, ten times a second, whether to stop: also where a model could not be loaded."""
        return await super().on_tick(counter) or self._render_thread.state == "broken"

    def start_drain(self) -> None:
        """Begins to stop and returns at once; a further call changes nothing."""
        if self._drain_once.acquire(blocking=False):
            threading.Thread(target=self._drain, name="drain", daemon=True).start()

    def _drain(self) -> None:
        self._render_thread.drain(self._drain_seconds, GRACE_SECONDS)
        self.should_exit = True


def _drain_with_parent(server: DrainingServer, parent: int) -> None:
    """Drains as soon as the process that started us is gone, killed or not: then another one takes its place."""
    while os.getppid() == parent:
        time.sleep(PARENT_CHECK_SECONDS)
    server.start_drain()
