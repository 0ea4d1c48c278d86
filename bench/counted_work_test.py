#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The cuXent authors
# SPDX-License-Identifier: Apache-2.0
"""counted_work.py: its numbers of entries, and that each bound is missed where it should be."""
import argparse
import os
import subprocess
import sys
import unittest
from dataclasses import replace

from counted_work import FORMULAS, FROZEN, Failed, FrozenShape, Shape
from counted_work import kernel_name, kernel_row, kernel_rows, own_flop, product_row, run_step, shape_of

SHAPE = Shape(m=1000, dim=64, element_type="f32", keeps=True, panel_rows=250)
PLAN = 3.25 * SHAPE.product_unit


def kernel(name="tile_coefficients", waste=1.0, extra_sectors=1.0, flop=0, shape=SHAPE):
    """A kernel that asks for what its formula says, with `extra_sectors` times as many sectors, of
    which one in `waste` is of use."""
    formula = FORMULAS.get(name, FORMULAS["tile_coefficients"])
    moved = formula(shape) / 2 * extra_sectors
    return {
        "name": f"void ns::(anonymous namespace)::{name}_kernel<float>(ns::A<float>)",
        "kind": "kernel",
        "launches": 1,
        "fp32_flops": flop,
        "mma_flops": 0,
        "mma_f32": 0,
        "thread_inst": {},
        "load_bytes": moved / waste,
        "load_sectors": moved / 32,
        "store_bytes": moved / waste,
        "store_sectors": moved / 32,
    }


def counts(blas, own=0):
    products = {"kind": "blas", "flops": blas * SHAPE.product_unit}
    return {"kernels": [products, kernel(flop=own * SHAPE.product_unit)]}


def products_hold(blas, own=0):
    return product_row(SHAPE, PLAN, counts(blas, own))[1]


def kernels_hold(kernels):
    return kernel_rows(SHAPE, {"kernels": [{"kind": "blas", "flops": 1}, *kernels]})[1]


class Entries(unittest.TestCase):
    def test_panels_with_a_rest(self):
        shape, heights = replace(SHAPE, panel_rows=256), [256, 256, 256, 232]
        self.assertEqual(shape.panel_heights, heights)
        mirrored = sum(h * w for h, w in zip(heights, [744, 488, 232, 0]))
        self.assertEqual(shape.mirrored, mirrored)
        self.assertEqual(shape.visited, mirrored + sum(h * h for h in heights))
        self.assertEqual(shape.lines, sum(heights) + (1000 + 744 + 488))

    def test_one_panel_is_the_whole_square(self):
        one = replace(SHAPE, panel_rows=1000)
        self.assertEqual((one.mirrored, one.visited, one.lines), (0, 1000**2, 1000))

    def test_product_bounds(self):
        self.assertAlmostEqual(SHAPE.product_bound, 3.25)
        self.assertAlmostEqual(replace(SHAPE, keeps=False).product_bound, 4.5)

    def test_frozen_columns(self):
        arguments = argparse.Namespace(type="f32", dim=64)
        line = {"strategy": "single_pass", "tile_rows": "256"}
        shape = shape_of(arguments, 1000, FROZEN, line)
        self.assertEqual(shape, FrozenShape(1000, 64, "f32", True, 256, n_cols=2000))
        self.assertEqual((shape.normalized, shape.visited, shape.mirrored), (3000, 2000000, 0))
        self.assertEqual((shape.product_unit, shape.product_bound), (1000 * 2000 * 64, 4))
        self.assertEqual(shape.elementwise_flop, 8 * 2 * 2000000 + 8 * 4000 * 64 + 64 * 1000)
        self.assertEqual(FORMULAS["normalize_rows"](shape), 3000 * (64 * 8 + 4))
        plan = 4 * shape.product_unit
        counted = {"kernels": [{"kind": "blas", "flops": plan}]}
        self.assertTrue(product_row(shape, plan, counted)[1])
        counted["kernels"][0]["flops"] *= 1.01
        self.assertFalse(product_row(shape, plan, counted)[1])

    def test_doubles(self):
        shape = replace(SHAPE, element_type="f64")
        self.assertEqual((shape.b, shape.b_x), (8, 8))
        rest = 8 * 2 * 1000 * 64 + 64 * 1000
        self.assertEqual(shape.elementwise_flop, 48 * 2 * shape.visited + rest)
        self.assertEqual(SHAPE.elementwise_flop, 8 * 2 * SHAPE.visited + rest)
        # fp64 is counted in instructions, each of which may be a multiply-add.
        self.assertEqual(own_flop({"fp32_flops": 1, "thread_inst": {"fp64": 10, "half": 100}}), 421)


