"""The engines that a deployment can choose, by name."""

from collections.abc import Callable, Mapping

from packshot_container.engines.engine import Engine
from packshot_container.engines.studio import StudioEngine
from packshot_container.errors import SettingInvalid

ENGINES: Mapping[str, Callable[[], Engine]] = {"studio": StudioEngine}
"""Name to constructor. An entry that needs a model library imports it in the engine's `load`, not before."""


def create_engine(name: str) -> Engine:
    """Gives the engine of that name, not loaded yet.

    Raises:
        SettingInvalid: There is none; the sentence lists those there are.
    """
    create = ENGINES.get(name)
    if create is None:
        raise SettingInvalid(f"Expected one of {', '.join(sorted(ENGINES))} in PACKSHOT_ENGINE, got {name!r}.")
    return create()
