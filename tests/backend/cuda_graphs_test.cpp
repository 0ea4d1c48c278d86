// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file cuda_graphs_test.cpp @brief A training step captured once and run again and again. */
#include "backend/cuda_objects.h"
#include "backend/suite.h"

namespace backend {
namespace {

class Graphs : public OnEveryBackend {
 protected:
    [[nodiscard]] static Spec spec(double temperature) {
        Spec spec;
        spec.n_rows = 70;
        spec.scale_in_memory = true;
        spec.scale = temperature;
        return spec;
    }

    /// Both passes in one graph.
    [[nodiscard]] Graph captured(Session& session) const {
        session.prepare();
        return {stream(), [&] {
                    session.enqueue_forward({device().handle(), stream()});
                    session.enqueue_backward({device().handle(), stream()});
                }};
    }

    [[nodiscard]] cudaStream_t stream() const {
        return static_cast<cudaStream_t>(device().stream());
    }
};

TEST_P(Graphs, GiveTheSameBitsEachTime) {
    for (const bool keep : {false, true}) {
        CallStyle style;
        style.keep = keep;
        style.tile_rows = 64;
        Session session(device(), expectation_of(spec(0.07)), style);
        const Graph graph = captured(session);
        graph.run(stream());
        const std::vector<std::byte> first = session.bits();
        // Another temperature in between, or results that are not written again would pass.
        session.set_scale(0.5);
        graph.run(stream());
        EXPECT_NE(session.bits(), first);

        session.set_scale(0.07);
        graph.run(stream());

        EXPECT_EQ(session.bits(), first);
        EXPECT_EQ(session.damage(), "");
    }
}

TEST_P(Graphs, ReadTheTemperatureWhenTheyRun) {
    Session session(device(), expectation_of(spec(0.5)), {});
    const Graph graph = captured(session);
    // Down to where one shift for all rows no longer does, and back.
    for (const double temperature : {0.5, 0.01, 0.07}) {
        session.set_scale(temperature);

        graph.run(stream());

        EXPECT_TRUE(agrees(session.results(), *expectation_of(spec(temperature))));
    }
}

// Without a device there is none to try; IsAvailable says so.
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(Graphs);
INSTANTIATE_TEST_SUITE_P(Backend, Graphs, every_direct_cuda(), backend_name);

}  // namespace
}  // namespace backend