class Products(unittest.TestCase):
    def test_bound_itself_holds(self):
        self.assertTrue(products_hold(3.25))

    def test_more_products_miss(self):
        self.assertFalse(products_hold(3.26))

    def test_fewer_than_planned_miss(self):
        self.assertFalse(products_hold(3.24))

    def test_nothing_counted_misses(self):
        self.assertFalse(product_row(SHAPE, PLAN, {"kernels": []})[1])

    def test_elementwise_work_is_allowed(self):
        self.assertTrue(products_hold(3.25, own=0.1))

    def test_elementwise_work_stands_for_no_product(self):
        self.assertFalse(products_hold(3.2, own=0.1))

    def test_products_moved_into_own_kernels_miss(self):
        self.assertFalse(products_hold(2.25, own=2))


class Kernels(unittest.TestCase):
    def test_name(self):
        self.assertEqual(kernel_name(kernel()["name"]), "tile_coefficients")

    def test_formula_itself_holds(self):
        self.assertTrue(kernel_row(SHAPE, kernel())[1])

    def test_formula_itself_holds_for_doubles(self):
        shape = replace(SHAPE, element_type="f64")
        self.assertTrue(kernel_row(shape, kernel(shape=shape))[1])
        self.assertFalse(kernel_row(shape, kernel())[1])

    def test_more_bytes_miss(self):
        self.assertFalse(kernel_row(SHAPE, kernel(extra_sectors=1.12))[1])

    def test_fewer_bytes_miss(self):
        self.assertFalse(kernel_row(SHAPE, kernel(extra_sectors=0.88))[1])

    def test_scattered_bytes_miss(self):
        self.assertFalse(kernel_row(SHAPE, kernel(waste=1.06))[1])

    def test_loads_ask_for_no_more_than_their_sectors(self):
        """What all lanes read does not make up for sectors that stores waste."""
        broadcast = kernel(waste=1.12)
        broadcast["load_bytes"] = 4 * 32 * broadcast["load_sectors"]
        self.assertFalse(kernel_row(SHAPE, broadcast)[1])

    def test_kernel_without_formula_misses(self):
        self.assertFalse(kernel_row(SHAPE, kernel(name="new"))[1])

    def test_nothing_counted_misses(self):
        self.assertFalse(kernel_row(SHAPE, kernel(extra_sectors=0))[1])
        self.assertFalse(kernels_hold([]))

    def test_kernel_of_a_number_is_not_judged_unless_it_grows(self):
        self.assertTrue(kernel_row(SHAPE, kernel(name="common_factor", extra_sectors=0))[1])
        self.assertTrue(kernel_row(SHAPE, kernel(name="common_factor", extra_sectors=8))[1])
        self.assertFalse(kernel_row(SHAPE, kernel(name="common_factor", extra_sectors=800))[1])

    def test_each_kernel_must_be_there(self):
        kernels = [kernel(name) for name in FORMULAS]
        self.assertTrue(kernels_hold(kernels))
        for i in range(len(kernels)):
            self.assertFalse(kernels_hold(kernels[:i] + kernels[i + 1 :]))


class Step(unittest.TestCase):
    """run_step() with a few lines of Python in the place of profiler and benchmark."""

    def run_python(self, code):
        profiler = f"{sys.executable} -c '{code}' {{json}}"
        arguments = argparse.Namespace(type="f32", dim=64, tile=0, profiler=profiler, bench="bench")
        return run_step(arguments, 1000, "kept")

    def test_lines_and_counts(self):
        code = 'import sys; open(sys.argv[1], "w").write("[1]"); print("problem=p backend=cuda")'
        lines, counted = self.run_python(code)
        self.assertEqual((lines, counted), ([{"problem": "p", "backend": "cuda"}], [1]))

    def test_a_command_that_fails(self):
        with self.assertRaisesRegex(Failed, "what it said"):
            self.run_python('import sys; print("what it said"); sys.exit(1)')

    def test_nothing_counted(self):
        with self.assertRaisesRegex(Failed, "nothing was counted"):
            self.run_python('print("problem=p backend=cuda")')

    def test_no_cuda(self):
        code = 'import sys; open(sys.argv[1], "w").write("[1]"); print("problem=p backend=cpu")'
        with self.assertRaisesRegex(Failed, "nothing was counted"):
            self.run_python(code)

    def test_exit_status(self):
        """2, not the 1 of a missed bound, for failures and for counts that make no sense."""
        code = (
            'import sys; open(sys.argv[1], "w").write(sys.argv[2]);'
            'print("problem=p backend=cuda strategy=kept tile_rows=256 plan_flop=1")'
        )
        script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "counted_work.py")
        for counted in ["no-json", "{}"]:
            command = [sys.executable, "-B", script, "bench", "--m=1000", "--memory=kept"]
            quoted = f"{sys.executable} -c '{code}' {{json}} '{counted}'"
            result = subprocess.run(
                [*command, "--profiler", quoted], capture_output=True, text=True, check=False
            )
            self.assertEqual(result.returncode, 2, result.stderr)


if __name__ == "__main__":
    unittest.main()
