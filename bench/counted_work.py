#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The cuXent authors
# SPDX-License-Identifier: Apache-2.0
"""Counts what the CUDA backend does in one step, against bounds. Nothing is timed.

    counted_work.py build/bench/cuxent_bench --profiler 'COMMAND' [--m 2048,4096,8192] ...

COMMAND runs the program that follows it on a device, or something that stands for one, and writes
its counts as JSON to the file that {json} in it stands for, of the range between cudaProfilerStart
and cudaProfilerStop only:

    kernels       summed by name: name, kind ("kernel" or "blas"), launches, flops; of kernels also
                  fp32_flops, mma_flops, mma_f32, thread_inst {fp64, half}, and global memory:
                  load_bytes, load_sectors, store_bytes, store_sectors (sectors of 32 bytes)
    counters      launches, blas_calls
    model_h100_total_us, device_model    a modelled time, and of what

Bounds, for M rows of width D in row panels of C rows, in units of M^2 D FLOP:

    products      3 + C/M with similarities kept, 4 + 2C/M recomputed; of M rows and 2M frozen
                  columns in a single pass 4, in units of 2 M^2 D. Counted are cuBLAS and the
                  tensor-core and scalar arithmetic of cuXent's own kernels together, so that work
                  moved from one to the other shows, less what elementwise functions may take: 8
                  FLOP for each similarity in each of two visits (48 for f64, whose exponential is
                  a polynomial), 8 for each element of the embeddings in each of two passes, 64 a
                  row. No fewer than planned: what is not counted does not hold.
    kernels       each one that has a formula was launched, and no other
    bytes         each kernel's sectors: 0.9 to 1.1 times the formula on top of its file
    sectors       at least 95 % of their bytes asked for. Loads ask for no more than their sectors,
                  all of a kernel's together: a number that all lanes read asks for up to four times
                  its sector, and makes up for sectors that others of the kernel's loads waste.
                  Those show in the bytes only.

The last two are for widths of 128 and more that are multiples of 8: a row has a norm in a sector of
its own, and begins within a sector otherwise.

Exit status: 0 all bounds hold; 1 one is missed; 2 something failed.
"""
import argparse
import json
import os
import shlex
import subprocess
import sys
import tempfile
import traceback
from dataclasses import dataclass

FROZEN = "frozen"  # beside kept and recompute: as many negatives as keys, without their gradient
SECTOR = 32
LEAST_BYTES, MOST_BYTES = 0.9, 1.1
LEAST_EFFICIENCY = 0.95
# FLOP that an elementwise function may take of a similarity, by the bytes of the arithmetic type.
FLOP_A_VISIT = {4: 8, 8: 48}
# Wider rows are not held in registers (kernels/row_visit.cuh) but read again for each pass.
WIDEST_HELD = 1024
ARITHMETIC_BYTES = {"f32": 4, "f16": 4, "bf16": 4, "f64": 8}
ELEMENT_BYTES = {"f32": 4, "f16": 2, "bf16": 2, "f64": 8}


@dataclass(frozen=True)
class Shape:
    """A problem, and the numbers of its entries that the formulas are made of."""

    m: int
    dim: int
    element_type: str
    keeps: bool
    panel_rows: int

    @property
    def normalized(self):
        """Rows of all operands."""
        return self.m

    @property
    def b(self):
        return ARITHMETIC_BYTES[self.element_type]

    @property
    def b_x(self):
        return ELEMENT_BYTES[self.element_type]

    @property
    def panel_heights(self):
        full, rest = divmod(self.m, self.panel_rows)
        return [self.panel_rows] * full + ([rest] if rest else [])

    @property
    def mirrored(self):
        """Similarities of the tiles that stand for their mirror image too."""
        return (self.m**2 - sum(height**2 for height in self.panel_heights)) // 2

    @property
    def visited(self):
        """Similarities of one visit of all tiles: those of the diagonal tiles come in full."""
        return self.m**2 - self.mirrored

    @property
    def lines(self):
        """Rows and columns of all tiles: the columns of diagonal tiles are no others than its rows."""
        total, right = 0, self.m
        for height in self.panel_heights:
            right -= height
            total += height + (height + right if right else 0)
        return total

    @property
    def product_unit(self):
        return self.m**2 * self.dim

    @property
    def product_bound(self):
        ratio = self.panel_rows / self.m
        return 3 + ratio if self.keeps else 4 + 2 * ratio

    @property
    def elementwise_flop(self):
        of_similarities = FLOP_A_VISIT[self.b] * 2 * self.visited
        return of_similarities + 8 * (self.normalized + self.m) * self.dim + 64 * self.m

    def reads(self, passes):
        """How often a row is read that is gone through so many times."""
        return 1 if self.dim <= WIDEST_HELD else passes

    @property
    def partials(self):
        """Partial sums: of rows one for each 2 KiB of a panel's row, of columns for each 32 rows."""
        return self.visited * self.b / 2048 + self.mirrored / 32


