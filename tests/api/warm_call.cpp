// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "api/warm_call.h"

#include <algorithm>

namespace api {

namespace {

// Whole tiles with products above those for which OpenBLAS, on CPUs with AVX-512, takes memory of
// its own: fewer than 100^3 multiply-adds.
constexpr std::int64_t kPairs = 384;
constexpr std::int64_t kTileRows = 256;
constexpr std::int64_t kDim = 33;
constexpr int kThreads = 3;

cuxent::Handle handle_with_threads() {
    cuxent::Handle handle;
    handle.set_thread_count(kThreads);
    return handle;
}

cuxentProblem problem_of(cuxentType type, bool keep) {
    cuxent::Problem problem;
    problem.n_rows = kPairs;
    problem.dim = kDim;
    problem.type = type;
    problem.tile_rows = kTileRows;
    if (keep) problem.saved_limit = problem.scratch_limit = CUXENT_UNLIMITED;
    return problem;
}

}  // namespace

WarmCall::WarmCall(cuxentType type, bool keep)
    : handle_(handle_with_threads()),
      plan_(handle_, problem_of(type, keep)),
      sizes_(plan_.sizes()),
      embeddings_(2 * kPairs * kDim),
      gradient_(2 * kPairs * kDim),
      rows_(2 * kPairs),
      ranks_(2 * kPairs),
      saved_(sizes_.saved),
      scratch_(std::max(
          {sizes_.forward_scratch, sizes_.backward_scratch, sizes_.forward_backward_scratch})) {
    // 1 or 2 in each element: finite whatever type the bytes are read as.
    for (std::size_t i = 0; i < embeddings_.size(); ++i) {
        embeddings_[i] = 1 + static_cast<double>(i * i % 7) / 8;
    }
    (void)run();
}

bool WarmCall::run() {
    cuxentInputs inputs{};
    inputs.rows[0] = {embeddings_.data(), kDim};
    inputs.scale = {0.1, nullptr};
    const cuxentOutputs outputs{&loss_, rows_.data(), nullptr, nullptr, ranks_.data(), nullptr};
    cuxentGradients gradients{};
    gradients.rows[0] = {gradient_.data(), kDim};
    bool succeeded = true;
    const auto note = [&](cuxentStatus status) {
        succeeded = succeeded && status == CUXENT_STATUS_SUCCESS;
    };
    note(cuxentForward(handle_.get(), plan_.get(), &inputs, &outputs, saved_, scratch_, nullptr));
    note(cuxentBackward(handle_.get(), plan_.get(), &inputs, nullptr, saved_, &gradients, scratch_,
                        nullptr));
    note(cuxentForwardBackward(handle_.get(), plan_.get(), &inputs, nullptr, &outputs, &gradients,
                               scratch_, nullptr));
    return succeeded;
}

}  // namespace api
