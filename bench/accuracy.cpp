// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "accuracy.hpp"

#include <cmath>

#include "oracle.hpp"

namespace cuxent::bench {
namespace {

bool within(const Errors& errors, double tolerance) {  // false for NaN
    return errors.loss <= tolerance && errors.gradient <= tolerance;
}

double error_tolerance(const BenchProblem& problem, double temperature) {
    const double unit = problem.type == CUXENT_TYPE_FLOAT64 ? 0x1p-53 : 0x1p-24;
    const double arithmetic =
        32 * unit * (1 / temperature + std::sqrt(static_cast<double>(problem.dim)));
    if (problem.type == CUXENT_TYPE_FLOAT16) return arithmetic + 2 * 0x1p-11;
    if (problem.type == CUXENT_TYPE_BFLOAT16) return arithmetic + 2 * 0x1p-8;
    return arithmetic;
}

Errors difference(const LossAndGradient& got, const LossAndGradient& want) {
    double error = 0;
    double norm = 0;
    for (std::size_t i = 0; i < want.gradient.size(); ++i) {
        const double delta = got.gradient[i] - want.gradient[i];
        error += delta * delta;
        norm += want.gradient[i] * want.gradient[i];
    }
    return {std::abs(got.loss - want.loss) / std::abs(want.loss), std::sqrt(error / norm)};
}

}  // namespace

Accuracy check_results(const LossAndGradient& library, const LossAndGradient& baseline,
                       const Batch& batch) {
    Accuracy result;
    result.tolerance = error_tolerance(batch.problem, batch.temperature);
    result.from_baseline = difference(library, baseline);
    result.accurate = within(result.from_baseline, result.tolerance);
    result.oracle_used = has_oracle(batch.problem);
    if (result.oracle_used) {
        const LossAndGradient exact = oracle(batch);
        result.from_oracle = difference(library, exact);
        result.baseline_from_oracle = difference(baseline, exact);
        result.accurate = result.accurate && within(result.from_oracle, result.tolerance) &&
                          within(result.baseline_from_oracle, result.tolerance);
    }
    return result;
}

}  // namespace cuxent::bench