@dataclass(frozen=True)
class FrozenShape(Shape):
    """Rows and columns apart, in a single pass without a gradient of the columns."""

    n_cols: int = 0

    @property
    def normalized(self):
        return self.m + self.n_cols

    @property
    def mirrored(self):
        return 0

    @property
    def visited(self):
        return self.m * self.n_cols

    @property
    def lines(self):
        return self.m

    @property
    def product_unit(self):
        return self.m * self.n_cols * self.dim

    @property
    def product_bound(self):
        return 4


# Bytes of a step by kernel, as stated on top of the kernel's file: kernels/*.cu. Temperatures at
# which one shift serves all rows (kernels/logits.h), reduction to a mean, nothing accumulated.
FORMULAS = {
    "normalize_rows": lambda s: s.normalized * (s.dim * (s.b_x * s.reads(3) + s.b) + s.b),
    "begin_statistics": lambda s: 2 * s.m * s.b,
    "tile_statistics": lambda s: s.b * (s.visited * (2 if s.keeps else 1) + s.partials),
    "merge_statistics": lambda s: s.b * (s.partials + 2 * s.lines),
    "finish_rows": lambda s: 4 * s.m * s.b,
    "reduce_loss": lambda s: s.m * s.b,
    "common_factor": lambda s: 8,
    "weigh_rows": lambda s: 6 * s.m * s.b,
    "tile_coefficients": lambda s: s.b * (2 * s.visited + s.lines),
    "normalize_backward": lambda s: s.m * (s.dim * (2 * s.b * s.reads(2) + s.b_x) + 2 * s.b),
}
# A kernel whose formula is less than this writes a number or two, of a sector each.
LEAST_JUDGED_BYTES = 1024


class Failed(Exception):
    """Something could not be run or read."""


def words(line):
    return dict(word.split("=", 1) for word in line.split())


def run_step(arguments, m, memory):
    """Runs a step of each backend; returns a line's words for each, and the counts."""
    if memory == FROZEN:
        problem = f"info_nce:{arguments.type}:m={m}:k={m}:d={arguments.dim}:recompute:{FROZEN}"
    else:
        problem = f"nt_xent:{arguments.type}:m={m}:d={arguments.dim}:{memory}"
    if arguments.tile:
        problem += f":tile={arguments.tile}"
    handle, path = tempfile.mkstemp(suffix=".json")
    os.close(handle)
    try:
        command = [part.replace("{json}", path) for part in shlex.split(arguments.profiler)]
        command += [arguments.bench, f"--problem={problem}", "--one-call", "--baseline=triangle"]
        result = subprocess.run(command, capture_output=True, text=True, check=False)
        if result.returncode != 0:
            raise Failed(f"{shlex.join(command)}\n{result.stdout}{result.stderr}")
        with open(path, encoding="utf-8") as file:
            text = file.read()
        lines = [words(line) for line in result.stdout.splitlines() if line.startswith("problem=")]
        if not text or "cuda" not in [line["backend"] for line in lines]:
            raise Failed(f"{shlex.join(command)}: nothing was counted\n{result.stdout}")
        return lines, json.loads(text)
    finally:
        os.unlink(path)


