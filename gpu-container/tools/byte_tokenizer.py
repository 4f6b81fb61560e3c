"""A tokenizer that knows single bytes and needs no file: for pipelines whose weights are not the published ones."""

from typing import Any

import transformers
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors

SPECIAL = ("<pad>", "<s>", "</s>", "<unk>")
VOCABULARY = 300
"""Four specials and 256 bytes, with some room."""
CHAT = "{% for message in messages %}{{ message['content'] }}{% endfor %}"


def byte_tokenizer(longest: int) -> Any:  # noqa: ANN401 - transformers' tokenizer
    """Gives a tokenizer of one token a byte that reads at most so many."""
    letters = [*SPECIAL, *sorted(pre_tokenizers.ByteLevel.alphabet())]
    vocabulary = {letter: index for index, letter in enumerate(letters)}
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=[], unk_token=SPECIAL[3]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[(SPECIAL[1], 1), (SPECIAL[2], 2)]
    )
    names = dict(zip(("pad_token", "bos_token", "eos_token", "unk_token"), SPECIAL, strict=True))
    wrapped = transformers.PreTrainedTokenizerFast(tokenizer_object=tokenizer, model_max_length=longest, **names)
    wrapped.chat_template = CHAT
    return wrapped
