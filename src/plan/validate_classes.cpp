// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "plan/validate_classes.hpp"

#include <cstdint>
#include <string>
#include <utility>

#include "plan/problem_fields.hpp"

namespace cuxent::impl {
namespace {

constexpr double kPi = 3.14159265358979323846;

/// NaN is in no range.
void check_number(const char* field, double got, bool is_in_range, const char* range) {
    if (!is_in_range) kProblem.refuse_field(CUXENT_STATUS_BAD_VALUE, field, got, range);
}

void check_margin(const cuxentProblem& problem) {
    const auto kind = static_cast<std::int32_t>(problem.margin_kind);
    if (kind < 0 || kind > CUXENT_MARGIN_ARCFACE) {
        kProblem.refuse_field(CUXENT_STATUS_BAD_VALUE, "margin_kind", kind,
                              "a cuxentMargin: NONE, COSFACE or ARCFACE");
    }
    const double margin = problem.margin;
    if (problem.margin_kind == CUXENT_MARGIN_NONE) {
        check_number("margin", margin, margin == 0, "0, since margin_kind is NONE");
    } else if (problem.margin_kind == CUXENT_MARGIN_COSFACE) {
        kProblem.check_not_negative("margin", margin);
    } else {
        check_number("margin", margin, margin >= 0 && margin < kPi, "an angle from 0 to below pi");
    }
}

/// What only unit vectors have: an angle, a centre on the sphere.
void check_cosines(const cuxentProblem& problem) {
    if (problem.normalize == 0) {
        if (problem.margin_kind == CUXENT_MARGIN_ARCFACE) {
            kProblem.refuse_field(
                CUXENT_STATUS_NOT_SUPPORTED, "margin_kind",
                static_cast<std::int32_t>(problem.margin_kind),
                "NONE or COSFACE, since a dot product (normalize 0) is no cosine of an angle");
        }
        const char* reason = "0, since a dot product (normalize 0) is no cosine";
        if (problem.center_weight != 0) {
            kProblem.refuse_field(CUXENT_STATUS_NOT_SUPPORTED, "center_weight",
                                  problem.center_weight, reason);
        }
        if (problem.island_weight != 0) {
            kProblem.refuse_field(CUXENT_STATUS_NOT_SUPPORTED, "island_weight",
                                  problem.island_weight, reason);
        }
    }
    if (problem.margin_kind == CUXENT_MARGIN_ARCFACE && problem.norm_eps > 0 &&
        problem.small_norm == CUXENT_SMALL_NORM_CLAMP) {
        kProblem.refuse_field(
            CUXENT_STATUS_NOT_SUPPORTED, "small_norm",
            static_cast<std::int32_t>(problem.small_norm),
            "ZERO with ARCFACE, since a row divided by norm_eps is no unit vector and its dot "
            "product no cosine of an angle");
    }
}

void check_island(const cuxentProblem& problem) {
    if (problem.island_weight == 0) return;
    if (problem.reduction == CUXENT_REDUCTION_NONE) {
        kProblem.refuse_field(CUXENT_STATUS_NOT_SUPPORTED, "island_weight", problem.island_weight,
                              "0 with reduction NONE, since the term belongs to no row");
    }
    if (problem.n_total != problem.n_rows) {
        kProblem.refuse_field(
            CUXENT_STATUS_NOT_SUPPORTED, "island_weight", problem.island_weight,
            "0 where the call has some of the rows only, since the losses of the pieces would "
            "add the term up as often");
    }
}

void check_no_classes(const cuxentProblem& problem) {
    const char* reason = "only CLASS_SOFTMAX has classes";
    check_unused("margin_kind", problem.margin_kind, reason);
    const auto is_default = [&](const char* field, double got, double wanted) {
        if (got == wanted) return;
        kProblem.refuse_field(CUXENT_STATUS_BAD_VALUE, field, got,
                              std::to_string(wanted) + ", since " + reason);
    };
    is_default("margin", problem.margin, 0);
    is_default("softmax_weight", problem.softmax_weight, 1);
    is_default("center_weight", problem.center_weight, 0);
    is_default("island_weight", problem.island_weight, 0);
}

}  // namespace

void check_classes(const cuxentProblem& problem, const Rule& rule) {
    if (!rule.has_classes()) {
        check_no_classes(problem);
        return;
    }
    check_margin(problem);
    for (const auto& [field, value] : {std::pair{"softmax_weight", problem.softmax_weight},
                                       {"center_weight", problem.center_weight},
                                       {"island_weight", problem.island_weight}}) {
        kProblem.check_not_negative(field, value);
    }
    check_cosines(problem);
    check_island(problem);
}

}  // namespace cuxent::impl