def table(head, rows):
    widths = [max(len(row[i]) for row in [head, *rows]) for i in range(len(head))]

    def line(cells, fill=" "):
        parts = [
            cell.ljust(width, fill) if i == 0 else cell.rjust(width, fill)
            for i, (cell, width) in enumerate(zip(cells, widths))
        ]
        return "| " + " | ".join(parts) + " |"

    print("\n".join([line(head), line(["-"] * len(head), "-"), *[line(row) for row in rows]]))
    print()


def verdict(holds):
    return "holds" if holds else "MISSED"


def own_flop(kernel):
    """FLOP on cores that are not tensor cores: every double counted as a multiply-add, every half
    as a pair of them."""
    instructions = kernel["thread_inst"]
    return kernel["fp32_flops"] + 2 * instructions.get("fp64", 0) + 4 * instructions.get("half", 0)


def own_kernels(counts):
    return [entry for entry in counts["kernels"] if entry["kind"] == "kernel"]


def product_row(shape, plan_flop, counts):
    """Cells of the table of products, and whether they lie between plan and bound."""
    kernels = own_kernels(counts)
    blas = sum(entry["flops"] for entry in counts["kernels"] if entry["kind"] == "blas")
    tensor = sum(kernel["mma_flops"] + kernel["mma_f32"] for kernel in kernels)
    scalar = sum(own_flop(kernel) for kernel in kernels)
    excess = max(0, scalar - shape.elementwise_flop)
    unit, bound = shape.product_unit, shape.product_bound
    counted = (blas + tensor + excess) / unit
    plan = plan_flop / unit
    holds = plan * (1 - 1e-12) <= counted <= bound * (1 + 1e-12)
    cells = [f"{blas / unit:.4f}", f"{tensor / unit:.4f}", f"{scalar / unit:.4f}"]
    cells += [f"{shape.elementwise_flop / unit:.4f}", f"{counted:.4f}"]
    cells += [f"{plan:.4f}", f"{bound:.4f}"]
    cells += [f"{(blas + tensor + scalar) / unit / bound:.3f}", verdict(holds)]
    return cells, holds


def kernel_name(full_name):
    """The kernel's own name, without namespaces, suffix and arguments."""
    before_arguments = full_name.replace("(anonymous namespace)", "").split("<")[0].split("(")[0]
    return before_arguments.split("::")[-1].removesuffix("_kernel")


def kernel_row(shape, kernel):
    """Cells of the table of kernels, and whether its bounds hold."""
    name = kernel_name(kernel["name"])
    loads, stores = SECTOR * kernel["load_sectors"], SECTOR * kernel["store_sectors"]
    asked = min(kernel["load_bytes"], loads) + min(kernel["store_bytes"], stores)
    counted = loads + stores
    cells = [name, str(kernel["launches"]), f"{counted:,}"]
    if name not in FORMULAS:
        return [*cells, "none", "-", "-", verdict(False)], False
    formula = FORMULAS[name](shape)
    if formula < LEAST_JUDGED_BYTES and counted < LEAST_JUDGED_BYTES:
        return [*cells, f"{formula:,.0f}", "-", "-", "-"], True
    ratio = counted / formula
    efficiency = asked / counted if counted else 0
    cells += [f"{formula:,.0f}", f"{ratio:.3f}", f"{100 * efficiency:.1f} %"]
    holds = LEAST_BYTES <= ratio <= MOST_BYTES and efficiency >= LEAST_EFFICIENCY
    return [*cells, verdict(holds)], holds


def kernel_rows(shape, counts):
    """Rows of the table of kernels, and whether all bounds hold: an absent kernel misses its own."""
    kernels = own_kernels(counts)
    rows = [kernel_row(shape, kernel) for kernel in kernels]
    launched = {kernel_name(kernel["name"]) for kernel in kernels}
    for name, formula in FORMULAS.items():
        if name not in launched:
            cells = [name, "0", "0", f"{formula(shape):,.0f}", "-", "-", verdict(False)]
            rows.append((cells, False))
    return [cells for cells, _ in rows], all(holds for _, holds in rows)


