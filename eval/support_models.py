"""Support judges with a model behind them: a cross-encoder trained on NLI, or any chat model.

Both see what the lexical judge can't (free paraphrase, grammar); neither is calibrated here.
"""

import re
from functools import cached_property
from typing import Any, Protocol

from eval.support_terms import sentences

SUPPORT_PROMPT = """\
你是严格的核查员。只根据【证据】判断【句子】是否全部得到支持:句子里的每个主体、数字、条件、\
否定、先后和因果都要在证据里找得到;证据没有说的,哪怕是真的,也算不支持。繁体和简体、\
汉字数字和阿拉伯数字视为相同。只回答一个 0 到 100 的整数:句子得到证据支持的可能性。

【证据】
{evidence}

【句子】
{sentence}
"""


class ChatModel(Protocol):
    """What is used of a LangChain chat model."""

    def invoke(self, prompt: str, /) -> Any:
        """A message whose `content` is the answer."""
        ...


class ChatJudge:
    """The number a chat model gives; 0.5 where it gives none."""

    def __init__(self, llm: ChatModel, *, name: str = "chat") -> None:
        """Takes any LangChain chat model; set its temperature to 0 for verdicts that repeat."""
        self.name = name
        self._llm = llm

    def support(self, sentence: str, evidence: str) -> float:
        """The probability that `evidence` supports `sentence`, in the model's own words.

        Raises:
            ValueError: the sentence is empty.
        """
        if not _to_be_judged(sentence, evidence):
            return 0.0
        answer = self._llm.invoke(SUPPORT_PROMPT.format(sentence=sentence, evidence=evidence))
        found = re.search(r"\d+", str(answer.content))
        return min(int(found.group()), 100) / 100 if found else 0.5


class CrossEncoderJudge:
    """The entailment probability of an NLI cross-encoder, evidence first, sentence second."""

    def __init__(self, model_name: str) -> None:
        """Loads the sentence-transformers model when the first pair comes."""
        self.name = model_name
        self._model_name = model_name

    def support(self, sentence: str, evidence: str) -> float:
        """The model's probability of entailment, 0..1.

        Raises:
            ValueError: the sentence is empty, or the model has no label for entailment.
        """
        if not _to_be_judged(sentence, evidence):
            return 0.0
        shares = self._model.predict([(evidence, sentence)], apply_softmax=True)[0]
        return float(shares[self._entailment])

    @cached_property
    def _model(self) -> Any:
        from sentence_transformers import CrossEncoder

        return CrossEncoder(self._model_name)

    @cached_property
    def _entailment(self) -> int:
        return entailment_index(self._model.model.config.id2label)


def entailment_index(labels: dict[int, str]) -> int:
    """The index of the entailment label in a model's `id2label`.

    Raises:
        ValueError: there is none; choose a model trained on NLI.
    """
    for index, label in labels.items():
        if re.fullmatch(r"entail\w*|蕴含|支持|supports?", label.lower()):
            return int(index)
    raise ValueError(f"no label for entailment among {list(labels.values())}: not an NLI model")


def _to_be_judged(sentence: str, evidence: str) -> bool:
    """False where there is no evidence.

    Raises:
        ValueError: the sentence is empty.
    """
    if not sentences(sentence):
        raise ValueError("support is undefined for an empty sentence")
    return bool(sentences(evidence))
