"""What a job's first pass paints, read from what the job brings along."""

from packshot_container.contract import PaintJob
from packshot_container.engines.engine import Mode


def mode_of(job: PaintJob) -> Mode:
    """Gives `extend` for a job whose first pass keeps a photo, `in-context` for one with a mask, else `stage`."""
    if job.passes[0].keep is not None:
        return "extend"
    return "stage" if job.mask is None else "in-context"
