// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "library.hpp"

#include <cuxent/cuxent.hpp>

#include <stdexcept>

namespace cuxent::bench {

std::string why_unavailable(cuxentBackend backend) {
    try {
        const Handle handle(backend);
    } catch (const Error& error) {
        return error.what();
    }
    return backend == CUXENT_BACKEND_CPU ? "" : "this benchmark measures the CPU backend only";
}

std::unique_ptr<LibraryContestant> make_library(cuxentBackend backend, const Batch& batch,
                                                Mode mode, int n_threads) {
    if (backend == CUXENT_BACKEND_CPU) return make_cpu_library(batch, mode, n_threads);
    throw std::invalid_argument(why_unavailable(backend));
}

int default_thread_count() {
    return Handle().thread_count();
}

}  // namespace cuxent::bench
