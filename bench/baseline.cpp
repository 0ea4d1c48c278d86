// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "baseline.hpp"

#include <stdexcept>

#include "gathered_baseline.hpp"

namespace cuxent::bench {
namespace {

// Below this e = exp((s - 1) / temperature) can underflow for every negative of a row.
constexpr double kLeastTemperature = 0.0125;

}  // namespace

std::unique_ptr<Contestant> make_baseline(const Batch& batch, Mode mode, BaselineForm form,
                                          ThreadTeam& team) {
    if (batch.temperature < kLeastTemperature) {
        throw std::invalid_argument("temperature: the baseline needs at least 0.0125");
    }
    if (batch.problem.loss == CUXENT_LOSS_GATHERED_INFO_NCE) {
        return make_gathered_baseline(batch, mode, team);
    }
    return make_materialized(batch, mode, form, team);
}

}  // namespace cuxent::bench
