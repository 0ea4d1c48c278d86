// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file cuda_queue_test.cpp @brief An enqueue captured once goes on where the last launch was. */
#include "backend/call_data.h"
#include "backend/cuda_objects.h"
#include "backend/queue_fixture.h"

namespace backend {
namespace {

class CapturedQueue : public OnEveryBackend {};

TEST_P(CapturedQueue, GoesOnWhereItWasEachTimeItsGraphRuns) {
    constexpr std::int64_t kRows = 3;
    constexpr std::int64_t kDim = 10;
    auto* stream = static_cast<cudaStream_t>(device().stream());
    WatchedQueue watched(device(), CUXENT_TYPE_FLOAT16, 7, kDim);
    const DeviceInteger where(device(), 0);
    StridedMatrix rows(device(), CUXENT_TYPE_FLOAT32, kRows, kDim, {});
    cuxentEnqueue what{};
    what.n_rows = kRows;
    what.normalize = 1;
    cuxentQueuePosition position{0, where.pointer()};
    const Graph graph(stream, [&] {
        cuxent::enqueue_rows(device().handle(), watched.queue(), what, rows.as_input(), position,
                             stream);
    });
    for (std::uint64_t step = 1; step <= 4; ++step) {
        const auto values = random_elements(CUXENT_TYPE_FLOAT32, kRows * kDim, step);
        rows.write(values);

        graph.run(stream);

        watched.expect(values, true);
        EXPECT_EQ(watched.fault(CUXENT_TYPE_FLOAT32), "") << step;
        EXPECT_EQ(where.value(), watched.position) << step;
    }
}

// Without a device there is none to try; IsAvailable says so.
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(CapturedQueue);
INSTANTIATE_TEST_SUITE_P(Backend, CapturedQueue, every_direct_cuda(), backend_name);

}  // namespace
}  // namespace backend
