// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file queue_test.cpp @brief A queue of negatives holds what enqueuing row by row would leave. */
#include "backend/queue_fixture.h"

#include <limits>

#include "backend/call_data.h"

namespace backend {
namespace {

class QueueOf : public OnEveryType {
 protected:
    /// Enqueues n rows at `position`, and what the plain queue makes of the same rows.
    void enqueue(WatchedQueue& watched, std::int64_t n, bool normalize,
                 cuxentQueuePosition& position, std::uint64_t seed) {
        const cuxentQueue queue = watched.queue();
        const std::vector<double> rows = random_elements(type(), n * queue.dim, seed);
        StridedMatrix from(device(), type(), n, queue.dim, {2, 1});
        from.write(rows);
        cuxentEnqueue what{};
        what.n_rows = n;
        what.type = type();
        what.normalize = normalize ? 1 : 0;

        device().call([&] {
            cuxent::enqueue_rows(device().handle(), queue, what, from.as_input(), position,
                                 device().stream());
        });
        device().synchronize();

        EXPECT_EQ(from.damage(), "");
        watched.expect(rows, normalize);
    }

    [[nodiscard]] std::vector<cuxentType> queue_types() const {
        if (type() == CUXENT_TYPE_FLOAT64) return {CUXENT_TYPE_FLOAT64};
        return {CUXENT_TYPE_FLOAT32, CUXENT_TYPE_FLOAT16, CUXENT_TYPE_BFLOAT16};
    }
};

TEST_P(QueueOf, EveryTypeWrapsAround) {
    for (const cuxentType queue_type : queue_types()) {
        for (const bool normalize : {false, true}) {
            WatchedQueue watched(device(), queue_type, 7, 19, {3, 1});
            cuxentQueuePosition position{0, nullptr};
            // 3, 6, 9 = 2, 9 = 2, 16 = 2: up to the end, across it, exactly around, more than
            // there are slots.
            for (const std::int64_t n : {3, 3, 3, 7, 16}) {
                enqueue(watched, n, normalize, position, static_cast<std::uint64_t>(n));

                EXPECT_EQ(watched.fault(type()), "")
                    << n << " rows into " << harness::name_of(queue_type) << ", normalize "
                    << normalize;
                EXPECT_EQ(position.value, watched.position) << n << " rows";
            }
        }
    }
}

TEST_P(QueueOf, APositionInMemoryIsAdvancedThere) {
    WatchedQueue watched(device(), type(), 5, 40);
    const DeviceInteger where(device(), 4);
    watched.position = 4;
    cuxentQueuePosition position{-1, where.pointer()};
    for (const std::int64_t n : {2, 1, 5, 13}) {
        enqueue(watched, n, true, position, static_cast<std::uint64_t>(n));

        EXPECT_EQ(watched.fault(type()), "") << n << " rows";
        EXPECT_EQ(where.value(), watched.position) << n << " rows";
        EXPECT_EQ(position.value, -1);
    }
}

TEST_P(QueueOf, WideRowsAndOneSlotWork) {
    for (const std::int64_t dim : {1, 300, 1500}) {
        WatchedQueue watched(device(), type(), 1, dim);
        cuxentQueuePosition position{0, nullptr};

        enqueue(watched, 2, true, position, 9);

        EXPECT_EQ(watched.fault(type()), "") << dim;
        EXPECT_EQ(position.value, 0);
    }
}

TEST_P(QueueOf, NoPositionLeadsOutsideOfIt) {
    if (device().reads_memory_on_host()) return;  // refused there: tests/api
    for (const std::int64_t bad :
         {std::int64_t{-1}, std::int64_t{12345}, std::numeric_limits<std::int64_t>::min(),
          std::numeric_limits<std::int64_t>::max()}) {
        WatchedQueue watched(device(), type(), 5, 3);
        const DeviceInteger where(device(), bad);
        watched.position = (bad % 5 + 5) % 5;
        cuxentQueuePosition position{0, where.pointer()};

        enqueue(watched, 3, false, position, 10);

        EXPECT_EQ(watched.fault(type()), "") << bad;
        EXPECT_EQ(where.value(), watched.position) << bad;
    }
}

INSTANTIATE_TEST_SUITE_P(Backend, QueueOf, every_type(), type_name);

}  // namespace
}  // namespace backend
