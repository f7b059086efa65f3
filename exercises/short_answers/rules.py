"""How the short answers of exercise 7 are read: as one choice in any sensible words, or a number.

Whoever names several choices has made none, so that guessing all of them earns nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import ceil

from grader import Ask, Seen, Verdict
from grader.checks.check import VALUE
from grader.checks.reading import Numbers, fault_problem, read_numbers, show
from grader.checks.verdict import remark, right, wrong
from grader.observation.observation import Data, Missing, Observation, Value
from grader.observation.probe import Probe

from .misconceptions import NAMED

ANSWERS = "answers"
SAMPLES, BATCH = 1000, 32
DUE = float(ceil(SAMPLES / BATCH))
"""Updates in one epoch: the last batch is smaller, and counts too."""

VARIANTS = {
    "mini-batch": r"mini ?batch\w*",
    "sgd": r"sgd|stochastic\w*|(?:one|single) (?:sample|example)"
    r"|batch(?: size)?(?: of)? (?:1|one)\b",
    "batch": r"batch\w*|full\w*|all samples",
}
BEHAVIOURS = {
    "diverges": r"diverg\w*|explod\w*|explosion|blow\w* up|unbounded|mov\w* away|runs? away",
    "converges": r"converg\w*|settl\w*|arriv\w*",
    "oscillates": r"oscillat\w*|swing\w*|bounc\w*|alternat\w*",
}
LETTERS = ("a", "b", "c", "d")
NOT_CONVERGING = r"(?:not|never|n t|no longer) (?:\w+ )?converg\w*"
NEGATION = r"\b(?:not|no|never|neither|nor|t|except)\b"
FILLERS = r"\b(?:answer|option|choice|letter|is|it|the|my)\b"


@dataclass(frozen=True, slots=True)
class Question:
    """One entry of the answers.

    Attributes:
        key: In the dict.
        right: The right choice or number.
        read: What an entry says: a choice, a number, or None if it says nothing single.
        choices: What may be said; empty for a number.
    """

    key: str
    right: str | float
    read: Callable[[Data], str | float | None]
    choices: tuple[str, ...] = ()

    def judge(self, seen: Seen) -> Verdict:
        """Right, wrong with a cause where there is one, or missing."""
        observation = entry(seen.here[VALUE], self.key)
        if not isinstance(observation, Value):
            problem = fault_problem(observation)
            return Verdict(status=problem.status, fraction=0.0, message=problem.remark)
        if observation.data in (None, "", []):
            nothing = remark("wrong.none", name=self.key)
            return Verdict(status="missing", fraction=0.0, message=nothing)
        shown, said = show(observation), self.read(observation.data)
        if said is None and self.choices:
            message = remark("choice.unclear", name=self.key, choices=list(self.choices))
            return wrong(message, shown)
        if said == self.right:
            return right(shown)
        named = NAMED.get((self.key, said)) if said is not None else None
        return wrong(remark("wrong", name=self.key), shown, misconception=named)


def ask(ask: Ask) -> Mapping[str, Probe]:
    """The whole dict."""
    return {VALUE: ask.ref(ANSWERS)}


def entry(answers: Observation, key: str) -> Observation:
    """One entry of the dict, however its key is written; or of a list in the stated order."""
    data = answers.data if isinstance(answers, Value) else None
    if isinstance(data, dict):
        found = [value for name, value in data.items() if _plain(name) == _plain(key)]
        return Value(found[0]) if found else Missing(f"{ANSWERS}['{key}']")
    if isinstance(data, list | tuple) and len(data) == len(KEYS):
        return Value(data[KEYS.index(key)])
    return answers if not isinstance(answers, Value) else Missing(f"{ANSWERS}['{key}']")


def one_of(choices: Mapping[str, str]) -> Callable[[Data], str | None]:
    """A reader that gives the one choice whose words occur; each word counts once, in order."""

    def read(data: Data) -> str | None:
        text = re.sub(NOT_CONVERGING, " ", _words(data))
        said = set()
        for choice, pattern in choices.items():
            text, times = re.subn(rf"\b(?:{pattern})", " ", text)
            said |= {choice} if times else set()
        return said.pop() if len(said) == 1 and not re.search(NEGATION, text) else None

    return read


def letter(data: Data) -> str | None:
    """The one letter that stands alone, or before its text as in "b) because"."""
    text = str(_single(data)).strip().lower() if isinstance(_single(data), str) else ""
    marked = re.findall(r"(?:^|[\s(,/])\(?([a-d])[).:]", text)
    if marked:
        return str(marked[0]) if len(set(marked)) == 1 and text.find(marked[0]) <= 1 else None
    words = re.findall(r"[a-z0-9]+", re.sub(FILLERS, " ", text))
    return words[0] if len(words) == 1 and words[0] in LETTERS else None


def number(data: Data) -> float | None:
    """The one number, of any type, or in a text such as "32 updates" or "1000 / 32 = 31.25"."""
    data = _single(data)
    if isinstance(data, bool):
        return None
    if isinstance(data, str):
        found = set(re.findall(r"-?\d+(?:\.\d+)?", data.replace(",", "").rsplit("=", 1)[-1]))
        return float(found.pop()) if len(found) == 1 else None
    own = read_numbers(Value(data), ANSWERS)
    return (
        float(own.array.reshape(())) if isinstance(own, Numbers) and own.array.size == 1 else None
    )


def _single(data: Data) -> Data:
    """The entry of a list of one."""
    return data[0] if isinstance(data, list | tuple) and len(data) == 1 else data


def _words(data: Data) -> str:
    """A text in lower case with single spaces in the place of all that is no letter or digit."""
    data = _single(data)
    return " ".join(re.findall(r"[a-z0-9]+", data.lower())) if isinstance(data, str) else ""


def _plain(key: object) -> str:
    return re.sub(r"[^a-z0-9]", "", str(key).lower())


NOISIER = Question("noisier", "sgd", one_of(VARIANTS), ("batch", "mini-batch", "sgd"))
UPDATES = Question("updates", DUE, number)
LARGE_RATE = Question(
    "large_rate", "diverges", one_of(BEHAVIOURS), ("converges", "oscillates", "diverges")
)
JITTER = Question("jitter", "c", letter, LETTERS)
KEYS = tuple(question.key for question in (NOISIER, UPDATES, LARGE_RATE, JITTER))
