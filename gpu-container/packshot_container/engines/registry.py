"""The engines that a deployment can choose, by name."""

from collections.abc import Callable, Mapping
from pathlib import Path

from packshot_container.engines.engine import Engine, EngineFacts
from packshot_container.engines.flux1_schnell import Flux1SchnellEngine
from packshot_container.engines.flux2_klein_4b import Flux2Klein4bEngine
from packshot_container.engines.sdxl import SdxlEngine
from packshot_container.engines.studio import StudioEngine
from packshot_container.errors import SettingInvalid

ENGINES: tuple[EngineFacts, ...] = (
    StudioEngine.facts,
    Flux2Klein4bEngine.facts,
    SdxlEngine.facts,
    Flux1SchnellEngine.facts,
)
"""What there is to choose from. An engine that needs a model library imports it in its `load`, not before."""

CREATE: Mapping[str, Callable[[Path, str | None], Engine]] = {
    StudioEngine.facts.name: lambda _folder, _sha256: StudioEngine(),
    Flux2Klein4bEngine.facts.name: Flux2Klein4bEngine,
    SdxlEngine.facts.name: SdxlEngine,
    Flux1SchnellEngine.facts.name: Flux1SchnellEngine,
}


def create_engine(name: str, weights_folder: Path, weights_sha256: str | None) -> Engine:
    """Gives the engine of that name, not loaded yet. Its weights lie in `weights_folder`, in a folder of its name.

    Raises:
        SettingInvalid: There is none, with the sentence listing those there are; or it has weights and no hash of them.
    """
    create = CREATE.get(name)
    if create is None:
        raise SettingInvalid(f"Expected one of {', '.join(sorted(CREATE))} in PACKSHOT_ENGINE, got {name!r}.")
    return create(weights_folder, weights_sha256)
