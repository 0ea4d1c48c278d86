// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// The larger of two numbers, for maxima over a block.
#pragma once

namespace cuxent::kernels {

struct Larger {
    /// NaN loses: what is taken of the rows beside their maximum keeps it.
    __device__ double operator()(double a, double b) const { return a < b ? b : a; }
};

}  // namespace cuxent::kernels
