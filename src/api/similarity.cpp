// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
// The calls beside the loss: every argument is checked here, before anything is touched.
#include "api/argument_checks.hpp"
#include "api/objects.hpp"
#include "api/similarity_call.hpp"
#include "api/wall.hpp"
#include "base/scale_kind.hpp"
#include "calls/resolve.hpp"

namespace {

using namespace cuxent::impl;  // NOLINT(google-build-using-namespace): the vocabulary of this file
namespace kernels = cuxent::kernels;

Scale scale_of(cuxentHandle handle, const cuxentScalar* scale, cuxentScaleKind given,
               cuxentType type) {
    if (scale == nullptr) return {{1, nullptr}, kernels::ScaleKind::kLogit};
    const kernels::ScaleKind kind = scale_kind(given);
    const bool is_host = handle->backend->is_host();
    return {checked_scale("scale", *scale, kind, scalar_bytes(type), is_host), kind};
}

}  // namespace

cuxentStatus cuxentNormalizeRows(cuxentHandle handle, const cuxentNormalization* normalization,
                                 cuxentConstMatrix x, cuxentMatrix z, void* norms,
                                 cuxentStream stream) noexcept {
    return wall(handle, __func__, [&] {
        const auto what = begin_call<cuxentNormalization>(handle, normalization, "normalization",
                                                          resolved, stream);
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
        const auto what = begin_call<cuxentNormalization>(handle, normalization, "normalization",
                                                          resolved, stream);
        check_matrix("x", x, what.type, what.dim, "dim");
        check_matrix("dz", dz, what.z_type, what.dim, "dim");
        check_matrix("dx", dx, what.type, what.dim, "dim");
        check_flag("accumulate", accumulate);
        handle->backend->similarity_calls().normalize_backward(
            {what, x, dz, dx, accumulate != 0, stream});
    });
}

cuxentStatus cuxentPairSimilarity(cuxentHandle handle, const cuxentSimilarity* similarity,
                                  cuxentConstMatrix a, cuxentConstMatrix b,
                                  const cuxentScalar* scale, void* result,
                                  cuxentStream stream) noexcept {
    return wall(handle, __func__, [&] {
        const auto what = begin_call(handle, similarity, "similarity", resolved_pairs, stream);
        check_matrix("a", a, what.type, what.dim, "dim");
        check_matrix("b", b, what.type, what.dim, "dim");
        require(result, "result");
        check_alignment("result", "", result, scalar_bytes(what.type));
        const Scale factor = scale_of(handle, scale, what.scale_kind, what.type);
        handle->backend->similarity_calls().pair_similarity({what, a, b, factor, result, stream});
    });
}

cuxentStatus cuxentRowSoftmax(cuxentHandle handle, const cuxentSoftmax* softmax,
                              cuxentConstMatrix similarities, const cuxentScalar* scale,
                              const cuxentSoftmaxResults* results, cuxentStream stream) noexcept {
    return wall(handle, __func__, [&] {
        const auto what = begin_call<cuxentSoftmax>(handle, softmax, "softmax", resolved, stream);
        check_matrix("similarities", similarities, what.type, what.n_cols, "n_cols");
        const Scale factor = scale_of(handle, scale, what.scale_kind, what.type);
        require(results, "results");
        check_optional_matrix("results.softmax", results->softmax, what.result_type, what.n_cols,
                              "n_cols");
        check_optional_matrix("results.log_softmax", results->log_softmax, what.result_type,
                              what.n_cols, "n_cols");
        check_alignment("results", ".lse", results->lse, scalar_bytes(what.type));
        handle->backend->similarity_calls().row_softmax(
            {what, similarities, factor, *results, stream});
    });
}

cuxentStatus cuxentSimilarityMatrixScratch(cuxentHandle handle, const cuxentSimilarity* similarity,
                                           size_t* bytes) noexcept {
    return wall(handle, __func__, [&] {
        const auto what = begin_call(handle, similarity, "similarity", resolved_matrix, nullptr);
        require(bytes, "bytes");
        *bytes = handle->backend->similarity_calls().similarity_matrix_scratch(what);
    });
}

cuxentStatus cuxentSimilarityMatrix(cuxentHandle handle, const cuxentSimilarity* similarity,
                                    cuxentConstMatrix a, cuxentConstMatrix b,
                                    const cuxentScalar* scale, cuxentMatrix result,
                                    cuxentBuffer scratch, cuxentStream stream) noexcept {
    return wall(handle, __func__, [&] {
        const auto what = begin_call(handle, similarity, "similarity", resolved_matrix, stream);
        check_matrix("a", a, what.type, what.dim, "dim");
        check_matrix("b", b, what.type, what.dim, "dim");
        check_matrix("result", result, what.result_type, what.n_cols, "n_cols");
        const Scale factor = scale_of(handle, scale, what.scale_kind, what.type);
        SimilarityCalls& calls = handle->backend->similarity_calls();
        check_buffer("scratch", scratch, calls.similarity_matrix_scratch(what));
        calls.similarity_matrix({what, a, b, factor, result, scratch.data, stream});
    });
}
