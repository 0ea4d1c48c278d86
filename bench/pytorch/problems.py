# SPDX-FileCopyrightText: 2026 The cuXent authors
# SPDX-License-Identifier: Apache-2.0
"""What a line of the comparison computes: loss, shape, tensors, and the loss in PyTorch's words."""

from __future__ import annotations

import dataclasses
import re
from typing import Callable

import torch
import torch.nn.functional as F

TEMPERATURE = 0.1
SIGLIP_BIAS = -10.0


@dataclasses.dataclass(frozen=True)
class Problem:
    """`loss:n=ROWS[:k=NEGATIVES][:c=CLASSES]:d=WIDTH`; rows are pairs where there are two views."""

    loss: str
    n: int
    dim: int
    k: int = 0
    c: int = 0

    def __str__(self) -> str:
        extra = "".join(f":{key}={value}" for key, value in (("k", self.k), ("c", self.c)) if value)
        return f"{self.loss}:n={self.n}{extra}:d={self.dim}"


def parse(text: str) -> Problem:
    match = re.fullmatch(r"(\w+):n=(\d+)(?::k=(\d+))?(?::c=(\d+))?:d=(\d+)", text)
    if match is None:
        raise ValueError(f"problem '{text}': wanted loss:n=ROWS[:k=NEGATIVES][:c=CLASSES]:d=WIDTH")
    loss, n, k, c, dim = match.groups()
    if loss not in LOSSES:
        raise ValueError(f"loss '{loss}': wanted one of {', '.join(LOSSES)}")
    return Problem(loss, int(n), int(dim), int(k or 0), int(c or 0))


@dataclasses.dataclass
class Batch:
    """Operands in the order of the C API; the first ones are differentiated."""

    rows: torch.Tensor
    cols: list[torch.Tensor]
    labels: torch.Tensor | None = None

    @property
    def operands(self) -> list[torch.Tensor]:
        return [self.rows, *self.cols]


def _noisy(x: torch.Tensor) -> torch.Tensor:
    """Cosine with x of about 0.9: a batch in mid-training."""
    return x + 0.5 * torch.randn_like(x)


def make_batch(problem: Problem, seed: int = 1) -> Batch:
    torch.manual_seed(seed)
    first = torch.randn(problem.n, problem.dim)
    if problem.loss in ("nt_xent", "clip"):
        return Batch(torch.cat([first, _noisy(first)]), [])
    if problem.loss == "sup_con":
        centers = torch.randn(problem.c, problem.dim)
        labels = torch.arange(problem.n) % problem.c
        return Batch(_noisy(centers[labels]), [], labels)
    if problem.loss == "class_softmax":
        centers = torch.randn(problem.c, problem.dim)
        labels = torch.randint(problem.c, (problem.n,))
        return Batch(_noisy(centers[labels]), [centers], labels)
    cols = [_noisy(first)]
    n_negatives = problem.n * problem.k if problem.loss == "gathered_info_nce" else problem.k
    if n_negatives:
        cols.append(torch.randn(n_negatives, problem.dim))
    return Batch(first, cols)


def _nt_xent(problem: Problem, operands, labels):
    z = F.normalize(operands[0])
    s = z @ z.T / TEMPERATURE
    s = s.masked_fill(torch.eye(2 * problem.n, dtype=torch.bool), float("-inf"))
    targets = (torch.arange(2 * problem.n) + problem.n) % (2 * problem.n)
    return F.cross_entropy(s, targets)


def _clip(problem: Problem, operands, labels):
    first, second = F.normalize(operands[0]).chunk(2)
    s = first @ second.T / TEMPERATURE
    targets = torch.arange(problem.n)
    return (F.cross_entropy(s, targets) + F.cross_entropy(s.T, targets)) / 2


def _logits(operands):
    keys = torch.cat([F.normalize(x) for x in operands[1:]])
    return F.normalize(operands[0]) @ keys.T / TEMPERATURE


def _info_nce(problem: Problem, operands, labels):
    return F.cross_entropy(_logits(operands), torch.arange(problem.n))


def _siglip(problem: Problem, operands, labels):
    s = _logits(operands) + SIGLIP_BIAS
    sign = 2 * torch.eye(problem.n, s.shape[1]) - 1
    return -F.logsigmoid(sign * s).sum() / problem.n


def _sup_con(problem: Problem, operands, labels):
    z = F.normalize(operands[0])
    s = z @ z.T / TEMPERATURE
    itself = torch.eye(problem.n, dtype=torch.bool)
    targets = (labels[:, None] == labels[None, :]) & ~itself
    log_p = s - s.masked_fill(itself, float("-inf")).logsumexp(1, keepdim=True)
    return -((log_p * targets).sum(1) / targets.sum(1)).mean()


def _class_softmax(problem: Problem, operands, labels):
    return F.cross_entropy(_logits(operands), labels)


def _gathered_info_nce(problem: Problem, operands, labels):
    z = F.normalize(operands[0])
    positive = (z * F.normalize(operands[1])).sum(1, keepdim=True)
    negatives = F.normalize(operands[2]).view(problem.n, problem.k, problem.dim)
    negative = (negatives @ z[:, :, None]).squeeze(2)
    s = torch.cat([positive, negative], dim=1) / TEMPERATURE
    return F.cross_entropy(s, torch.zeros(problem.n, dtype=torch.int64))


LOSSES: dict[str, Callable] = {
    "nt_xent": _nt_xent,
    "clip": _clip,
    "info_nce": _info_nce,
    "siglip": _siglip,
    "sup_con": _sup_con,
    "class_softmax": _class_softmax,
    "gathered_info_nce": _gathered_info_nce,
}


def read(path: str) -> list[Problem]:
    """One problem a line; blank lines and what follows a # are skipped."""
    problems = []
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            text = line.split("#")[0].strip()
            if not text:
                continue
            try:
                problems.append(parse(text))
            except ValueError as error:
                raise ValueError(f"{path}:{number}: {error}") from None
    return problems
