#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The cuXent authors
# SPDX-License-Identifier: Apache-2.0
"""counted_work.py: its numbers of entries, and that each bound is missed where it should be."""
import unittest
from dataclasses import replace

from counted_work import Shape, kernel_name, kernel_row, product_row

SHAPE = Shape(m=1000, dim=64, element_type="f32", keeps=True, panel_rows=256)


def kernel(name="tile_coefficients", waste=1.0, extra_sectors=1.0, flop=0):
    """A kernel that asks for what its formula says, with `extra_sectors` times as many sectors, of
    which one in `waste` is of use."""
    moved = SHAPE.b * SHAPE.visited * extra_sectors
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


class Entries(unittest.TestCase):
    def test_panels_with_a_rest(self):
        heights = [256, 256, 256, 232]
        self.assertEqual(SHAPE.panel_heights, heights)
        mirrored = sum(h * w for h, w in zip(heights, [744, 488, 232, 0]))
        self.assertEqual(SHAPE.mirrored, mirrored)
        self.assertEqual(SHAPE.visited, mirrored + sum(h * h for h in heights))
        self.assertEqual(SHAPE.lines, sum(heights) + (1000 + 744 + 488))

    def test_one_panel_is_the_whole_square(self):
        one = replace(SHAPE, panel_rows=1000)
        self.assertEqual((one.mirrored, one.visited, one.lines), (0, 1000**2, 1000))

    def test_product_bounds(self):
        self.assertAlmostEqual(SHAPE.product_bound, 3.256)
        self.assertAlmostEqual(replace(SHAPE, keeps=False).product_bound, 4.512)


class Products(unittest.TestCase):
    def test_bound_itself_holds(self):
        self.assertTrue(product_row(SHAPE, counts(3.256))[1])

    def test_more_products_miss(self):
        self.assertFalse(product_row(SHAPE, counts(3.26))[1])

    def test_elementwise_work_is_allowed(self):
        self.assertTrue(product_row(SHAPE, counts(3.256, own=0.1))[1])

    def test_products_moved_into_own_kernels_miss(self):
        self.assertFalse(product_row(SHAPE, counts(2.256, own=2))[1])


class Kernels(unittest.TestCase):
    def test_name(self):
        self.assertEqual(kernel_name(kernel()["name"]), "tile_coefficients")

    def test_formula_itself_holds(self):
        self.assertTrue(kernel_row(SHAPE, kernel())[1])

    def test_more_bytes_miss(self):
        self.assertFalse(kernel_row(SHAPE, kernel(extra_sectors=1.12))[1])

    def test_scattered_bytes_miss(self):
        self.assertFalse(kernel_row(SHAPE, kernel(waste=1.06))[1])

    def test_kernel_without_formula_misses(self):
        self.assertFalse(kernel_row(SHAPE, kernel(name="new"))[1])


if __name__ == "__main__":
    unittest.main()
