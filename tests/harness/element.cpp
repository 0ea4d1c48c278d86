// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "harness/element.h"

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <stdexcept>

namespace harness {

namespace {

/// Bits of a value that is representable in a 16-bit format.
std::uint16_t encode16(const Format& format, double x) {
    const int fraction_bits = format.precision - 1;
    const auto exponent_mask = static_cast<std::uint32_t>(format.highest_exponent * 2 + 1);
    const std::uint32_t sign = std::signbit(x) ? 0x8000U : 0U;
    std::uint32_t exponent = 0;
    double fraction = 0;  // in units of the last place
    if (std::isnan(x) || std::isinf(x)) {
        exponent = exponent_mask;
        fraction = std::isnan(x) ? std::ldexp(0.5, fraction_bits) : 0;
    } else if (std::abs(x) < format.smallest_normal()) {
        fraction = std::ldexp(std::abs(x), fraction_bits - format.lowest_exponent);
    } else {
        const int power = std::ilogb(x);
        exponent = static_cast<std::uint32_t>(power - format.lowest_exponent + 1);
        fraction = std::ldexp(std::abs(x), fraction_bits - power) - std::ldexp(1.0, fraction_bits);
    }
    return static_cast<std::uint16_t>(sign | exponent << static_cast<unsigned>(fraction_bits) |
                                      static_cast<std::uint32_t>(fraction));
}

double decode16(const Format& format, std::uint16_t bits) {
    const int fraction_bits = format.precision - 1;
    const int sign = (bits & 0x8000U) != 0 ? -1 : 1;
    const int exponent = (bits & 0x7FFF) >> fraction_bits;
    const int fraction = bits & ((1 << fraction_bits) - 1);
    if (exponent == format.highest_exponent * 2 + 1) {
        return fraction == 0 ? sign * std::numeric_limits<double>::infinity()
                             : std::numeric_limits<double>::quiet_NaN();
    }
    const int hidden = exponent == 0 ? 0 : 1 << fraction_bits;
    const int power = (exponent == 0 ? 1 : exponent) - 1 + format.lowest_exponent - fraction_bits;
    return sign * std::ldexp(hidden + fraction, power);
}

}  // namespace

double Format::unit_roundoff() const {
    return std::ldexp(1.0, -precision);
}

double Format::smallest_normal() const {
    return std::ldexp(1.0, lowest_exponent);
}

double Format::overflow() const {
    if (precision == std::numeric_limits<double>::digits) {
        return std::numeric_limits<double>::infinity();
    }
    return std::ldexp(2.0 - unit_roundoff(), highest_exponent);
}

double Format::half_ulp(double x) const {
    const double magnitude = std::max(std::abs(x), smallest_normal());
    if (!std::isfinite(magnitude)) return 0;
    return std::ldexp(1.0, std::ilogb(magnitude) - precision);
}

double Format::round(double x) const {
    if (!std::isfinite(x) || precision == std::numeric_limits<double>::digits) return x;
    if (std::abs(x) >= overflow()) return std::copysign(std::numeric_limits<double>::infinity(), x);
    const double ulp = 2 * half_ulp(x);
    return std::nearbyint(x / ulp) * ulp;
}

Format format_of(cuxentType type) {
    switch (type) {
        case CUXENT_TYPE_FLOAT32:
            return {4, 24, -126, 127};
        case CUXENT_TYPE_FLOAT16:
            return {2, 11, -14, 15};
        case CUXENT_TYPE_BFLOAT16:
            return {2, 8, -126, 127};
        case CUXENT_TYPE_FLOAT64:
            return {8, 53, -1022, 1023};
    }
    throw std::invalid_argument("not an element type");
}

cuxentType scalar_type(cuxentType type) {
    return type == CUXENT_TYPE_FLOAT64 ? CUXENT_TYPE_FLOAT64 : CUXENT_TYPE_FLOAT32;
}

const char* name_of(cuxentType type) {
    switch (type) {
        case CUXENT_TYPE_FLOAT32:
            return "f32";
        case CUXENT_TYPE_FLOAT16:
            return "f16";
        case CUXENT_TYPE_BFLOAT16:
            return "bf16";
        case CUXENT_TYPE_FLOAT64:
            return "f64";
    }
    throw std::invalid_argument("not an element type");
}

void store(cuxentType type, double x, void* element) {
    const double rounded = format_of(type).round(x);
    if (type == CUXENT_TYPE_FLOAT64) {
        std::memcpy(element, &rounded, sizeof(double));
    } else if (type == CUXENT_TYPE_FLOAT32) {
        const auto value = static_cast<float>(rounded);
        std::memcpy(element, &value, sizeof(float));
    } else {
        const std::uint16_t bits = encode16(format_of(type), rounded);
        std::memcpy(element, &bits, sizeof(bits));
    }
}

double load(cuxentType type, const void* element) {
    if (type == CUXENT_TYPE_FLOAT64) {
        double value = 0;
        std::memcpy(&value, element, sizeof(double));
        return value;
    }
    if (type == CUXENT_TYPE_FLOAT32) {
        float value = 0;
        std::memcpy(&value, element, sizeof(float));
        return value;
    }
    std::uint16_t bits = 0;
    std::memcpy(&bits, element, sizeof(bits));
    return decode16(format_of(type), bits);
}

}  // namespace harness
