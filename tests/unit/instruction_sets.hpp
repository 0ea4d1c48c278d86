// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hwy/targets.h>

#include <string>
#include <vector>

#include "cpu/tile_kernels.hpp"

namespace cuxent::impl {

/// Runs `body(name)` once for every instruction set that the kernels were compiled for and this
/// machine has, the slowest included.
template <class Body>
void for_each_instruction_set(const Body& body) {
    std::vector<std::string> seen;
    for (std::int64_t bits = hwy::SupportedTargets(); bits != 0; bits &= bits - 1) {
        hwy::GetChosenTarget().Update(bits & -bits);
        const std::string name = cpu_instruction_set();
        bool is_new = true;
        for (const std::string& earlier : seen) is_new = is_new && earlier != name;
        if (is_new) body(name);
        seen.push_back(name);
    }
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
}

}  // namespace cuxent::impl
