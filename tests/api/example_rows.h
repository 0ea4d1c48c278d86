// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file example_rows.h @brief Small valid calls beside the losses, every argument open to change.
 */
#ifndef CUXENT_TESTS_API_EXAMPLE_ROWS_H
#define CUXENT_TESTS_API_EXAMPLE_ROWS_H

#include <array>
#include <cstdint>

#include "cuxent/cuxent.hpp"

namespace api {

/// Three rows in two dimensions, fp32, on the CPU. A test changes one argument and calls.
class ExampleRows {
 public:
    ExampleRows();

    cuxentStatus normalize();
    cuxentStatus normalize_backward();

    /// Whether no result differs from what was there at first.
    [[nodiscard]] bool results_untouched() const;

    static constexpr std::int64_t kRows = 3;
    static constexpr std::int64_t kDim = 2;
    using Matrix = std::array<float, 16>;
    /// Everything that calls write.
    struct Results {
        alignas(16) Matrix z, dx, norms;
    };

    cuxent::Handle owned_handle;
    cuxentHandle handle = owned_handle.get();
    cuxentStream stream = nullptr;
    Matrix a{};
    Matrix b{};
    Results results{};

    cuxentNormalization normalization{};
    const cuxentNormalization* normalization_pointer = &normalization;
    cuxentConstMatrix x{a.data(), kDim};
    cuxentConstMatrix dz{b.data(), kDim};
    cuxentMatrix z{results.z.data(), kDim};
    cuxentMatrix dx{results.dx.data(), kDim};
    void* norms = results.norms.data();
    std::int32_t accumulate = 0;

 private:
    Results before_{};
};

}  // namespace api

#endif  // CUXENT_TESTS_API_EXAMPLE_ROWS_H
