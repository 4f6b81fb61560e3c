"""What the underpaint was to an engine in one job, which decides whether the plate is compared with it."""

from packshot_container.contract import Layout, PaintJob
from packshot_container.engines.engine import EngineFacts
from packshot_container.job_mode import mode_of


def used_layout(job: PaintJob, engine: EngineFacts) -> Layout:
    """Gives how the underpaint reached the first pass of a job that this engine can paint.

    `none` where it did not start from it: around a photo, at the greatest strength, and where an engine never sees what
    is masked. An engine that takes pictures as references has it beside the prompt also where it starts from noise.
    """
    mode = mode_of(job)
    if mode == "extend":
        return "none"
    strength = engine.strength_in(mode)
    if strength is None:
        return engine.layout if mode == "stage" else "none"
    if strength.given(job.settings.strength) < strength.most:
        return "init"
    return "reference" if engine.layout == "reference" else "none"
