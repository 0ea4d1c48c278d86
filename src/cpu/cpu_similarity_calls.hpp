// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>

#include "base/function_ref.hpp"
#include "calls/similarity_calls.hpp"
#include "cpu/thread_team.hpp"

namespace cuxent::impl {

/// The calls beside the loss on the threads of a team. A row is the work of one thread, so that the
/// bits do not depend on their number.
class CpuSimilarityCalls final : public SimilarityCalls {
 public:
    /// `team`: whichever the backend has when a call comes.
    explicit CpuSimilarityCalls(const std::unique_ptr<ThreadTeam>& team) : team_(team) {}

    void normalize(const NormalizeCall& call) override;
    void normalize_backward(const NormalizeBackwardCall& call) override;

 private:
    /// `width`: elements that the work on a row reads.
    void for_rows(std::int64_t n_rows, std::int64_t width, FunctionRef<void(std::int64_t)> work);

    const std::unique_ptr<ThreadTeam>& team_;
};

}  // namespace cuxent::impl
