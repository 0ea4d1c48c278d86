// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
// The queue of negatives: checks, and where its position is read and advanced.
#include <algorithm>

#include "api/similarity_call.hpp"
#include "calls/resolve.hpp"
#include "kernels/ring.h"

namespace {

using namespace cuxent::impl;  // NOLINT(google-build-using-namespace): the vocabulary of this file

/// The number that the host advances; null where only the device can read it.
std::int64_t* position_on_host(bool is_host, cuxentQueuePosition& position) {
    if (position.data == nullptr) return &position.value;
    check_alignment("position", ".data", position.data, sizeof(std::int64_t));
    return is_host ? position.data : nullptr;
}

void check_position(std::int64_t position, std::int64_t capacity) {
    if (position < 0 || position >= capacity) {
        refuse(CUXENT_STATUS_BAD_VALUE, "position", std::to_string(position),
               "0 to capacity - 1 = " + std::to_string(capacity - 1));
    }
}

/// Leaves out the rows that later ones overwrite.
void drop_overwritten(EnqueueCall& call) {
    const std::int64_t n = std::max<std::int64_t>(0, call.what.n_rows - call.queue.capacity);
    call.rows.data = element_at(call.rows.data, call.what.type, n * call.rows.ld);
    call.what.n_rows -= n;
    call.begin += n;
}

}  // namespace

cuxentStatus cuxentEnqueueRows(cuxentHandle handle, const cuxentQueue* queue,
                               const cuxentEnqueue* enqueue, cuxentConstMatrix rows,
                               cuxentQueuePosition* position, cuxentStream stream) noexcept {
    return wall(handle, __func__, [&] {
        const auto ring = begin_call<cuxentQueue>(handle, queue, "queue", resolved, stream);
        require(enqueue, "enqueue");
        const cuxentEnqueue what = resolved(*enqueue, ring);
        check_matrix("queue", ring, ring.type, ring.dim, "dim");
        check_matrix("rows", rows, what.type, ring.dim, "queue.dim");
        require(position, "position");
        std::int64_t* on_host = position_on_host(handle->backend->is_host(), *position);
        if (on_host != nullptr) check_position(*on_host, ring.capacity);
        EnqueueCall call{ring,
                         what,
                         rows,
                         on_host != nullptr ? *on_host : 0,
                         on_host != nullptr ? nullptr : position->data,
                         what.n_rows,
                         stream};
        drop_overwritten(call);
        handle->backend->similarity_calls().enqueue(call);
        if (on_host != nullptr) {
            *on_host = cuxent::kernels::ring_slot(*on_host, what.n_rows, ring.capacity);
        }
    });
}
