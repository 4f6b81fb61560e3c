"""The engines that a deployment can choose, by name."""

from collections.abc import Callable, Mapping

from packshot_container.engines.engine import Deployment, Engine, EngineFacts
from packshot_container.engines.flux1_dev import Flux1DevEngine
from packshot_container.engines.flux1_fill_dev import Flux1FillDevEngine
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
    Flux1DevEngine.facts,
    Flux1FillDevEngine.facts,
)
"""What there is to choose from. An engine that needs a model library imports it in its `load`, not before."""

CREATE: Mapping[str, Callable[[Deployment], Engine]] = {
    StudioEngine.facts.name: lambda _: StudioEngine(),
    Flux2Klein4bEngine.facts.name: Flux2Klein4bEngine,
    SdxlEngine.facts.name: SdxlEngine,
    Flux1SchnellEngine.facts.name: Flux1SchnellEngine,
    Flux1DevEngine.facts.name: Flux1DevEngine,
    Flux1FillDevEngine.facts.name: Flux1FillDevEngine,
}


def create_engine(name: str, deployment: Deployment) -> Engine:
    """Gives the engine of that name, not loaded yet.

    Raises:
        SettingInvalid: There is none, with the sentence listing those there are; or the deployment lacks what it needs:
            the hash of its weights, the agreement under which they may be used.
    """
    create = CREATE.get(name)
    if create is None:
        raise SettingInvalid(f"Expected one of {', '.join(sorted(CREATE))} in PACKSHOT_ENGINE, got {name!r}.")
    return create(deployment)
