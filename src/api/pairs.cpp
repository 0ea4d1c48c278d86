// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "api/pairs.hpp"

#include <cstdint>
#include <string>

#include "api/argument_checks.hpp"

namespace cuxent::impl {
namespace {

/// A list by the names of its parts.
struct NamedPairs {
    const char* rows;
    const char* cols;
    const char* n;
    const cuxentPairs& pairs;
};

void refuse_unused(const NamedPairs& list, const char* reason) {
    const auto refuse_part = [reason](const char* name, const std::string& got, const char* none) {
        refuse(CUXENT_STATUS_BAD_VALUE, name, got, std::string(none) + ", since " + reason);
    };
    if (list.pairs.rows != nullptr) refuse_part(list.rows, "a pointer", "NULL");
    if (list.pairs.cols != nullptr) refuse_part(list.cols, "a pointer", "NULL");
    if (list.pairs.n != 0) refuse_part(list.n, std::to_string(list.pairs.n), "0");
}

void check_list(const Plan& plan, const NamedPairs& list, bool is_host) {
    const cuxentPairs& pairs = list.pairs;
    if (pairs.n < 0) {
        refuse(CUXENT_STATUS_BAD_VALUE, list.n, std::to_string(pairs.n), "0 or more");
    }
    if (pairs.n == 0) return;
    const struct {
        const char* name;
        const void* indices;
        std::int64_t most;
        const char* wanted;
    } parts[] = {
        {list.rows, pairs.rows, plan.place.rows.count() - 1, "a row of the call, 0 to "},
        {list.cols, pairs.cols, plan.place.cols.count() - 1, "a column of the call, 0 to "},
    };
    for (const auto& [name, indices, most, wanted] : parts) {
        require(indices, name);
        const kernels::Integers array = index_array(indices, plan.problem.index_type);
        check_integers(name, "", array);
        if (is_host) check_index_range(name, array, pairs.n, most, wanted);
    }
}

}  // namespace

void check_pairs(const Plan& plan, const cuxentInputs& inputs, bool is_host) {
    const NamedPairs positives{"inputs.positive_pairs.rows", "inputs.positive_pairs.cols",
                               "inputs.positive_pairs.n", inputs.positive_pairs};
    const NamedPairs negatives{"inputs.negative_pairs.rows", "inputs.negative_pairs.cols",
                               "inputs.negative_pairs.n", inputs.negative_pairs};
    if (!plan.rule.has_lists()) {
        constexpr const char* kReason = "problem.sets_by lists no pairs";
        refuse_unused(positives, kReason);
        refuse_unused(negatives, kReason);
        return;
    }
    check_list(plan, positives, is_host);
    if (plan.lists_negatives()) {
        check_list(plan, negatives, is_host);
    } else {
        refuse_unused(negatives, "with POSITIVE_PAIRS all other columns are negatives");
    }
}

}  // namespace cuxent::impl
