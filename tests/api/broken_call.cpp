// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "api/broken_call.h"

#include <gtest/gtest.h>

#include <ostream>

namespace api {

std::ostream& operator<<(std::ostream& out, const BrokenCall& rule) {
    return out << rule.name;
}

void expect_refused(const BrokenCall& rule) {
    for (const NamedCall& call : rule.calls) {
        cuxentProblem problem = example_problem();
        rule.prepare(problem);
        ExampleCall example(problem);
        rule.damage(example);

        const cuxentStatus status = (example.*call.run)();

        EXPECT_EQ(refusal_fault(status, rule.status, rule.parts), "") << call.name;
        EXPECT_TRUE(example.outputs_untouched()) << call.name;
    }
}

void expect_right_before(const BrokenCall& rule) {
    for (const NamedCall& call : rule.calls) {
        cuxentProblem problem = example_problem();
        rule.prepare(problem);
        ExampleCall example(problem);

        EXPECT_EQ((example.*call.run)(), CUXENT_STATUS_SUCCESS) << call.name;
    }
}

}  // namespace api
