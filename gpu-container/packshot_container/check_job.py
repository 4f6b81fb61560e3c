"""Whether a well-formed job makes sense: checked before anything is read, so that a refusal costs nothing."""

from packshot_container.check_settings import check_settings
from packshot_container.contract import PaintJob, PaintPass, Size, StoredPicture
from packshot_container.engines.engine import EngineFacts
from packshot_container.errors import JobRefused, SizeMismatch
from packshot_container.job_mode import mode_of

MOST_GROWTH = 2
"""A model that outpaints further than this at a time loses the scene. The planner's `mostGrowth`."""


def check_job(job: PaintJob, engine: EngineFacts) -> None:
    """Passes a job that this engine can paint.

    Raises:
        JobRefused: A field can't be honoured; the sentence names it.
        SizeMismatch: A pass keeps a picture of another size than it gets, or a picture is not as large as its canvas.
    """
    if job.engine != engine.name:
        raise JobRefused(f"Expected {engine.name} for engine, the one that this container runs, got another one.")
    if engine.is_prompted and not (job.prompt or "").strip():
        raise JobRefused(f"Expected a text for prompt, because {engine.name} paints what it says, got none.")
    check_settings(job.settings, engine, mode_of(job))
    first, *later = job.passes
    engine.size_rule.check(first.canvas, "passes.0.canvas")
    if first.keep is not None:
        _check_photo(job, first, engine)
    elif job.underpaint.size != first.canvas:
        raise SizeMismatch(
            f"Expected an underpaint of {first.canvas} px, as passes.0.canvas, got {job.underpaint.size}."
        )
    if job.mask is not None:
        _check_mask(job.mask, first, engine)
    canvas = first.canvas
    for index, paint_pass in enumerate(later, start=1):
        engine.size_rule.check(paint_pass.canvas, f"passes.{index}.canvas")
        _check_keep(paint_pass, canvas, f"passes.{index}.keep", "the canvas of the pass before")
        _check_growth(paint_pass, canvas, engine, f"passes.{index}.canvas")
        canvas = paint_pass.canvas


def _check_photo(job: PaintJob, first: PaintPass, engine: EngineFacts) -> None:
    if "extend" not in engine.modes:
        raise JobRefused(
            f"Expected null for passes.0.keep, because {engine.name} can't go on around a photo, got a box: choose "
            "another engine."
        )
    _check_keep(first, job.underpaint.size, "passes.0.keep", "as the underpaint")
    _check_growth(first, job.underpaint.size, engine, "passes.0.canvas")


def _check_mask(mask: StoredPicture, first: PaintPass, engine: EngineFacts) -> None:
    if "in-context" not in engine.modes:
        raise JobRefused(
            f"Expected no mask, because {engine.name} can't paint around a product, got one: choose another engine."
        )
    if first.keep is not None:
        raise JobRefused("Expected a mask or passes.0.keep, got both: what a photo keeps is all of it.")
    if mask.size != first.canvas:
        raise SizeMismatch(f"Expected a mask of {first.canvas} px, as passes.0.canvas, got {mask.size}.")


def _check_keep(paint_pass: PaintPass, earlier: Size, field: str, because: str) -> None:
    keep, canvas = paint_pass.keep, paint_pass.canvas
    if keep is None:
        raise JobRefused(f"Expected a box for {field}, because only the first pass has none, got null.")
    if keep.size != earlier:
        raise SizeMismatch(f"Expected {earlier} px for {field}, {because}, got {keep.size}.")
    lies_inside = (
        keep.left_px >= 0
        and keep.top_px >= 0
        and keep.left_px + keep.width_px <= canvas.width_px
        and keep.top_px + keep.height_px <= canvas.height_px
    )
    if not lies_inside:
        corner = f"{keep.size} at {keep.left_px}, {keep.top_px}"
        raise JobRefused(f"Expected {field} inside its canvas of {canvas} px, got {corner}.")


def _check_growth(paint_pass: PaintPass, earlier: Size, engine: EngineFacts, field: str) -> None:
    canvas = paint_pass.canvas
    # The planner rounds to steps, so that a half may be a step short.
    slack = 2 * engine.size_rule.step_px
    widest, tallest = MOST_GROWTH * earlier.width_px + slack, MOST_GROWTH * earlier.height_px + slack
    if engine.is_prompted and (canvas.width_px > widest or canvas.height_px > tallest):
        raise JobRefused(f"Expected at most {MOST_GROWTH} times the sides of {earlier} px for {field}, got {canvas}.")
