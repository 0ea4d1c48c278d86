#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The cuXent authors
# SPDX-License-Identifier: Apache-2.0
"""Draws what train_digits left in a folder: loss.png and embedding.png, next to the CSV files.

Usage: plot.py [FOLDER]     (default: digits-out; needs matplotlib, Debian: python3-matplotlib)
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

REPRESENTATIONS = {
    "raw": "raw pixels",
    "untrained": "untrained embedding",
    "trained": "trained embedding",
}
QUERIES = {"clean": "clean", "shifted_noisy": "shifted and noisy"}
SMOOTHING_STEPS = 25


def read_csv(folder, name):
    """Rows of a CSV file as dictionaries."""
    with open(os.path.join(folder, name), newline="", encoding="ascii") as file:
        return list(csv.DictReader(file))


def save(figure, folder, name):
    """Writes a picture that is whole as soon as it has its name."""
    partial = os.path.join(folder, f".{name}.partial")
    figure.savefig(partial, dpi=150, format="png")
    os.replace(partial, os.path.join(folder, name))
    print(os.path.join(folder, name))


def running_mean(values, width):
    """Mean over about `width` values around each, over fewer near the ends."""
    means = []
    for i in range(len(values)):
        reach = min(width // 2, i, len(values) - 1 - i)
        window = values[i - reach : i + reach + 1]
        means.append(sum(window) / len(window))
    return means


def plot_loss(rows, folder):
    """The loss of every step, pale, and its running mean, one colour a seed."""
    figure, axes = plt.subplots(figsize=(7, 4.2), layout="constrained")
    steps = [int(row["step"]) for row in rows]
    for column in rows[0]:
        if column == "step":
            continue
        losses = [float(row[column]) for row in rows]
        (line,) = axes.plot(
            steps, running_mean(losses, SMOOTHING_STEPS), label=column.replace("_", " ")
        )
        axes.plot(steps, losses, color=line.get_color(), alpha=0.2, linewidth=0.8, zorder=1)
    axes.set(xlabel="training step", ylabel="NT-Xent loss", xlim=(0, steps[-1]))
    axes.set_title(f"Training loss (running mean of {SMOOTHING_STEPS} steps)")
    axes.grid(alpha=0.3)
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False)
    save(figure, folder, "loss.png")


def plot_embedding(rows, accuracies, folder):
    """Held-out digits on two principal axes: a column a representation, a row a kind of query.

    Both rows of a column are drawn on the same axes, those of the clean training digits.
    """
    figure, grid = plt.subplots(
        2, 3, figsize=(11, 7.6), layout="constrained", sharex="col", sharey="col"
    )
    colours = plt.get_cmap("tab10").colors
    for column, (representation, title) in enumerate(REPRESENTATIONS.items()):
        for axes, (queries, query_title) in zip(grid[:, column], QUERIES.items()):
            for digit in range(10):
                shown = [
                    row
                    for row in rows
                    if row["representation"] == representation
                    and row["digits"] == queries
                    and int(row["label"]) == digit
                ]
                axes.scatter(
                    [float(row["x"]) for row in shown],
                    [float(row["y"]) for row in shown],
                    s=30,
                    marker=f"${digit}$",
                    color=colours[digit],
                    linewidths=0,
                )
            accuracy = 100 * float(accuracies[representation][queries])
            axes.set_title(f"{title}, {query_title}\n5-NN accuracy {accuracy:.1f} %", fontsize=10)
            axes.set(xticks=[], yticks=[])
            axes.margins(0.06)
    figure.suptitle("Held-out digits on the two principal axes of each representation")
    save(figure, folder, "embedding.png")


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else "digits-out"
    try:
        losses, points, table = (
            read_csv(folder, name) for name in ("loss.csv", "embedding.csv", "accuracy.csv")
        )
    except OSError as error:
        sys.exit(f"plot.py: {error.filename}: {error.strerror}: run train_digits --out {folder}")
    first_seed = [row for row in table if row["seed"] == table[0]["seed"]]
    plot_loss(losses, folder)
    plot_embedding(points, {row["representation"]: row for row in first_seed}, folder)


if __name__ == "__main__":
    main()
