// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "plan/validate_guide.hpp"

#include <cmath>
#include <string>

#include "plan/problem_fields.hpp"

namespace cuxent::impl {
namespace {

void check_no_guide(const cuxentProblem& problem) {
    constexpr const char* kReason = ", since guide_dim is 0: there is no guide";
    if (problem.guide_factor != 1) {
        kProblem.refuse_field(CUXENT_STATUS_BAD_VALUE, "guide_factor", problem.guide_factor,
                              std::string("1") + kReason);
    }
    if (problem.guide_margin != 0) {
        kProblem.refuse_field(CUXENT_STATUS_BAD_VALUE, "guide_margin", problem.guide_margin,
                              std::string("0") + kReason);
    }
}

void check_finite(const char* field, double got) {
    if (!std::isfinite(got)) {
        kProblem.refuse_field(CUXENT_STATUS_BAD_VALUE, field, got, "a finite number");
    }
}

void check_loss_of_guide(const cuxentProblem& problem, const Rule& rule) {
    if (rule.has_sets()) {
        kProblem.refuse_field(CUXENT_STATUS_BAD_VALUE, "guide_dim", problem.guide_dim,
                              "0, since a row has any number of targets and no single similarity "
                              "to compare its negatives with");
    }
    check_directed(problem, rule, "what a guide leaves out");
}

}  // namespace

void check_guide(const cuxentProblem& problem, const Rule& rule) {
    if (problem.guide_dim == 0) {
        check_no_guide(problem);
        return;
    }
    check_finite("guide_factor", problem.guide_factor);
    check_finite("guide_margin", problem.guide_margin);
    check_loss_of_guide(problem, rule);
}

}  // namespace cuxent::impl
