// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "neighbours.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "cosines.h"
#include "cuxent/cuxent.hpp"

namespace vocabulary {

std::vector<std::vector<Neighbour>> nearest(const digits::Matrix& table,
                                            std::span<const std::int32_t> words,
                                            std::size_t n_nearest) {
    const digits::Matrix cosines = cosines_with_all(cuxent::Handle(), table, words);
    std::vector<std::vector<Neighbour>> all;
    for (std::size_t i = 0; i < words.size(); ++i) {
        std::vector<Neighbour> others;
        for (std::size_t j = 0; j < table.rows; ++j) {
            const auto word = static_cast<std::int32_t>(j);
            if (word != words[i]) others.push_back({word, cosines.row(i)[j]});
        }
        const auto n = std::min(n_nearest, others.size());
        std::ranges::partial_sort(others, others.begin() + static_cast<std::ptrdiff_t>(n),
                                  [](const Neighbour& a, const Neighbour& b) {
                                      return a.cosine != b.cosine ? a.cosine > b.cosine
                                                                  : a.word < b.word;
                                  });
        others.resize(n);
        all.push_back(std::move(others));
    }
    return all;
}

}  // namespace vocabulary
