// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file library.hpp
 * @brief cuXent as a contestant, through its public API only, a factory for each backend.
 */
#ifndef CUXENT_BENCH_LIBRARY_HPP
#define CUXENT_BENCH_LIBRARY_HPP

#include <cstddef>
#include <memory>
#include <string>

#include "batch.hpp"
#include "contestant.hpp"

namespace cuxent::bench {

/// Memory a call needs beside its operands, in bytes.
struct Footprint {
    std::size_t saved;    ///< from the forward to the backward call
    std::size_t scratch;  ///< within a call
    std::size_t kept;     ///< what of both holds similarities
};

class LibraryContestant : public Contestant {
 public:
    [[nodiscard]] virtual Footprint footprint() const = 0;

    /// What the plan makes of the memory it was granted.
    [[nodiscard]] virtual Memory memory() const = 0;

    [[nodiscard]] std::string strategy() const override { return to_string(memory()); }
};

/// Why a backend cannot be measured here; "" if it can.
std::string why_unavailable(cuxentBackend backend);

/// @param batch  outlives the result
std::unique_ptr<LibraryContestant> make_cpu_library(const Batch& batch, Mode mode, int n_threads);

/// The same for a backend chosen at run time, one that is available.
std::unique_ptr<LibraryContestant> make_library(cuxentBackend backend, const Batch& batch,
                                                Mode mode, int n_threads);

/// Threads a CPU handle starts with.
int default_thread_count();

}  // namespace cuxent::bench

#endif  // CUXENT_BENCH_LIBRARY_HPP
