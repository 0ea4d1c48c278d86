#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The cuXent authors
# SPDX-License-Identifier: Apache-2.0
"""Forward and backward of a loss: cuXent against PyTorch, eager and compiled, on the CPU.

    pip install torch cffi matplotlib
    bench/pytorch/compare.py build/release/src/libcuxent.so --out build/pytorch

For each problem all contestants take their turns, round by round, in one process with the same number
of threads; what is compared are medians of the rounds, and of the ratios within a round. Before, they
must agree on the loss and every gradient. Writes results.md (a table), results.json and results.png.
"""

from __future__ import annotations

import argparse
import json
import os
import pathlib
import statistics
import sys
import time

import torch

import report
from contestants import Cuxent, Library, Torch
from problems import Problem, make_batch, parse, read

SAMPLE_SECONDS = 0.03
LEAST_ROUNDS = 7


def disagreement(a, b) -> str | None:
    """What two contestants do not agree on, up to fp32 rounding of sums of thousands of terms."""
    if not torch.allclose(a.loss, b.loss, rtol=1e-4, atol=1e-6):
        return f"loss {float(a.loss)} and {float(b.loss)}"
    for i, (x, y) in enumerate(zip(a.gradients, b.gradients)):
        error = float((x - y).norm() / y.norm())
        if not error < 1e-3:
            return f"gradient {i}: relative difference {error:.1e}"
    return None


def seconds(contestant, n_calls: int) -> float:
    began = time.perf_counter()
    for _ in range(n_calls):
        contestant()
    return (time.perf_counter() - began) / n_calls


def contestants_of(problem: Problem, library: Library, compiled: bool) -> dict:
    batch = make_batch(problem)
    all_of_them = {"eager": Torch(problem, batch, compiled=False)}
    if compiled:
        all_of_them["compiled"] = Torch(problem, batch, compiled=True)
    all_of_them["kept"] = Cuxent(library, problem, batch, kept=True)
    all_of_them["recompute"] = Cuxent(library, problem, batch, kept=False)
    return all_of_them


def measure(problem: Problem, library: Library, compiled: bool, line_seconds: float) -> dict:
    contestants = contestants_of(problem, library, compiled)
    for contestant in contestants.values():
        contestant()  # compiles, touches memory
    for name, contestant in contestants.items():
        if (what := disagreement(contestant, contestants["eager"])) is not None:
            raise RuntimeError(f"{problem}: {name} and eager do not agree: {what}")
    n_calls = {}
    for name, contestant in contestants.items():
        once = min(seconds(contestant, 1) for _ in range(3))
        n_calls[name] = max(1, round(SAMPLE_SECONDS / once))
    samples: dict[str, list[float]] = {name: [] for name in contestants}
    began = time.perf_counter()
    while len(samples["eager"]) < LEAST_ROUNDS or time.perf_counter() - began < line_seconds:
        for name, contestant in contestants.items():
            samples[name].append(seconds(contestant, n_calls[name]))
    torch_names = [name for name in contestants if isinstance(contestants[name], Torch)]
    best = min(torch_names, key=lambda name: statistics.median(samples[name]))
    result = {"problem": str(problem), "rounds": len(samples["eager"]), "best_of_torch": best}
    for name, values in samples.items():
        result[f"{name}_ms"] = 1e3 * statistics.median(values)
    for name in ("kept", "recompute"):
        ratios = sorted(a / b for a, b in zip(samples[best], samples[name]))
        result[f"{name}_speedup"] = statistics.median(ratios)
        result[f"{name}_speedup_range"] = [ratios[len(ratios) // 10], ratios[-1 - len(ratios) // 10]]
    return result


def main() -> int:
    here = pathlib.Path(__file__).resolve().parent
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("library", type=pathlib.Path, help="libcuxent.so")
    parser.add_argument("--problem", action="append", default=[], help="as the table prints it")
    parser.add_argument("--problems", type=pathlib.Path, default=here / "problems.txt")
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--line-seconds", type=float, default=3)
    parser.add_argument("--eager-only", action="store_true", help="without torch.compile")
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("build/pytorch"))
    parser.add_argument("--require-speedup", type=float,
                        help="exit status 1 unless the better of kept and recompute is this many "
                             "times as fast as PyTorch on every line")
    options = parser.parse_args()

    try:
        problems = [parse(text) for text in options.problem] or read(str(options.problems))
    except (OSError, ValueError) as error:
        parser.error(str(error))
    torch.set_num_threads(options.threads)
    library = Library(options.library.resolve(), options.threads)
    results = []
    for number, problem in enumerate(problems, 1):
        result = measure(problem, library, not options.eager_only, options.line_seconds)
        results.append(result)
        print(f"[{number}/{len(problems)}] {report.line(result)}", flush=True)
    options.out.mkdir(parents=True, exist_ok=True)
    about = {"torch": torch.__version__, "threads": options.threads, "cpu": report.cpu_name(),
             "library": library.build_info()}
    (options.out / "results.json").write_text(json.dumps({"about": about, "results": results},
                                                         indent=1))
    (options.out / "results.md").write_text(report.table(about, results))
    report.plot(results, options.out / "results.png")
    print(f"table, numbers and plot: {options.out}/results.{{md,json,png}}")
    if options.require_speedup is None:
        return 0
    slow = [r["problem"] for r in results
            if max(r["kept_speedup"], r["recompute_speedup"]) < options.require_speedup]
    for problem in slow:
        print(f"below {options.require_speedup}: {problem}", file=sys.stderr)
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
