// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
// The calls beside the loss: every argument is checked here, before anything is touched.
#include "api/argument_checks.hpp"
#include "api/objects.hpp"
#include "api/wall.hpp"
#include "calls/resolve.hpp"

namespace {

using namespace cuxent::impl;  // NOLINT(google-build-using-namespace): the vocabulary of this file

/// Bytes of norms, scales and vectors of results of a call on elements of `type`.
std::size_t scalar_bytes(cuxentType type) {
    return type == CUXENT_TYPE_FLOAT64 ? sizeof(double) : sizeof(float);
}

/// What all calls check first.
template <class Description>
Description begin(cuxentHandle handle, const Description* what, const char* name,
                  cuxentStream stream) {
    require_handle(handle);
    require(what, name);
    check_stream(handle->backend->is_host(), stream);
    return resolved(*what);
}

}  // namespace

cuxentStatus cuxentNormalizeRows(cuxentHandle handle, const cuxentNormalization* normalization,
                                 cuxentConstMatrix x, cuxentMatrix z, void* norms,
                                 cuxentStream stream) noexcept {
    return wall(handle, __func__, [&] {
        const auto what = begin(handle, normalization, "normalization", stream);
        check_matrix("x", x, what.type, what.dim, "dim");
        check_matrix("z", z, what.z_type, what.dim, "dim");
        check_alignment("norms", "", norms, scalar_bytes(what.type));
        handle->backend->similarity_calls().normalize({what, x, z, norms, stream});
    });
}

cuxentStatus cuxentNormalizeRowsBackward(cuxentHandle handle,
                                         const cuxentNormalization* normalization,
                                         cuxentConstMatrix x, cuxentConstMatrix dz, cuxentMatrix dx,
                                         int32_t accumulate, cuxentStream stream) noexcept {
    return wall(handle, __func__, [&] {
        const auto what = begin(handle, normalization, "normalization", stream);
        check_matrix("x", x, what.type, what.dim, "dim");
        check_matrix("dz", dz, what.z_type, what.dim, "dim");
        check_matrix("dx", dx, what.type, what.dim, "dim");
        check_flag("accumulate", accumulate);
        handle->backend->similarity_calls().normalize_backward(
            {what, x, dz, dx, accumulate != 0, stream});
    });
}
