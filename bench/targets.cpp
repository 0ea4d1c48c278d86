// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "targets.hpp"

#include <algorithm>

namespace cuxent::bench {
namespace {

// Rows of the same label, the row itself left out.
std::vector<std::vector<std::int64_t>> others_of_label(const Batch& batch) {
    std::vector<std::vector<std::int64_t>> members(
        static_cast<std::size_t>(batch.problem.n_classes));
    for (std::size_t i = 0; i < batch.labels.size(); ++i) {
        members[static_cast<std::size_t>(batch.labels[i])].push_back(static_cast<std::int64_t>(i));
    }
    std::vector<std::vector<std::int64_t>> lists;
    for (std::size_t i = 0; i < batch.labels.size(); ++i) {
        lists.push_back(members[static_cast<std::size_t>(batch.labels[i])]);
        std::erase(lists.back(), static_cast<std::int64_t>(i));
    }
    return lists;
}

std::vector<std::vector<std::int64_t>> lists_of(const Batch& batch) {
    const BenchProblem& problem = batch.problem;
    if (problem.n_classes != 0 && n_cols(problem) == 0) return others_of_label(batch);
    std::vector<std::vector<std::int64_t>> lists;
    const bool is_clip = problem.loss == CUXENT_LOSS_CLIP;
    const bool is_nt_xent = problem.loss == CUXENT_LOSS_NT_XENT;
    const std::int64_t n_rows = is_clip ? problem.n_rows / 2 : problem.n_rows;
    for (std::int64_t i = 0; i < n_rows; ++i) {
        if (problem.n_classes != 0) {
            lists.push_back({batch.labels[static_cast<std::size_t>(i)]});
        } else {
            lists.push_back({is_nt_xent ? (i + n_rows / 2) % n_rows : i});
        }
    }
    return lists;
}

}  // namespace

Targets targets_of(const Batch& batch) {
    Targets targets;
    targets.begin.push_back(0);
    for (const auto& list : lists_of(batch)) {
        targets.column.insert(targets.column.end(), list.begin(), list.end());
        targets.begin.push_back(targets.count());
    }
    if (n_cols(batch.problem) != 0 || batch.problem.loss == CUXENT_LOSS_CLIP) return targets;
    for (std::size_t i = 0; i + 1 < targets.begin.size(); ++i) {
        for (std::int64_t slot = targets.begin[i]; slot < targets.begin[i + 1]; ++slot) {
            const std::int64_t other = targets.column_of(slot);
            const auto from = targets.column.begin() + targets.first(other);
            const auto to = targets.column.begin() + targets.first(other + 1);
            const auto found = std::lower_bound(from, to, static_cast<std::int64_t>(i));
            targets.mirror.push_back(found - targets.column.begin());
        }
    }
    return targets;
}

}  // namespace cuxent::bench
