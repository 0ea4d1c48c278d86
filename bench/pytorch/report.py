# SPDX-FileCopyrightText: 2026 The cuXent authors
# SPDX-License-Identifier: Apache-2.0
"""Results as a line, a table and a plot."""

from __future__ import annotations

import pathlib
import re

WAYS = ("eager", "compiled", "kept", "recompute")


def _milliseconds(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:.3g}" if value < 1000 else f"{value:.0f}"


def _speedup(result: dict, name: str) -> str:
    low, high = result[f"{name}_speedup_range"]
    return f"{result[f'{name}_speedup']:.2f} [{low:.2f}-{high:.2f}]"


def line(result: dict) -> str:
    times = ", ".join(f"{way} {_milliseconds(result[f'{way}_ms'])}"
                      for way in WAYS if f"{way}_ms" in result)
    return (f"{result['problem']}: ms {times}; x PyTorch {_speedup(result, 'kept')} kept, "
            f"{_speedup(result, 'recompute')} recompute")


def cpu_name() -> str:
    names = re.findall(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())
    return names[0] if names else "unknown"


def table(about: dict, results: list[dict]) -> str:
    lines = [f"PyTorch {about['torch']}, {about['threads']} threads, {about['cpu']}. Milliseconds "
             "of forward and backward, medians; ratios to the better of PyTorch's, median and "
             "deciles of the rounds.", "",
             "| problem | eager | torch.compile | cuXent kept | recompute | kept x | recompute x |",
             "|---|---|---|---|---|---|---|"]
    for result in results:
        times = " | ".join(_milliseconds(result.get(f"{way}_ms")) for way in WAYS)
        lines.append(f"| `{result['problem']}` | {times} | {_speedup(result, 'kept')} | "
                     f"{_speedup(result, 'recompute')} |")
    return "\n".join(lines) + "\n"


def plot(results: list[dict], path: pathlib.Path) -> None:
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(9, 1 + 0.28 * len(results)), layout="constrained")
    places = range(len(results))
    for name, marker in (("kept", "o"), ("recompute", "s")):
        values = [result[f"{name}_speedup"] for result in results]
        low = [v - r[f"{name}_speedup_range"][0] for v, r in zip(values, results)]
        high = [r[f"{name}_speedup_range"][1] - v for v, r in zip(values, results)]
        axes.errorbar(values, places, xerr=[low, high], fmt=marker, capsize=2, label=name)
    axes.axvline(1, color="grey", linewidth=1)
    axes.set_xscale("log")
    ticks = [0.5, 1, 2, 4, 8]
    axes.set_xticks(ticks, [str(tick) for tick in ticks])
    axes.set_yticks(list(places), [result["problem"] for result in results], fontsize=8)
    axes.invert_yaxis()
    axes.set_xlabel("times as fast as the better of PyTorch eager and torch.compile")
    axes.legend()
    figure.savefig(path, dpi=130)
