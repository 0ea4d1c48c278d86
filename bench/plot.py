#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The cuXent authors
# SPDX-License-Identifier: Apache-2.0
"""Plots what `cuxent_bench --json FILE` wrote: speed-up over the baseline and % of sgemm over M.

    plot.py result.json plot.png [--dim 128]

Needs matplotlib. Only lines of one width D are drawn, one curve for each loss, type, mode, backend,
number of negatives or classes, and memory granted.
"""
import argparse
import json
import sys
from collections import defaultdict


def read_lines(path):
    """Returns the machine's description and the measured lines of a result."""
    with open(path, encoding="utf-8") as file:
        result = json.load(file)
    lines = []
    for entry in result["benchmarks"]:
        if not entry.get("error_occurred"):
            words = dict(word.split("=", 1) for word in entry["label"].split())
            lines.append({**entry, **words})
    return result["context"], lines


def curves(lines, dim):
    """Groups lines of one width by what distinguishes a curve, each sorted by M."""
    grouped = defaultdict(list)
    for line in lines:
        if line["d"] == dim:
            loss, element_type, _, *rest = line["problem"].split(":")
            rest = ":".join(part for part in rest if not part.startswith("d="))
            key = f"{loss} {element_type} {line['mode']} {line['backend']} {rest}"
            grouped[key].append(line)
    return {key: sorted(group, key=lambda line: line["m"]) for key, group in grouped.items()}


def draw(axes, groups, quantity, factor, shift):
    """Medians with whiskers from the 10th to the 90th percentile."""
    for index, (name, group) in enumerate(groups.items()):
        # Curves side by side, so that their whiskers do not cover each other.
        m = [line["m"] * shift ** (index - (len(groups) - 1) / 2) for line in group]
        median = [line[quantity] * factor for line in group]
        below = [line[quantity] * factor - line[quantity + "_p10"] * factor for line in group]
        above = [line[quantity + "_p90"] * factor - line[quantity] * factor for line in group]
        axes.errorbar(m, median, yerr=[below, above], marker="o", capsize=3, label=name)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("result", help="JSON written by cuxent_bench --json")
    parser.add_argument("picture", help="picture to write (.png, .svg, .pdf)")
    parser.add_argument("--dim", type=int, default=128, help="width D to draw (default 128)")
    arguments = parser.parse_args()

    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot, ticker

    context, lines = read_lines(arguments.result)
    groups = curves(lines, arguments.dim)
    if not groups:
        sys.exit(f"{arguments.result}: no line with d={arguments.dim}")

    figure, (speedup, fraction) = pyplot.subplots(2, 1, sharex=True, figsize=(8, 8))
    draw(speedup, groups, "speedup", 1, 1.04)
    speedup.axhline(1, color="black", linewidth=1, linestyle="--")
    speedup.set_ylabel("x materialised baseline")
    speedup.set_ylim(bottom=0)
    speedup.legend()
    draw(fraction, groups, "sgemm_fraction", 100, 1.04)
    fraction.axhline(100, color="black", linewidth=1, linestyle="--")
    fraction.set_ylabel("% of OpenBLAS's rate, FLOP of the strategy")
    fraction.set_ylim(bottom=0)
    fraction.set_xlabel("M (rows of both views)")
    fraction.set_xscale("log", base=2)
    fraction.xaxis.set_major_formatter(ticker.FuncFormatter(lambda m, _: f"{m:g}"))
    for axes in (speedup, fraction):
        axes.grid(True, alpha=0.3)
    speedup.set_title(
        f"NT-Xent, D = {arguments.dim}, {context['processor']}, {context['threads']} threads, "
        f"{context['date']}\nmedian and 10th-90th percentile of rounds",
        fontsize=10,
    )
    figure.tight_layout()
    figure.savefig(arguments.picture, dpi=150)


if __name__ == "__main__":
    main()
