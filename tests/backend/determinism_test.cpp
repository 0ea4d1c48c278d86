// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file determinism_test.cpp @brief The same inputs give the same bits, whatever the threads. */
#include "backend/suite.h"

namespace backend {
namespace {

class Determinism : public OnEveryType {
 protected:
    [[nodiscard]] Spec spec() const {
        Spec spec;
        spec.type = type();
        spec.n_rows = 257;
        spec.dim = 65;
        spec.scale = 0.07;
        return spec;
    }

    [[nodiscard]] std::vector<std::byte> bits(const Spec& spec, CallStyle style) const {
        style.wanted.ranks();
        Session session(device(), expectation_of(spec), style);
        session.run();
        return session.bits();
    }
};

TEST_P(Determinism, SameBitsRunToRun) {
    Spec spec = this->spec();
    spec.n_rows = 90;  // with tiles so low there is an order of additions to keep
    for (const bool fused : {false, true}) {
        for (const bool keep : {false, true}) {
            CallStyle style;
            style.fused = fused;
            style.keep = keep;
            style.tile_rows = 32;

            const auto first = bits(spec, style);

            for (int i = 0; i < 3; ++i) EXPECT_EQ(bits(spec, style), first) << style;
        }
    }
}

/// Threads are the CPU's.
class DeterminismOfThreads : public Determinism {};

TEST_P(DeterminismOfThreads, SameBitsForEveryNumber) {
    Spec piece = spec();
    piece.row_offset = 20;
    piece.n_rows = 200;
    piece.n_cols = piece.n_total = 257;
    // Of two and of four blocks, one call takes the gradient block by block or tile by tile,
    // depending on the threads.
    Spec two_blocks = spec();
    two_blocks.n_rows = 60;
    Spec four_blocks = spec();
    four_blocks.n_rows = 120;
    for (const Spec& spec : {this->spec(), piece, two_blocks, four_blocks}) {
        for (const bool fused : {false, true}) {
            for (const bool keep : {false, true}) {
                CallStyle style;
                style.fused = fused;
                style.keep = keep;
                style.tile_rows = 64;
                style.n_threads = 1;
                const auto one = bits(spec, style);
                for (const int n_threads : {2, 3, 5}) {
                    style.n_threads = n_threads;

                    EXPECT_EQ(bits(spec, style), one) << style;
                }
            }
        }
    }
}

/// Whether few tiles are kept without a grant depends on the threads; their bits may not.
TEST_P(DeterminismOfThreads, SameBitsKeptAndRecomputed) {
    for (const std::int64_t n_rows : {20, 32, 50, 60, 120, 257}) {
        Spec spec = this->spec();
        spec.n_rows = n_rows;
        for (const bool fused : {false, true}) {
            for (const int n_threads : {1, 2, 3, 4}) {
                CallStyle style;
                style.fused = fused;
                style.n_threads = n_threads;
                style.keep = true;
                const auto kept = bits(spec, style);
                style.keep = false;

                EXPECT_EQ(bits(spec, style), kept) << n_rows << " rows, " << style;
            }
        }
    }
}

TEST_P(DeterminismOfThreads, PlanOutlivesAChange) {
    CallStyle style;
    style.wanted.ranks();
    style.n_threads = 3;
    const auto expected = bits(spec(), style);
    for (const int n_threads : {1, 2, 5}) {
        Session session(device(), expectation_of(spec()), style);
        device().handle().set_thread_count(n_threads);

        session.run();

        EXPECT_EQ(session.bits(), expected) << n_threads;
        EXPECT_EQ(session.damage(), "");
    }
}

TEST_P(DeterminismOfThreads, MayChangeBetweenForwardAndBackward) {
    CallStyle style;
    style.wanted.ranks();
    const auto expected = bits(spec(), style);
    Session session(device(), expectation_of(spec()), style);
    session.forward();
    device().handle().set_thread_count(4);

    session.backward();

    EXPECT_EQ(session.bits(), expected);
    EXPECT_EQ(session.damage(), "");
}

INSTANTIATE_TEST_SUITE_P(Backend, Determinism, every_type(), type_name);
INSTANTIATE_TEST_SUITE_P(Backend, DeterminismOfThreads, every_cpu_type(), type_name);

}  // namespace
}  // namespace backend
