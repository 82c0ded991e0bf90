"""How well a report's words propose its kind: 300 texts by somebody who never saw the phrases it learned from. No database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from benchmarks.figures import Figure
from benchmarks.papers import cpu
from korat.blocks.catalog.definition import ServiceDefinition
from korat.blocks.catalog.proposing import training
from korat.blocks.catalog.proposing.model import Model
from korat.blocks.catalog.proposing.proposals import propose

ROOT = Path(__file__).resolve().parent.parent
SERVICE = ROOT / "packs/th-base/services/living/report-problem.yaml"
TEXTS = ROOT / "tests/blocks/catalog/proposing/routing_texts.yaml"
KEY = b"routing".ljust(32)
POINTS, ASKED_MS = 10, 1


def figures() -> Iterator[Figure]:
    service = ServiceDefinition.model_validate(yaml.safe_load(SERVICE.read_text()))
    texts: Sequence[Mapping[str, Any]] = yaml.safe_load(TEXTS.read_text())
    lessons = training.phrases(service)
    if found := {one.text for one in lessons} & {text["text"] for text in texts}:
        raise RuntimeError(f"a test text is among the lessons: {found}")
    model = training.fit(lessons, KEY)
    words, both = (100 * macro_f1(service, texts, asked) for asked in (None, model))
    said = f"macro-F1 on {len(texts)} texts never trained on; version 0, from {len(lessons)} phrases of the pack"
    yield Figure("routing_words_f1", words, "%", 0, f"the pack's words alone; {said}", "higher")
    yield Figure("routing_f1", both, "%", words + POINTS, said, "higher")
    spent = cpu(lambda: [propose(service, text["text"], model, KEY) for text in texts], times=1) / len(texts)
    yield Figure("routing_ask_cpu", spent, "ms", ASKED_MS, "one text: kinds and the words that led there")


def macro_f1(service: ServiceDefinition, texts: Sequence[Mapping[str, Any]], model: Model | None) -> float:
    answers = [(frozenset(text["categories"]), training.proposed(service, text["text"], model, KEY)) for text in texts]
    return training.macro_f1(training.scored_many(service, answers))
