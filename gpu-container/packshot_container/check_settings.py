"""Whether an engine can honour what a job's settings ask of it: what it can't is refused by name, never passed over."""

from math import ceil

from packshot_container.contract import PaintSettings
from packshot_container.engines.engine import Bounds, EngineFacts, Mode
from packshot_container.errors import JobRefused


def check_settings(settings: PaintSettings, engine: EngineFacts, mode: Mode = "stage") -> None:
    """Passes settings that this engine honours in a first pass of this mode.

    Raises:
        JobRefused: It can't honour one of them; the sentence names it.
    """
    _check_number(settings.steps, engine.steps, engine.name, "steps")
    _check_number(settings.guidance, engine.guidance, engine.name, "guidance")
    if mode == "extend" and settings.strength is not None:
        raise JobRefused(
            "Expected no settings.strength, because what goes on around a photo has none to choose, got one: leave it "
            "out."
        )
    strength = engine.strength_in(mode)
    _check_number(settings.strength, strength, engine.name, "strength")
    if settings.negative_prompt is not None and not engine.takes_negative_prompt:
        _refuse(engine.name, "negativePrompt")
    if settings.negative_prompt is not None and engine.guidance is not None:
        _check_guided(engine.guidance.given(settings.guidance))
    if settings.scheduler is not None and settings.scheduler not in engine.schedulers:
        if not engine.schedulers:
            _refuse(engine.name, "scheduler")
        raise JobRefused(f"Expected one of {', '.join(engine.schedulers)} for settings.scheduler, got another one.")
    if strength is not None:
        _check_start(settings, strength, engine)


def _check_number(value: float | None, bounds: Bounds | None, engine: str, field: str) -> None:
    if value is None:
        return
    if bounds is None:
        _refuse(engine, field)
    else:
        bounds.check(value, f"settings.{field}")


def _refuse(engine: str, field: str) -> None:
    raise JobRefused(f"Expected no settings.{field}, because {engine} can't honour it, got one: leave it out.")


def _check_guided(guidance: float) -> None:
    """Guidance leads away from the negative prompt; at 1 it leads nowhere."""
    if guidance <= 1:
        raise JobRefused(f"Expected settings.guidance above 1 for settings.negativePrompt to count, got {guidance:g}.")


def _check_start(settings: PaintSettings, bounds: Bounds, engine: EngineFacts) -> None:
    """Refuses a strength that says one thing and does another.

    No step would give the underpaint back; all of them would start from noise and forget it, as strength 1 is for.
    """
    if engine.steps is None:
        return
    strength, steps = bounds.given(settings.strength), engine.steps.given(settings.steps)
    run = ceil(steps * strength) if engine.strength_steps == "rounded up" else int(steps * strength)
    if run < 1 or (run == steps and strength < 1):
        asked_for = f"{strength:g} of {steps:g} settings.steps, which comes to {run}"
        raise JobRefused(
            f"Expected a settings.strength that leaves out a step and runs one, or 1, got {asked_for}: take more steps."
        )
