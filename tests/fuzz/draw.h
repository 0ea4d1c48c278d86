// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file draw.h @brief Arguments of calls from the fuzzer's bytes. */
#ifndef CUXENT_TESTS_FUZZ_DRAW_H
#define CUXENT_TESTS_FUZZ_DRAW_H

#include <fuzzer/FuzzedDataProvider.h>

#include <cstdint>
#include <limits>
#include <type_traits>

#include "cuxent/cuxent.h"

namespace fuzz {

/// Mostly what a caller would write, and in hostile inputs now and then what none should.
class Draw {
 public:
    Draw(const std::uint8_t* data, std::size_t size) : bytes_(data, size) {
        is_hostile_ = bytes_.ConsumeIntegralInRange(0, 2) == 0;
    }

    bool coin() { return bytes_.ConsumeBool(); }
    bool one_in(int n) { return bytes_.ConsumeIntegralInRange(1, n) == n; }
    /// Whether the next argument is to be wrong.
    bool hostile() { return is_hostile_ && one_in(24); }
    int below(int n) { return bytes_.ConsumeIntegralInRange(0, n - 1); }
    std::uint64_t word() { return bytes_.ConsumeIntegral<std::uint64_t>(); }

    /// A number of rows, columns, entries: usually few.
    std::int64_t size() {
        if (hostile()) return strange_integer();
        return one_in(16) ? 1 + below(70) : 1 + below(6);
    }
    std::int64_t size_or_none() { return coin() ? 0 : size(); }
    std::int64_t integer(std::int64_t most) {
        return hostile() ? strange_integer() : bytes_.ConsumeIntegralInRange<std::int64_t>(0, most);
    }

    /// A value of an enum whose values go from 1 to `most`, at times 0 and at times none.
    template <class Enum>
    Enum choice(int most) {
        const int value = hostile() ? static_cast<int>(strange_integer()) : 1 + below(most);
        return static_cast<Enum>(value);
    }
    std::int32_t flag() { return hostile() ? static_cast<std::int32_t>(word()) : below(2); }

    /// A number that is 0 or near 1.
    double option() {
        if (hostile()) return strange_number();
        return coin() ? 0 : bytes_.ConsumeFloatingPointInRange(0.01, 2.0);
    }
    double positive() {
        return hostile() ? strange_number() : bytes_.ConsumeFloatingPointInRange(0.01, 2.0);
    }
    double number() {
        return one_in(8) ? strange_number() : bytes_.ConsumeFloatingPointInRange(-3.0, 3.0);
    }

    std::int64_t strange_integer() {
        constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
        constexpr std::int64_t kStrange[] = {
            0,         -1,         2,         7,         99,          INT32_MAX,
            INT32_MIN, 1LL << 31,  1LL << 32, 1LL << 53, 1LL << 62,   kMost,
            kMost - 1, -kMost - 1, kMost / 2, 65536,     100'000'000, 1LL << 40};
        return one_in(8) ? bytes_.ConsumeIntegral<std::int64_t>()
                         : bytes_.PickValueInArray(kStrange);
    }
    double strange_number() {
        constexpr double kStrange[] = {0,
                                       -0.0,
                                       -1,
                                       1e-300,
                                       -1e-300,
                                       1e39,
                                       1e300,
                                       4e-324,
                                       1e-45,
                                       std::numeric_limits<double>::infinity(),
                                       -std::numeric_limits<double>::infinity(),
                                       std::numeric_limits<double>::quiet_NaN()};
        return one_in(8) ? bytes_.ConsumeFloatingPoint<double>()
                         : bytes_.PickValueInArray(kStrange);
    }

 private:
    FuzzedDataProvider bytes_;
    bool is_hostile_;
};

}  // namespace fuzz

#endif  // CUXENT_TESTS_FUZZ_DRAW_H
