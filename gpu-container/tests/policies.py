"""Safety policies as a deployment adds them, for PACKSHOT_SAFETY_POLICY."""

from packshot_container.errors import PictureDenied, PromptDenied
from packshot_container.picture import Levels

LEAST_WIDTH_PX = 600


class HousePolicy:
    """Refuses what this shop does not show."""

    def check_prompt(self, text: str) -> None:
        if "champagne" in text:
            raise PromptDenied("alcohol")

    def check_picture(self, picture: Levels) -> None:
        assert picture.dtype == "uint8"
        if picture.shape[1] < LEAST_WIDTH_PX:
            raise PictureDenied("too little to see")


class QuotingPolicy(HousePolicy):
    """Has a fault, and quotes the prompt when it shows."""

    def check_prompt(self, text: str) -> None:
        raise RuntimeError(f"no answer for {text}")


def fail() -> None:
    raise RuntimeError("no classifier")


def give_none() -> None:
    """Forgets to give the policy."""
