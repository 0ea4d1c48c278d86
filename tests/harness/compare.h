// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file compare.h @brief Holds what a library gave against an Expectation. */
#ifndef CUXENT_TESTS_HARNESS_COMPARE_H
#define CUXENT_TESTS_HARNESS_COMPARE_H

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "harness/expectation.h"

namespace harness {

/// Results as numbers, stacked and dense. Empty: was not asked for.
struct Observed {
    std::vector<double> loss;
    std::vector<double> row_loss;
    std::vector<double> row_lse;
    std::vector<double> d_rows;
    std::vector<double> d_cols;
    std::vector<double> d_scale;
    std::vector<double> d_bias;
    std::vector<std::int64_t> row_rank;
    std::vector<std::int64_t> row_ties;
};

/// "" if `got` is within its limits, else the places: index, got, want, limit.
std::string mismatch(const Quantity& quantity, const std::vector<double>& got);

/// Compares everything that was asked for, which must be something.
testing::AssertionResult agrees(const Observed& observed, const Expectation& expectation);

}  // namespace harness

#endif  // CUXENT_TESTS_HARNESS_COMPARE_H
