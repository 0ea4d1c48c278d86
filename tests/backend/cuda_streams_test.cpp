// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file cuda_streams_test.cpp
 * @brief Passes and problems on several streams, in the order that events give.
 *
 * Captured, the same calls become one graph that forks and joins.
 */
#include "backend/cuda_objects.h"
#include "backend/suite.h"

namespace backend {
namespace {

/// Calls on the device's own stream, which begins and ends everything, and on one beside it.
class Streams : public OnEveryBackend {
 protected:
    [[nodiscard]] Session session(std::uint64_t seed, bool keep) const {
        Spec spec;
        spec.n_rows = 140;
        spec.scale = 0.07;
        spec.seed = seed;
        CallStyle style;
        style.keep = keep;
        style.tile_rows = 128;  // several panels
        return {device(), expectation_of(spec), style};
    }

    [[nodiscard]] std::vector<std::byte> bits_on_one_stream(std::uint64_t seed, bool keep) const {
        Session session = this->session(seed, keep);
        session.run();
        return session.bits();
    }

    [[nodiscard]] Queue own() const { return {device().handle(), device().stream()}; }
    [[nodiscard]] Queue beside() const { return {device().handle(), beside_.get()}; }

    /// What the device's own stream has so far comes before what the other is given next.
    void fork() const { order(device().ordinal(), own_stream(), beside_.get()); }
    void join() const { order(device().ordinal(), beside_.get(), own_stream()); }

    void expect_two_problems_side_by_side(const cuxent::Handle& second_handle) const {
        Session first = session(1, false);
        Session second = session(2, true);
        first.prepare();
        second.prepare();

        device().call([&] {
            fork();
            first.enqueue_forward(own());
            second.enqueue_forward({second_handle, beside_.get()});
            first.enqueue_backward(own());
            second.enqueue_backward({second_handle, beside_.get()});
            join();
        });
        device().synchronize();

        EXPECT_EQ(first.bits(), bits_on_one_stream(1, false));
        EXPECT_EQ(second.bits(), bits_on_one_stream(2, true));
        EXPECT_EQ(first.damage() + second.damage(), "");
    }

 private:
    [[nodiscard]] cudaStream_t own_stream() const {
        return static_cast<cudaStream_t>(device().stream());
    }

    Stream beside_{device().ordinal()};
};

TEST_P(Streams, BackwardMayFollowOnAnother) {
    for (const bool keep : {false, true}) {
        Session session = this->session(1, keep);
        session.prepare();

        device().call([&] {
            session.enqueue_forward(own());
            fork();
            session.enqueue_backward(beside());
            join();
        });
        device().synchronize();

        EXPECT_EQ(session.bits(), bits_on_one_stream(1, keep));
        EXPECT_EQ(session.damage(), "");
    }
}

TEST_P(Streams, ForwardMayComeFromAnother) {
    Session session = this->session(1, false);
    session.prepare();

    device().call([&] {
        fork();
        session.enqueue_forward(beside());
        join();
        session.enqueue_backward(own());
    });
    device().synchronize();

    EXPECT_EQ(session.bits(), bits_on_one_stream(1, false));
    EXPECT_EQ(session.damage(), "");
}

TEST_P(Streams, CarryAProblemAndAHandleEach) {
    const cuxent::Handle second(CUXENT_BACKEND_CUDA, device().ordinal());

    expect_two_problems_side_by_side(second);
}

/// The workspace of its products comes with each call's scratch.
TEST_P(Streams, CarryAProblemEachOfOneHandle) {
    expect_two_problems_side_by_side(device().handle());
}

/// A default stream cannot be captured.
class DefaultStream : public Streams {};

TEST_P(DefaultStream, TakesCalls) {
    Session session = this->session(1, false);
    session.prepare();

    session.enqueue_forward({device().handle(), nullptr});
    session.enqueue_backward({device().handle(), nullptr});

    const CurrentDevice here(device().ordinal());
    check_cuda(cudaDeviceSynchronize(), "cudaDeviceSynchronize");
    EXPECT_EQ(session.bits(), bits_on_one_stream(1, false));
    EXPECT_EQ(session.damage(), "");
}

// Without a device there is none to try; IsAvailable says so.
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(Streams);
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(DefaultStream);
INSTANTIATE_TEST_SUITE_P(Backend, Streams, every_cuda(), backend_name);
INSTANTIATE_TEST_SUITE_P(Backend, DefaultStream, every_direct_cuda(), backend_name);

}  // namespace
}  // namespace backend
