// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "cpu/cpu_sampler.hpp"

#include <algorithm>

namespace cuxent::impl {
namespace {

template <class Index>
void sample_anchor(const Sampling& sampling, std::int64_t i) {
    const kernels::NegativeDraw& draw = sampling.draw;
    kernels::Excluded excluded{};
    excluded.add(static_cast<const Index*>(sampling.positives)[i], draw.n_table_rows);
    if (sampling.anchors != nullptr) {
        excluded.add(static_cast<const Index*>(sampling.anchors)[i], draw.n_table_rows);
    }
    Index* drawn = static_cast<Index*>(sampling.negatives) + i * draw.n_negatives;
    for (std::int64_t k = 0; k < draw.n_negatives; ++k) {
        const auto row = kernels::candidates(draw, excluded, i, k, sampling.step.value);
        const bool is_repeat =
            draw.without_repeats &&
            std::find(drawn, drawn + k, static_cast<Index>(row.drawn)) != drawn + k;
        drawn[k] = static_cast<Index>(is_repeat ? row.instead : row.drawn);
    }
}

}  // namespace

void sample_negatives(const Sampling& sampling, ThreadTeam& team) {
    constexpr std::int64_t kSlotsOfARange = 256;  // some microseconds of work
    const std::int64_t grain =
        std::max<std::int64_t>(1, kSlotsOfARange / sampling.draw.n_negatives);
    team.for_ranges(team.size(), sampling.draw.n_rows, grain,
                    [&](std::int64_t begin, std::int64_t end) {
                        for (std::int64_t i = begin; i < end; ++i) {
                            if (sampling.index_type == CUXENT_INDEX_INT64) {
                                sample_anchor<std::int64_t>(sampling, i);
                            } else {
                                sample_anchor<std::int32_t>(sampling, i);
                            }
                        }
                    });
}

}  // namespace cuxent::impl
