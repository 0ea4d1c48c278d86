// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "cpu/pair_bits.hpp"

#include <cstdint>
#include <cstring>

#include "engine/set_members.hpp"

namespace cuxent::impl {
namespace {

void note(const kernels::PairList& list, const kernels::PairBits& bits, std::uint32_t* words) {
    for (std::int64_t k = 0; k < list.n; ++k) {
        const std::int64_t col = list.cols[k];
        words[bits.word_of(list.rows[k], col)] |= kernels::PairBits::bit_of(col);
    }
}

}  // namespace

void note_listed_pairs(const Call& call, const kernels::PairBits& bits) {
    const cuxentInputs& inputs = call.inputs;
    const cuxentIndexType type = call.plan.problem.index_type;
    const std::size_t bytes = call.plan.pair_bits_bytes();
    std::memset(bits.positives, 0, bytes);
    note(pair_list(inputs.positive_pairs, type), bits, bits.positives);
    if (bits.negatives != nullptr) {
        std::memset(bits.negatives, 0, bytes);
        note(pair_list(inputs.negative_pairs, type), bits, bits.negatives);
    }
    if (call.outputs.n_out_of_range != nullptr) {
        *call.outputs.n_out_of_range = 0;  // such a call has been refused
    }
}

}  // namespace cuxent::impl
