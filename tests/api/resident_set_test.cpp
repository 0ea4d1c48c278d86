// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file resident_set_test.cpp
 * @brief What a large recomputed loss takes of memory, beyond the caller's tensors.
 *
 * CUXENT_RESIDENT_ROWS says of how many rows: 65536, or 262144 for the long mode.
 */
#include <gtest/gtest.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "cuxent/cuxent.hpp"

namespace {

constexpr std::int64_t kDim = 128;

std::int64_t n_rows() {
    const char* text = std::getenv("CUXENT_RESIDENT_ROWS");
    return text == nullptr ? 65536 : std::strtoll(text, nullptr, 10);
}

/// A number of kB in the kernel's account of this process, as bytes.
std::int64_t status(const std::string& name) {
    std::ifstream file("/proc/self/status");
    std::string word;
    std::int64_t value = 0;
    while (file >> word) {
        if (word == name + ":" && file >> value) return value * 1024;
    }
    return -1;
}

TEST(ResidentSet, OfARecomputedLossGrowsWithItsRowsOnly) {
    const std::int64_t m = n_rows();
    std::vector<float> rows(static_cast<std::size_t>(m * kDim));
    for (std::size_t i = 0; i < rows.size(); ++i) {
        rows[i] = static_cast<float>((i * 2654435761U) % 2001) - 1000;
    }
    std::vector<float> gradient(rows.size(), 1);
    float loss = 0;
    cuxent::Handle handle;
    cuxent::Problem problem;
    problem.n_rows = m / 2;
    problem.dim = kDim;
    const cuxent::Plan plan(handle, problem);
    cuxentInputs inputs{};
    inputs.rows[0] = {rows.data(), kDim};
    inputs.scale.value = 0.1;
    cuxentOutputs outputs{};
    outputs.loss = &loss;
    cuxentGradients gradients{};
    gradients.rows[0] = {gradient.data(), kDim};
    const std::int64_t before = status("VmRSS");
    cuxent::HostBuffer scratch(plan.sizes().forward_backward_scratch);

    plan.forward_backward(handle, inputs, {1, nullptr}, outputs, gradients, scratch);

    const std::int64_t taken = status("VmHWM") - before;
    ASSERT_GT(before, 0) << "no /proc/self/status";
    EXPECT_GT(loss, 0);
    std::printf("%lld rows: %.1f MiB beyond inputs and outputs, scratch %.1f MiB of them\n",
                static_cast<long long>(m), static_cast<double>(taken) / 0x1p20,
                static_cast<double>(plan.sizes().forward_backward_scratch) / 0x1p20);
    EXPECT_LE(taken, 6 * m * kDim + 64 * m + (std::int64_t{64} << 20));
}

}  // namespace
