// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file accuracy.hpp
 * @brief Results of the library against those of the baseline and of the definition.
 */
#ifndef CUXENT_BENCH_ACCURACY_HPP
#define CUXENT_BENCH_ACCURACY_HPP

#include "batch.hpp"
#include "contestant.hpp"

namespace cuxent::bench {

/// Relative differences of loss and gradient (L2), as results of the library go.
struct Errors {
    double loss = 0;
    double gradient = 0;
};

struct Accuracy {
    Errors from_baseline;
    Errors from_oracle;  ///< of small problems
    Errors baseline_from_oracle;
    bool oracle_used = false;
    double tolerance = 0;  ///< for each of the errors: 32 u (1 / temperature + sqrt D) with the
                           ///< unit roundoff u, and two roundings for 16-bit gradients
    bool accurate = false;
};

/// All of it, with the oracle where it does not take too long.
Accuracy check_results(const LossAndGradient& library, const LossAndGradient& baseline,
                       const Batch& batch);

}  // namespace cuxent::bench

#endif  // CUXENT_BENCH_ACCURACY_HPP
