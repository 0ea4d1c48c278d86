// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file warm_call.h @brief Every kind of execute call, run once before, for tests of side effects.
 */
#ifndef CUXENT_TESTS_API_WARM_CALL_H
#define CUXENT_TESTS_API_WARM_CALL_H

#include <vector>

#include "cuxent/cuxent.hpp"

namespace api {

/// A problem large enough for several tiles on several threads.
class WarmCall {
 public:
    explicit WarmCall(cuxentType type, bool keep);

    /// Forward, backward, forward_backward. Nothing here allocates.
    [[nodiscard]] bool run();

 private:
    cuxent::Handle handle_;
    cuxent::Plan plan_;
    cuxentSizes sizes_;
    std::vector<double> embeddings_;  // long enough for every type
    std::vector<double> gradient_;
    std::vector<double> rows_;
    std::vector<std::int64_t> ranks_;
    double loss_ = 0;
    cuxent::HostBuffer saved_;
    cuxent::HostBuffer scratch_;
};

}  // namespace api

#endif  // CUXENT_TESTS_API_WARM_CALL_H
