// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file random_rows.h @brief Seeded normal deviates, the same on every platform. */
#ifndef CUXENT_TESTS_REFERENCE_RANDOM_ROWS_H
#define CUXENT_TESTS_REFERENCE_RANDOM_ROWS_H

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace reference {

/// SplitMix64 and Box-Muller: std::normal_distribution differs between standard libraries.
class NormalGenerator {
 public:
    explicit NormalGenerator(std::uint64_t seed) : state_(seed * 0x9E3779B97F4A7C15U + 1) {}

    double uniform() {  // in (0, 1)
        return (static_cast<double>(next() >> 11U) + 0.5) * 0x1p-53;
    }

    double normal() {
        constexpr double kTwoPi = 6.283185307179586;
        const double radius = std::sqrt(-2 * std::log(uniform()));
        return radius * std::cos(kTwoPi * uniform());
    }

    std::vector<double> normals(std::size_t count) {
        std::vector<double> values(count);
        for (double& value : values) value = normal();
        return values;
    }

 private:
    std::uint64_t next() {
        std::uint64_t x = state_ += 0x9E3779B97F4A7C15U;
        x = (x ^ (x >> 30U)) * 0xBF58476D1CE4E5B9U;
        x = (x ^ (x >> 27U)) * 0x94D049BB133111EBU;
        return x ^ (x >> 31U);
    }

    std::uint64_t state_;
};

}  // namespace reference

#endif  // CUXENT_TESTS_REFERENCE_RANDOM_ROWS_H
