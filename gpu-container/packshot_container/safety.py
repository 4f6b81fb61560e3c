"""What may be painted: the policy that the container asks, and how a deployment adds its own.

Each policy may refuse, and none can allow what another one refuses.
"""

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Protocol, runtime_checkable

from packshot_container.denied_words import OUR_LIST, read_denied_words
from packshot_container.errors import SettingInvalid
from packshot_container.picture import Levels


@runtime_checkable
class SafetyPolicy(Protocol):
    """Refuses by raising; returning is passing. Neither method changes or keeps what it is given."""

    def check_prompt(self, text: str) -> None:
        """Passes a prompt; asked before anything is read or painted, from several threads at once.

        Raises:
            PromptDenied: It may not be painted; given the kind of thing, never words of the prompt.
        """
        ...

    def check_picture(self, picture: Levels) -> None:
        """Passes a finished plate; asked once for each, on the render thread, before the plate is stored.

        Raises:
            PictureDenied: It may not be used; given the kind of thing that it shows.
        """
        ...


class AllPolicies:
    """The policies of a container as one: asks them in their order, and the first refusal counts."""

    def __init__(self, policies: Sequence[SafetyPolicy]) -> None:
        self._policies = policies

    def check_prompt(self, text: str) -> None:
        """Passes a prompt that each policy passes.

        Raises:
            PromptDenied: One of them refuses it.
        """
        for policy in self._policies:
            policy.check_prompt(text)

    def check_picture(self, picture: Levels) -> None:
        """Passes a plate that each policy passes.

        Raises:
            PictureDenied: One of them refuses it.
        """
        for policy in self._policies:
            policy.check_picture(picture)


def create_policy(more_words: Path | None, more_policy: str | None) -> SafetyPolicy:
    """Gives the container's policy: our list of words, the deployment's list, and its `module:factory`.

    Raises:
        SettingInvalid: The list can't be read, or the policy can't be loaded; the sentence names the setting.
    """
    policies: list[SafetyPolicy] = [read_denied_words(OUR_LIST)]
    if more_words is not None:
        policies.append(read_denied_words(more_words))
    if more_policy is not None:
        policies.append(_load_policy(more_policy))
    return AllPolicies(policies)


def _load_policy(place: str) -> SafetyPolicy:
    expected = "module:factory of a safety policy in PACKSHOT_SAFETY_POLICY"
    module, _, factory = place.partition(":")
    try:
        policy = getattr(import_module(module), factory)()
    except Exception as error:
        got = f"{place!r}, which failed with {type(error).__name__}: {error}"
        raise SettingInvalid(f"Expected {expected}, got {got}: correct it and start again.") from error
    if not isinstance(policy, SafetyPolicy):
        raise SettingInvalid(f"Expected {expected}, got {place!r}, which gives none: see gpu-container/README.md.")
    return policy
