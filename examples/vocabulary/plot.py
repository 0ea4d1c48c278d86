#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The cuXent authors
# SPDX-License-Identifier: Apache-2.0
"""Draws what train_vocabulary left in a folder: vocabulary.png, next to the CSV files.

Usage: plot.py [FOLDER]     (default: vocabulary-out; needs matplotlib, Debian: python3-matplotlib)
"""
import csv
import os
import sys

try:
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt
except ImportError:
    sys.exit(f"plot.py: {sys.executable} has no matplotlib (Debian and Ubuntu: python3-matplotlib)")

FORMS = {"infonce": "InfoNCE", "decoupled": "decoupled"}
CHANCE = 0.5


def read_csv(folder, name):
    """Rows of a CSV file as dictionaries."""
    with open(os.path.join(folder, name), newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def plot_losses(axes, rows):
    """The losses of both forms. They are not on one scale: the decoupled one may be negative."""
    steps = [int(row["step"]) for row in rows]
    for form, title in FORMS.items():
        axes.plot(steps, [float(row[form]) for row in rows], label=title)
    axes.set(xlabel="training step", ylabel="loss", xlim=(0, steps[-1]), title="Training loss")
    axes.grid(alpha=0.3)
    axes.legend(frameon=False)


def plot_scores(axes, rows):
    """Held-out pairs before and after training, a group of bars a form."""
    width = 0.35
    for offset, column in ((-width / 2, "untrained"), (width / 2, "trained")):
        places = [i + offset for i in range(len(rows))]
        bars = axes.bar(
            places, [float(row[f"auc_{column}"]) for row in rows], width, label=column
        )
        axes.bar_label(bars, fmt="%.3f")
    axes.axhline(CHANCE, color="grey", linestyle=":", label="chance")
    axes.set_xticks(range(len(rows)), [FORMS[row["form"]] for row in rows])
    axes.set(ylabel="AUC", ylim=(0, 1.15), title="Held-out pairs against shuffled ones")
    axes.legend(frameon=False, ncols=3, loc="upper center")


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else "vocabulary-out"
    try:
        losses, scores = (read_csv(folder, name) for name in ("loss.csv", "held_out.csv"))
    except OSError as error:
        sys.exit(
            f"plot.py: {error.filename}: {error.strerror}: run train_vocabulary --out {folder}"
        )
    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4.2), layout="constrained")
    plot_losses(left, losses)
    plot_scores(right, scores)
    for axes in (left, right):
        axes.spines[["top", "right"]].set_visible(False)
    # A picture that is whole as soon as it has its name.
    partial = os.path.join(folder, ".vocabulary.png.partial")
    figure.savefig(partial, dpi=150, format="png")
    path = os.path.join(folder, "vocabulary.png")
    os.replace(partial, path)
    print(path)


if __name__ == "__main__":
    main()