def step_row(shape, line, counts):
    """Cells of the table of backends. Only the device that was watched has counts."""
    watched = line["backend"] == "cuda"
    calls = counts["counters"]
    cells = [line["problem"], line["backend"], line["strategy"], line["tile_rows"]]
    cells += [f"{float(line['plan_flop']) / shape.product_unit:.4f}"]
    cells += [f"{int(line['saved_bytes']) + int(line['scratch_bytes']):,}"]
    cells += [f"{float(line['gradient_error']):.1e}"]
    cells += [f"{calls['launches']} + {calls['blas_calls']}" if watched else "-"]
    cells += [f"{counts['model_h100_total_us']:.0f}" if watched else "-"]
    return cells


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("bench", help="cuxent_bench, built with CUDA")
    parser.add_argument("--profiler", required=True, help="command that counts; see above")
    parser.add_argument("--m", default="2048,4096,8192", help="numbers of rows (default %(default)s)")
    parser.add_argument("--dim", type=int, default=128, help="width D (default %(default)s)")
    parser.add_argument("--type", default="f32", choices=sorted(ELEMENT_BYTES))
    parser.add_argument("--memory", default=f"kept,recompute,{FROZEN}", help="(default %(default)s)")
    parser.add_argument("--tile", type=int, default=256, help="panel rows C; 0: the library's choice")
    return parser.parse_args()


def shape_of(arguments, m, memory, line):
    """The shape of a step, as the line says that it was computed."""
    common = {
        "m": m,
        "dim": arguments.dim,
        "element_type": arguments.type,
        "keeps": line["strategy"] in ["kept", "single_pass"],
        "panel_rows": min(m, int(line["tile_rows"])),
    }
    return FrozenShape(n_cols=2 * m, **common) if memory == FROZEN else Shape(**common)


def main():
    arguments = parse_arguments()
    products, steps, all_hold = [], [], True
    for m in map(int, arguments.m.split(",")):
        for memory in arguments.memory.split(","):
            lines, counts = run_step(arguments, m, memory)
            line = next(line for line in lines if line["backend"] == "cuda")
            shape = shape_of(arguments, m, memory, line)
            cells, holds = product_row(shape, float(line["plan_flop"]), counts)
            products.append(
                [str(m), str(shape.dim), line["strategy"], str(shape.panel_rows), *cells]
            )
            steps += [step_row(shape, one, counts) for one in lines]
            all_hold = all_hold and holds

            rows, holds = kernel_rows(shape, counts)
            all_hold = all_hold and holds
            print(f"Kernels of {line['problem']}, counted: sectors of {SECTOR} bytes\n")
            table(
                ["kernel", "launches", "bytes", "formula", "ratio", "sectors", "verdict"],
                rows,
            )

    print(
        "Products, counted, in units of M^2 D FLOP (single_pass: M rows, 2M columns, 2 M^2 D):\n"
        "counted = cuBLAS + own tensor + what own scalar exceeds elementwise by; all = cuBLAS +\n"
        "own tensor + own scalar\n"
    )
    table(
        "M,D,strategy,C,cuBLAS,own tensor,own scalar,elementwise,counted,plan,bound,all / bound,verdict".split(
            ","
        ),
        products,
    )
    print(
        f"Backends side by side. The time is a model ({counts['device_model']}), nothing was timed;\n"
        "FLOP of the products in units of M^2 D, as planned; CUDA's launches: kernels + cuBLAS\n"
    )
    table(
        "problem,backend,strategy,C,FLOP,saved+scratch,error,launches,model us".split(","), steps
    )
    return 0 if all_hold else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Failed as error:
        print(f"counted_work.py: {error}", file=sys.stderr)
        sys.exit(2)
    except Exception:  # whatever it is, Python's own status would say that a bound is missed
        traceback.print_exc()
        sys.exit(2)
