"""The container with an engine made for tests: `python -m tests.serve_test_engine`, chosen by PACKSHOT_ENGINE.

Only the engine is another one; the server, its thread and its storage are the real ones.
"""

import logging
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace

from packshot_container.__main__ import main
from packshot_container.contract import PaintJob, PaintPass
from packshot_container.engines import registry
from packshot_container.engines.engine import Deployment, Engine, PaintControl
from packshot_container.engines.studio import StudioEngine
from packshot_container.picture import Mask, Picture

STEP_SECONDS = 0.05


class SlowEngine(StudioEngine):
    """Takes as many steps in a pass as the job's seed says."""

    facts = replace(StudioEngine.facts, name="slow")

    def paint(
        self, paint_pass: PaintPass, picture: Picture, job: PaintJob, control: PaintControl, mask: Mask | None = None
    ) -> Picture:
        for step in range(job.seed):
            time.sleep(STEP_SECONDS)
            control.count_step()
            control.step(step / job.seed)
        return super().paint(paint_pass, picture, job, control)


class SteplessEngine(StudioEngine):
    """Is as slow, but tells nothing while it paints."""

    facts = replace(StudioEngine.facts, name="stepless")

    def paint(
        self, paint_pass: PaintPass, picture: Picture, job: PaintJob, control: PaintControl, mask: Mask | None = None
    ) -> Picture:
        time.sleep(STEP_SECONDS * job.seed)
        return super().paint(paint_pass, picture, job, PaintControl(threading.Event()), mask)


class QuotingEngine(StudioEngine):
    """Fails in the middle of a pass, with the prompt in its errors, and lets libraries say it in their logs."""

    facts = replace(StudioEngine.facts, name="quoting")

    def paint(
        self, paint_pass: PaintPass, picture: Picture, job: PaintJob, control: PaintControl, mask: Mask | None = None
    ) -> Picture:
        logging.getLogger("transformers").warning("part of your input was cut off: %s", job.prompt)
        logging.getLogger("transformers").error("Exception with a prompt", exc_info=ValueError(job.prompt))
        try:
            raise ValueError(f"can't encode {job.prompt}")
        except ValueError as error:
            raise RuntimeError(f"no picture of {job.prompt}: {picture.tobytes()[:64]!r}") from error


ENGINES: Mapping[str, Callable[[Deployment], Engine]] = {
    SlowEngine.facts.name: lambda _: SlowEngine(),
    SteplessEngine.facts.name: lambda _: SteplessEngine(),
    QuotingEngine.facts.name: lambda _: QuotingEngine(),
}

if __name__ == "__main__":
    registry.CREATE = ENGINES
    sys.exit(main())
