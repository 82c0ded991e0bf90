"""Learning from phrases of the pack and from what officers corrected, and finding out how good it is on what was held out.

Runs in a process of its own: scikit-learn is heavy, and asking the model needs none of it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from math import log

import numpy as np

from korat.blocks.catalog.definition import ServiceDefinition
from korat.blocks.catalog.proposing.folding import fold
from korat.blocks.catalog.proposing.grams import Grams, grams
from korat.blocks.catalog.proposing.model import Model, Weights
from korat.blocks.catalog.proposing.proposals import propose

FOLDS = 4
# An n-gram of the pack's phrases must come twice; one of private words in the reports of this many different people.
PHRASES, PEOPLE = 2, 5
_STRENGTH = 20.0


@dataclass(frozen=True)
class Lesson:
    """A text and what it is about. `by`: the subject whose words they are; None for a phrase of the pack."""

    text: str
    category: str
    by: int | None = None


@dataclass(frozen=True)
class Score:
    """How well one category was found among texts that were held out."""

    texts: int
    precision: float
    recall: float

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


Scores = Mapping[str, Score]


def phrases(service: ServiceDefinition) -> list[Lesson]:
    """All that the pack says of its categories: examples, keywords, names, what they say."""
    found: list[Lesson] = []
    for one in service.categories:
        said = [wording.text for text in (one.names, one.says) if text for _, wording in text.wordings]
        found += [Lesson(text, one.code) for text in (*one.examples, *one.keywords, *said)]
    return found


def fit(lessons: Sequence[Lesson], key: bytes) -> Model:
    """One logistic regression a category over the n-grams that are common enough."""
    found = [grams(fold(lesson.text), key) for lesson in lessons]
    known = np.array(sorted(common(lessons, found)), dtype=np.int64)
    columns = {int(number): column for column, number in enumerate(known)}
    spread = Counter(number for each in found for number in each if number in columns)
    rarity = np.array([log(1 + len(found) / spread[int(number)]) for number in known], dtype=np.float32)
    rows = matrix(found, columns, rarity)
    categories = tuple(dict.fromkeys(lesson.category for lesson in lessons))
    learned = [one_category(rows, [lesson.category == code for lesson in lessons]) for code in categories]
    weights = np.array([weights for weights, _ in learned], dtype=np.float32).T
    return Model(categories, known, rarity, weights, np.array([shift for _, shift in learned], dtype=np.float32))


def common(lessons: Sequence[Lesson], found: Sequence[Grams]) -> set[int]:
    """What may be known: no n-gram that only a few people wrote, so that no rare word of a report stays behind."""
    in_phrases: Counter[int] = Counter()
    people: defaultdict[int, set[int]] = defaultdict(set)
    for lesson, each in zip(lessons, found, strict=True):
        for number in each:
            if lesson.by is None:
                in_phrases[number] += 1
            else:
                people[number].add(lesson.by)
    written = {number for number, who in people.items() if len(who) >= PEOPLE}
    return written | {number for number, times in in_phrases.items() if times >= PHRASES}


def matrix(found: Sequence[Grams], columns: Mapping[int, int], rarity: Weights) -> object:
    """Texts as rows of unit length, sparse."""
    values: list[float] = []
    places: list[int] = []
    ends = [0]
    for each in found:
        here = [columns[number] for number in each if number in columns]
        weight = rarity[here]
        values += list(weight / (np.linalg.norm(weight) or 1.0))
        places += here
        ends.append(len(places))
    sparse = import_module("scipy.sparse")
    rows: object = sparse.csr_matrix((values, places, ends), shape=(len(found), len(columns)))
    return rows


def one_category(rows: object, belongs: Sequence[bool]) -> tuple[list[float], float]:
    regression = import_module("sklearn.linear_model").LogisticRegression
    fitted = regression(solver="liblinear", C=_STRENGTH, class_weight="balanced").fit(rows, belongs)
    return list(fitted.coef_[0]), float(fitted.intercept_[0])


def examined(service: ServiceDefinition, lessons: Sequence[Lesson], key: bytes) -> tuple[Scores, Scores]:
    """The pack's words alone, and model and words together, on texts that the model had not seen (in turns).

    Phrases that the words are made of would flatter the words: only sentences are held out.
    """
    asked = [lesson for lesson in lessons if lesson.by is not None or lesson.text in sentences(service)]
    rest = [lesson for lesson in lessons if lesson not in set(asked)]
    by_words, by_model = [], []
    for turn in range(FOLDS):
        out = asked[turn::FOLDS]
        model = fit([*rest, *(one for index, one in enumerate(asked) if index % FOLDS != turn)], key)
        by_words += [(one.category, proposed(service, one.text, None, key)) for one in out]
        by_model += [(one.category, proposed(service, one.text, model, key)) for one in out]
    return scored(service, by_words), scored(service, by_model)


def sentences(service: ServiceDefinition) -> frozenset[str]:
    return frozenset(text for one in service.categories for text in one.examples)


def proposed(service: ServiceDefinition, text: str, model: Model | None, key: bytes) -> frozenset[str]:
    return frozenset(one.category.code for one in propose(service, text, model, key))


def scored(service: ServiceDefinition, answers: Sequence[tuple[str, frozenset[str]]]) -> Scores:
    return scored_many(service, [(frozenset({right}), said) for right, said in answers])


def scored_many(service: ServiceDefinition, answers: Sequence[tuple[frozenset[str], frozenset[str]]]) -> Scores:
    """Precision and recall of each category that a text is about; `answers` are the right ones and those said."""
    found = {}
    for one in service.categories:
        right = sum(one.code in truth and one.code in said for truth, said in answers)
        texts, times = sum(one.code in truth for truth, _ in answers), sum(one.code in said for _, said in answers)
        if texts:
            found[one.code] = Score(texts, right / times if times else 0.0, right / texts)
    return found


def macro_f1(scores: Scores) -> float:
    return sum(score.f1 for score in scores.values()) / len(scores) if scores else 0.0
