// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <sstream>
#include <string>

#include "api/wall.hpp"
#include "base/element_size.hpp"
#include "base/index.hpp"
#include "base/refuse.hpp"
#include "kernels/logits.h"
#include "plan/arena.hpp"

namespace cuxent::impl {

// Checks of arguments. Names are put together only on the way out: a call that succeeds allocates
// nothing.

inline void check_alignment(const char* argument, const char* field, const void* pointer,
                            std::size_t alignment) {
    const std::size_t off = reinterpret_cast<std::uintptr_t>(pointer) % alignment;
    if (off != 0) {
        refuse(CUXENT_STATUS_MISALIGNED, std::string(argument) + field,
               "an address " + std::to_string(off) + " bytes past alignment",
               "a multiple of " + std::to_string(alignment));
    }
}

/// A matrix that must be there; `columns` is the name of its width.
template <class Matrix>
void check_matrix(const char* argument, const Matrix& matrix, cuxentType type, std::int64_t width,
                  const char* columns) {
    require(matrix.data, argument, ".data");
    check_alignment(argument, ".data", matrix.data, size_of(type));
    if (matrix.ld < width) {
        refuse(CUXENT_STATUS_BAD_STRIDE, std::string(argument) + ".ld", std::to_string(matrix.ld),
               std::string("at least ") + columns + " = " + std::to_string(width));
    }
}

/// The same for one that may be left out.
template <class Matrix>
void check_optional_matrix(const char* argument, const Matrix& matrix, cuxentType type,
                           std::int64_t width, const char* columns) {
    if (matrix.data != nullptr) check_matrix(argument, matrix, type, width, columns);
}

/// 0 or 1.
inline void check_flag(const char* argument, std::int32_t flag) {
    if (flag != 0 && flag != 1) {
        refuse(CUXENT_STATUS_BAD_VALUE, argument, std::to_string(flag), "0 or 1");
    }
}

/// Caller-owned memory of at least `needed` bytes.
inline void check_buffer(const char* argument, cuxentBuffer buffer, std::size_t needed) {
    require(buffer.data, argument, ".data");
    check_alignment(argument, ".data", buffer.data, Arena::kAlignment);
    if (buffer.bytes < needed) {
        refuse(CUXENT_STATUS_BUFFER_TOO_SMALL, std::string(argument) + ".bytes",
               std::to_string(buffer.bytes), "at least " + std::to_string(needed));
    }
}

/// Bytes of norms, scales and vectors of results of a call on elements of `type`.
inline std::size_t scalar_bytes(cuxentType type) {
    return type == CUXENT_TYPE_FLOAT64 ? sizeof(double) : sizeof(float);
}

/// A scalar of `bytes` bytes as a value where the host can read it; still a pointer where it
/// cannot.
inline cuxentScalar read_on_host(const char* argument, cuxentScalar scalar, std::size_t bytes,
                                 bool is_host) {
    check_alignment(argument, ".data", scalar.data, bytes);
    if (scalar.data == nullptr || !is_host) return scalar;
    return {bytes == sizeof(double) ? *static_cast<const double*>(scalar.data)
                                    : *static_cast<const float*>(scalar.data),
            nullptr};
}

/// The same of a scale, which must be one.
inline cuxentScalar checked_scale(const char* argument, cuxentScalar given, kernels::ScaleKind kind,
                                  std::size_t bytes, bool is_host) {
    const cuxentScalar scale = read_on_host(argument, given, bytes, is_host);
    if (scale.data != nullptr) return scale;
    const double logit_scale = kernels::logit_scale_of(scale.value, kind);
    if (std::isnan(logit_scale)) {
        refuse(CUXENT_STATUS_BAD_VALUE, argument, std::to_string(scale.value),
               kind == kernels::ScaleKind::kLogLogit ? "a finite number with a finite exp"
                                                     : "a finite number > 0");
    }
    const bool is_usable = bytes == sizeof(double) ? kernels::is_usable_scale<double>(logit_scale)
                                                   : kernels::is_usable_scale<float>(logit_scale);
    if (!is_usable) {
        std::ostringstream got;
        got << scale.value << ", which multiplies similarities by " << logit_scale;
        refuse(CUXENT_STATUS_BAD_VALUE, argument, got.str(),
               bytes == sizeof(double) ? "a factor that is a normal number"
                                       : "a factor from 1.18e-38 to 3.4e38: a normal number");
    }
    return scale;
}

/// An array of labels or indices; null is aligned.
inline void check_integers(const char* argument, const char* field,
                           const kernels::Integers& array) {
    check_alignment(argument, field, array.data, entry_bytes(array));
}

/// Indices that the host can read: each from 0 to `most`, which `wanted` leads to.
inline void check_index_range(const char* argument, const kernels::Integers& indices,
                              std::int64_t n, std::int64_t most, const char* wanted) {
    for (std::int64_t i = 0; i < n; ++i) {
        if (indices[i] >= 0 && indices[i] <= most) continue;
        refuse(CUXENT_STATUS_BAD_VALUE, std::string(argument) + "[" + std::to_string(i) + "]",
               std::to_string(indices[i]), wanted + std::to_string(most));
    }
}

/// The stream of a call on a backend that `is_host`.
inline void check_stream(bool is_host, cuxentStream stream) {
    if (is_host && stream != nullptr) {
        refuse(CUXENT_STATUS_BAD_VALUE, "stream", "a pointer", "NULL on the CPU");
    }
}

}  // namespace cuxent::impl
