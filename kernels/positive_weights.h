// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// The von Mises-Fisher weights of the positives of a decoupled loss, for host and device. With c_i
// the similarity of a row with its target, n rows of a view that count and have negatives, and s_i,
// d_i as in row_math.h,
//
//   q_i    = exp(c_i / sigma) / sum_l exp(c_l / sigma)
//   w_i    = 2 - n q_i
//   L_i    = d_i + (1 - w_i) s_i                      -w_i s_i in the place of -s_i, bias apart
//   G_pos  = -u w_i                                   weights held constant
//            + n q_i / sigma (u_i s_i - sum_l u_l q_l s_l) / k       and where they are not
//
// In double: a row has one of them. What the last line adds is no derivative by the scale, though
// <z, gradient> takes it for one.
#pragma once

#include <cmath>

#include "kernels/host_device.h"
#include "kernels/logits.h"
#include "kernels/row_math.h"

namespace cuxent::kernels {

/// Over the rows of a view that count and have negatives.
struct PositiveSums {
    double count;
    double largest;  ///< c
    double sum;      ///< of exp((c - largest) / sigma)
    double pull;     ///< of u q s / k; where the weights have a gradient
};

/// What the weights add to a row.
template <class T>
struct PositiveTerms {
    T loss;        ///< to L
    T pull;        ///< to G_pos
    T scale_rest;  ///< to sum_j G_j s_j / k less what <z, gradient> has of it
};

CUXENT_HOST_DEVICE inline double positive_share(const PositiveSums& sums, double sigma,
                                                double cosine) {
    return std::exp((cosine - sums.largest) / sigma) / sums.sum;
}

/// `cosine`: c; `positive`: s / k.
template <class T>
CUXENT_HOST_DEVICE inline PositiveTerms<T> positive_terms(const PositiveSums& sums,
                                                          const RowRule& rule, T cosine, T positive,
                                                          const Logits<T>& logits, T upstream) {
    const double share = positive_share(sums, rule.vmf_sigma, static_cast<double>(cosine));
    const auto excess = static_cast<T>(sums.count * share - 1);
    PositiveTerms<T> terms{excess * (positive * logits.scale), upstream * excess, T(0)};
    if (rule.vmf_attached) {
        const double own = static_cast<double>(upstream) * static_cast<double>(positive);
        const double of_weights = sums.count * share / rule.vmf_sigma * (own - sums.pull);
        terms.pull += static_cast<T>(of_weights);
        terms.scale_rest = static_cast<T>(-of_weights * static_cast<double>(cosine));
    }
    return terms;
}

}  // namespace cuxent::kernels
