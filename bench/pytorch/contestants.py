# SPDX-FileCopyrightText: 2026 The cuXent authors
# SPDX-License-Identifier: Apache-2.0
"""Who computes a problem: PyTorch, eager or compiled, and cuXent through its C ABI.

A contestant takes a step, loss and gradients of all operands, when it is called, and leaves them in
`loss` and `gradients`.
"""

from __future__ import annotations

import pathlib
import subprocess
import tempfile

import cffi
import torch

from problems import LOSSES, SIGLIP_BIAS, TEMPERATURE, Batch, Problem


class Torch:
    def __init__(self, problem: Problem, batch: Batch, compiled: bool):
        self._problem = problem
        self._labels = batch.labels
        self._operands = [x.clone().requires_grad_() for x in batch.operands]
        function = LOSSES[problem.loss]
        if compiled:
            torch._dynamo.reset()  # shapes of an earlier line are no reason for dynamic ones
            function = torch.compile(function, dynamic=False)
        self._function = function
        self.loss = None

    @property
    def gradients(self):
        return [x.grad for x in self._operands]

    def __call__(self) -> None:
        for x in self._operands:
            x.grad = None
        self.loss = self._function(self._problem, self._operands, self._labels)
        self.loss.backward()


class Library:
    """libcuxent, with the declarations of its own header."""

    def __init__(self, path: pathlib.Path, n_threads: int):
        include = path.parent.parent / "include"
        source = pathlib.Path(__file__).resolve().parents[2] / "include"
        self.ffi = cffi.FFI()
        self.ffi.cdef(self._declarations([source, include]))
        self.lib = self.ffi.dlopen(str(path))
        handle = self.ffi.new("cuxentHandle*")
        self.check(self.lib.cuxentCreate(handle, self.lib.CUXENT_BACKEND_CPU, 0))
        self.handle = handle[0]
        self.check(self.lib.cuxentSetThreadCount(self.handle, n_threads))

    @staticmethod
    def _declarations(folders) -> str:
        """The header without the system's: cffi knows their types."""
        with tempfile.TemporaryDirectory() as empty:
            for name in ("stddef.h", "stdint.h"):
                pathlib.Path(empty, name).touch()
            options = [option for folder in folders for option in ("-I", str(folder))]
            command = ["cc", "-E", "-P", "-nostdinc", "-U__GNUC__", "-I", empty, *options, "-"]
            return subprocess.run(
                command, input="#include <cuxent/cuxent.h>\n", text=True, check=True,
                stdout=subprocess.PIPE,
            ).stdout

    def check(self, status: int) -> None:
        if status != self.lib.CUXENT_STATUS_SUCCESS:
            raise RuntimeError(self.ffi.string(self.lib.cuxentGetLastErrorMessage()).decode())

    def build_info(self) -> str:
        return self.ffi.string(self.lib.cuxentGetBuildInfo()).decode()


class Cuxent:
    """`kept`: memory for all similarities is granted; otherwise they are computed twice."""

    def __init__(self, library: Library, problem: Problem, batch: Batch, kept: bool):
        self._library, ffi, lib = library, library.ffi, library.lib
        wanted = ffi.new("cuxentProblem*")
        library.check(lib.cuxentProblemInit(wanted, ffi.sizeof("cuxentProblem")))
        wanted.loss = getattr(lib, f"CUXENT_LOSS_{problem.loss.upper()}")
        wanted.n_rows, wanted.dim, wanted.n_negatives = problem.n, problem.dim, problem.k
        wanted.mean_over = lib.CUXENT_MEAN_OVER_ALL
        if problem.loss == "class_softmax":
            wanted.n_cols = problem.c
        if kept:
            wanted.saved_limit = wanted.scratch_limit = 2**64 - 1
        plan = ffi.new("cuxentPlan*")
        library.check(lib.cuxentPlanCreate(library.handle, wanted, plan))
        self._plan = ffi.gc(plan[0], lib.cuxentPlanDestroy)
        sizes = ffi.new("cuxentSizes*")
        library.check(lib.cuxentPlanSizes(self._plan, sizes))

        self.gradients = [torch.empty_like(x) for x in batch.operands]
        self._keep = (batch, torch.empty(sizes.forward_backward_scratch + 256, dtype=torch.uint8))
        self._loss = torch.empty(1)
        address = self._keep[1].data_ptr()
        self._scratch = ffi.new("cuxentBuffer*")
        self._scratch.data = ffi.cast("void*", address + -address % 256)
        self._scratch.bytes = sizes.forward_backward_scratch
        self._inputs = ffi.new("cuxentInputs*")
        self._outputs = ffi.new("cuxentOutputs*")
        self._wanted = ffi.new("cuxentGradients*")
        self._outputs.loss = self._pointer(self._loss)
        self._inputs.scale.value = TEMPERATURE
        self._inputs.bias.value = SIGLIP_BIAS if problem.loss == "siglip" else 0
        self._put(self._inputs.rows[0], batch.rows)
        self._put(self._wanted.rows[0], self.gradients[0])
        for i, cols in enumerate(batch.cols):
            self._put(self._inputs.cols[i], cols)
            self._put(self._wanted.cols[i], self.gradients[1 + i])
        if batch.labels is not None:
            self._inputs.row_labels = self._pointer(batch.labels)

    def _pointer(self, tensor: torch.Tensor):
        return self._library.ffi.cast("void*", tensor.data_ptr())

    def _put(self, matrix, tensor: torch.Tensor) -> None:
        matrix.data, matrix.ld = self._pointer(tensor), tensor.stride(0)

    @property
    def loss(self) -> torch.Tensor:
        return self._loss[0]

    def __call__(self) -> None:
        null = self._library.ffi.NULL
        self._library.check(
            self._library.lib.cuxentForwardBackward(
                self._library.handle, self._plan, self._inputs, null, self._outputs, self._wanted,
                self._scratch[0], null,
            )
        )
