// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file queue_fixture.h @brief A queue in device memory beside a plain one that does the same. */
#ifndef CUXENT_TESTS_BACKEND_QUEUE_FIXTURE_H
#define CUXENT_TESTS_BACKEND_QUEUE_FIXTURE_H

#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "backend/strided_matrix.h"
#include "backend/suite.h"
#include "harness/rounding.h"

namespace backend {

/// One number in device memory.
class DeviceInteger {
 public:
    DeviceInteger(Device& device, std::int64_t value) : memory_(device, sizeof(value)) {
        std::vector<std::byte> bytes(sizeof(value));
        std::memcpy(bytes.data(), &value, sizeof(value));
        memory_.write(bytes);
    }
    [[nodiscard]] std::int64_t* pointer() const {
        return static_cast<std::int64_t*>(memory_.data());
    }
    [[nodiscard]] std::int64_t value() const {
        std::int64_t value = 0;
        std::memcpy(&value, memory_.read().data(), sizeof(value));
        return value;
    }

 private:
    GuardedMemory memory_;
};

/// The queue under test, and what it must hold.
class WatchedQueue {
 public:
    WatchedQueue(Device& device, cuxentType type, std::int64_t capacity, std::int64_t dim,
                 const Strides& strides = {})
        : type_(type),
          capacity_(capacity),
          dim_(dim),
          slots_(device, type, capacity, dim, strides) {
        for (std::int64_t k = 0; k < capacity * dim; ++k) {
            want_.add(static_cast<long double>(k % 64), 0);  // exact in every type
        }
        slots_.write(want_.want);
    }

    [[nodiscard]] cuxentQueue queue() const {
        const cuxentMatrix matrix = slots_.as_output();
        return {matrix.data, matrix.ld, capacity_, dim_, type_};
    }

    /// What one enqueue after the other must do to a queue.
    void expect(const std::vector<double>& rows, bool normalize) {
        const auto dim = static_cast<std::size_t>(dim_);
        const reference::Values values =
            normalize ? reference::normalize(rows, dim_, {}).z : reference::Values{rows, rows};
        for (std::size_t at = 0; at < rows.size(); at += dim) {
            const auto slot = static_cast<std::size_t>(position) * dim;
            for (std::size_t k = 0; k < dim; ++k) {
                want_.want[slot + k] = values.want[at + k];
                want_.magnitude[slot + k] = std::abs(values.magnitude[at + k]);
            }
            position = (position + 1) % capacity_;
        }
    }

    /// "" if it holds what it must. Rows of `arithmetic` were enqueued.
    [[nodiscard]] std::string fault(cuxentType arithmetic) const {
        return slots_.damage_around() +
               mismatch(harness::within_rounding("slot", want_, dim_, type_, arithmetic),
                        slots_.read());
    }

    std::int64_t position = 0;

 private:
    cuxentType type_;
    std::int64_t capacity_;
    std::int64_t dim_;
    StridedMatrix slots_;
    reference::Values want_;
};

}  // namespace backend

#endif  // CUXENT_TESTS_BACKEND_QUEUE_FIXTURE_H
