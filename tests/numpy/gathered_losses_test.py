#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The cuXent authors
# SPDX-License-Identifier: Apache-2.0
"""InfoNCE over an embedding table, both forms: the library in fp32 against plain NumPy in fp64.

    gathered_losses_test.py PROGRAM     PROGRAM: gathered_losses; exit code 77: no NumPy
"""
import os
import re
import subprocess
import sys
import tempfile
import unittest

try:
    import numpy as np
except ImportError:
    print(f"skipped: {sys.executable} has no NumPy (Debian and Ubuntu: python3-numpy)")
    sys.exit(77)

TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(TESTS, "reference"))
import gathered_golden as golden  # noqa: E402

V, D, B, K = golden.N_TABLE, golden.DIM, golden.N_ROWS, golden.N_NEGATIVES
TEMPERATURE = golden.TEMPERATURE
FORMS = {"infonce": False, "decoupled": True}
U = 2.0**-24  # unit roundoff of fp32


def problem(seed):
    """A table of normal numbers, and indices that are drawn uniformly."""
    random = np.random.default_rng(seed)
    table = random.standard_normal((V, D)).astype(np.float32)
    anchors, positives = random.integers(0, V, (2, B))
    return table, anchors, positives, random.integers(0, V, (B, K))


def expected(data, decoupled):
    """Row losses, of the fp32 numbers that the library reads, in fp64."""
    table, *indices = data
    return golden.loss_and_gradient(table.astype(np.float64), *indices, decoupled)[0]


def of_the_library(program, data):
    """For each form the mean loss and the row losses."""
    table, *indices = data
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "problem")
        with open(path, "wb") as file:
            table.tofile(file)
            for part in indices:
                part.astype(np.int32).tofile(file)
        sizes = [str(size) for size in (V, D, B, K, TEMPERATURE)]
        run = subprocess.run(
            [program, path, *sizes], check=True, capture_output=True, text=True
        )
    lines = [np.array(line.split(), dtype=np.float64) for line in run.stdout.splitlines()]
    return {form: (line[0], line[1:]) for form, line in zip(FORMS, lines, strict=True)}


def bound(row_losses):
    """How far fp32 may be off a row loss.

    A row's length is off by a share of D/2 + 2 roundings at most, and so is its unit vector, by one
    more for the division; a product of two of these adds D roundings of at most |z_a||z_b| = 1. That
    is 2D + 6 for a cosine, and 2 |s| more for the temperature and the division by it, |s| <= 1 / T.
    A row loss takes two logits' worth of that: its target's, and the log-sum-exp's, which moves no
    more than the one that moves most. Exponentials, their K additions, logarithm and difference add
    K + 8 roundings of numbers below 1 + |L|.
    """
    logit = (2 * D + 8) * U / TEMPERATURE
    return 2 * logit + (K + 8) * U * (1 + np.abs(row_losses))


def golden_forms(text):
    """Of each form in a gathered_golden.h: "true" or "false" for decoupled, and its numbers."""
    lines = re.findall(r"^ *\{(true|false), ([^}]*)\}", text, re.MULTILINE)
    return [(decoupled, [float(number) for number in line.split(",")]) for decoupled, line in lines]


class GatheredLosses(unittest.TestCase):
    program = ""

    def test_the_library_agrees_with_numpy(self):
        for seed in (1, 2, 3):
            data = problem(seed)
            results = of_the_library(self.program, data)
            for form, decoupled in FORMS.items():
                with self.subTest(seed=seed, form=form):
                    wanted = expected(data, decoupled)
                    loss, row_losses = results[form]
                    limits = bound(wanted)
                    self.assertEqual(row_losses.shape, wanted.shape)
                    self.assertLessEqual(np.max(np.abs(row_losses - wanted) / limits), 1)
                    # The sum of B numbers is off by B roundings of their sizes.
                    limit = limits.mean() + B * U * np.abs(wanted).mean()
                    self.assertLessEqual(abs(loss - wanted.mean()), limit)

    def test_the_forms_are_close_but_differ(self):
        """Of random rows the positive is one of K + 1 like terms: log(1 + 1/K) = 0.18 on average."""
        for seed in (1, 2, 3):
            data = problem(seed)
            results = of_the_library(self.program, data)
            with self.subTest(seed=seed):
                with_positive, without = (results[form] for form in FORMS)
                self.assertTrue(np.all(with_positive[1] > without[1]))
                self.assertAlmostEqual(with_positive[0] - without[0], np.log(1 + 1 / K), delta=0.1)

    def test_the_bound_tells_the_forms_apart(self):
        rows = expected(problem(1), False)
        self.assertLess(np.max(bound(rows)), 1e-2 * np.log(1 + 1 / K))

    def test_the_golden_header_is_what_numpy_gives_today(self):
        with open(os.path.join(TESTS, "reference", "gathered_golden.h"), encoding="ascii") as file:
            forms = golden_forms(file.read())
        run = subprocess.run(
            [sys.executable, "-B", golden.__file__], check=True, capture_output=True, text=True
        )
        today = golden_forms(run.stdout)
        self.assertEqual(len(forms), 2)
        for (name, numbers), (name_today, numbers_today) in zip(forms, today, strict=True):
            self.assertEqual(name, name_today)
            np.testing.assert_allclose(numbers, numbers_today, rtol=1e-11)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    GatheredLosses.program = sys.argv.pop()
    unittest.main()
