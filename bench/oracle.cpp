// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "oracle.hpp"

#include "harness/reference_loss.h"
#include "reference/contrastive.h"

namespace cuxent::bench {
namespace {

reference::Rule rule_of(const Batch& batch) {
    const BenchProblem& problem = batch.problem;
    reference::Rule rule;
    rule.loss = harness::reference_loss(problem.loss);
    rule.decoupled = problem.decoupled;
    rule.n_rows = problem.n_rows / n_views(problem);
    rule.dim = problem.dim;
    rule.n_negatives = problem.n_negatives;
    rule.scale = batch.temperature;
    rule.bias = batch.bias;
    rule.upstream = {static_cast<double>(problem.n_rows)};
    if (rule.has_classes()) {
        rule.n_cols = problem.n_classes;
        rule.classes.labels = batch.labels;
        rule.classes.margin = batch.margin;
        if (problem.margin_kind == CUXENT_MARGIN_ARCFACE) {
            rule.classes.margin_kind = reference::Margin::kArcFace;
        }
    } else {
        rule.row_labels = batch.labels;
    }
    return rule;
}

}  // namespace

bool has_oracle(const BenchProblem& problem) {
    constexpr std::int64_t kMostPairs = std::int64_t{512} * 512;
    const std::int64_t cols = n_cols(problem) == 0 ? problem.n_rows : n_cols(problem);
    return problem.n_rows * cols <= kMostPairs;
}

LossAndGradient oracle(const Batch& batch) {
    const auto decoded = [&](const std::vector<std::byte>& data) {
        const cuxentType type = batch.problem.type;
        return decode(data.data(), data.size() / element_size(type), type);
    };
    const auto result =
        reference::contrastive<double>(rule_of(batch), decoded(batch.rows), decoded(batch.cols));
    LossAndGradient out{result.loss, result.d_rows};
    if (!batch.problem.frozen) {
        out.gradient.insert(out.gradient.end(), result.d_cols.begin(), result.d_cols.end());
    }
    return out;
}

}  // namespace cuxent::bench
