// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "calls/resolve.hpp"

#include <algorithm>
#include <cstdint>
#include <string>

#include "base/fields.hpp"

namespace cuxent::impl {
namespace {

constexpr std::int64_t kMostRows = INT32_MAX;
constexpr std::int64_t kMostElements = INT64_MAX / 1024;

/// A description whose fields may be left at 0.
class Description : public Fields {
 public:
    using Fields::Fields;

    void check_size(const char* field, std::int64_t got) const {
        check_range(field, got, 1, kMostRows);
    }

    void check_elements(const char* field, std::int64_t rows, const char* width_field,
                        std::int64_t width) const {
        if (rows > kMostElements / width) {
            refuse_field(CUXENT_STATUS_BAD_SHAPE, field, rows,
                         std::string(field) + " * " + width_field + " of at most " +
                             std::to_string(kMostElements));
        }
    }

    /// A field that a call has no use for.
    void check_unused(const char* field, std::int64_t got, const char* call) const {
        if (got != 0) {
            refuse_field(CUXENT_STATUS_BAD_VALUE, field, got, std::string("0 for ") + call);
        }
    }

    /// An enum whose 0 stands for `fallback`; `wanted` lists its names.
    template <class Enum>
    void resolve(const char* field, Enum& value, Enum fallback, Enum last,
                 const char* wanted) const {
        const auto number = static_cast<std::int32_t>(value);
        if (number < 0 || number > static_cast<std::int32_t>(last)) {
            refuse_field(CUXENT_STATUS_BAD_VALUE, field, number, std::string("0 or ") + wanted);
        }
        if (number == 0) value = fallback;
    }

    void resolve_type(const char* field, cuxentType& type, cuxentType fallback) const {
        resolve(field, type, fallback, CUXENT_TYPE_FLOAT64,
                "a cuxentType: FLOAT32, FLOAT16, BFLOAT16 or FLOAT64");
    }

    /// A type of results: that of the input, or FLOAT32 for 16-bit input.
    void resolve_result_type(const char* field, cuxentType& result, cuxentType type) const {
        resolve_type(field, result, type);
        const bool wider = result == CUXENT_TYPE_FLOAT32 && type != CUXENT_TYPE_FLOAT64;
        if (result != type && !wider) {
            refuse_field(CUXENT_STATUS_NOT_SUPPORTED, field, static_cast<std::int32_t>(result),
                         std::string(argument()) + ".type, or FLOAT32 for 16-bit elements");
        }
    }

    void resolve_scale_kind(cuxentScaleKind& kind) const {
        resolve("scale_kind", kind, CUXENT_SCALE_TEMPERATURE, CUXENT_SCALE_LOG_LOGIT,
                "a cuxentScaleKind: TEMPERATURE, LOGIT or LOG_LOGIT");
    }

    void resolve_norm_rule(cuxentSmallNorm& small_norm, double norm_eps) const {
        resolve("small_norm", small_norm, CUXENT_SMALL_NORM_ZERO, CUXENT_SMALL_NORM_CLAMP,
                "a cuxentSmallNorm: ZERO or CLAMP");
        check_not_negative("norm_eps", norm_eps);
    }
};

/// What pairs and matrices have in common.
void resolve_similarity(const Description& fields, cuxentSimilarity& what) {
    fields.check_size("n_rows", what.n_rows);
    fields.check_size("dim", what.dim);
    fields.check_elements("n_rows", what.n_rows, "dim", what.dim);
    fields.resolve_type("type", what.type, CUXENT_TYPE_FLOAT32);
    fields.resolve("measure", what.measure, CUXENT_MEASURE_COSINE, CUXENT_MEASURE_DOT,
                   "a cuxentMeasure: COSINE or DOT");
    fields.resolve_scale_kind(what.scale_kind);
    fields.resolve_norm_rule(what.small_norm, what.norm_eps);
}

}  // namespace

cuxentNormalization resolved(const cuxentNormalization& given) {
    const Description fields("normalization");
    cuxentNormalization what = given;
    fields.check_size("n_rows", what.n_rows);
    fields.check_size("dim", what.dim);
    fields.check_elements("n_rows", what.n_rows, "dim", what.dim);
    fields.resolve_type("type", what.type, CUXENT_TYPE_FLOAT32);
    fields.resolve_result_type("z_type", what.z_type, what.type);
    fields.resolve_norm_rule(what.small_norm, what.norm_eps);
    return what;
}

cuxentSimilarity resolved_pairs(const cuxentSimilarity& given) {
    const Description fields("similarity");
    cuxentSimilarity what = given;
    resolve_similarity(fields, what);
    fields.check_unused("n_cols", what.n_cols, "cuxentPairSimilarity()");
    fields.check_unused("result_type", static_cast<std::int32_t>(what.result_type),
                        "cuxentPairSimilarity()");
    fields.check_unused("precision", static_cast<std::int32_t>(what.precision),
                        "cuxentPairSimilarity()");
    return what;
}

cuxentSimilarity resolved_matrix(const cuxentSimilarity& given) {
    const Description fields("similarity");
    cuxentSimilarity what = given;
    resolve_similarity(fields, what);
    fields.check_size("n_cols", what.n_cols);
    fields.check_elements("n_cols", what.n_cols, "dim", what.dim);
    fields.check_elements("n_rows", what.n_rows, "n_cols", what.n_cols);
    fields.resolve_result_type("result_type", what.result_type, what.type);
    fields.resolve("precision", what.precision, CUXENT_PRECISION_FULL, CUXENT_PRECISION_TF32,
                   "a cuxentPrecision: FULL or TF32");
    return what;
}

cuxentSoftmax resolved(const cuxentSoftmax& given) {
    const Description fields("softmax");
    cuxentSoftmax what = given;
    fields.check_size("n_rows", what.n_rows);
    fields.check_size("n_cols", what.n_cols);
    fields.check_elements("n_rows", what.n_rows, "n_cols", what.n_cols);
    fields.resolve_type("type", what.type, CUXENT_TYPE_FLOAT32);
    fields.resolve_result_type("result_type", what.result_type, what.type);
    fields.resolve_scale_kind(what.scale_kind);
    return what;
}

cuxentRanking resolved_summary(const cuxentRanking& given) {
    const Description fields("ranking");
    cuxentRanking what = given;
    fields.check_size("n_rows", what.n_rows);
    fields.resolve_type("type", what.type, CUXENT_TYPE_FLOAT32);
    fields.resolve("ties", what.ties, CUXENT_TIES_REALISTIC, CUXENT_TIES_PESSIMISTIC,
                   "a cuxentTies: REALISTIC, OPTIMISTIC or PESSIMISTIC");
    fields.check_range("n_top", what.n_top, 0, CUXENT_MAX_TOP);
    for (int i = 0; i < what.n_top; ++i) {
        if (what.top[i] >= 1) continue;
        const std::string field = "top[" + std::to_string(i) + "]";
        fields.refuse_field(CUXENT_STATUS_BAD_VALUE, field.c_str(), what.top[i], "at least 1");
    }
    return what;
}

cuxentRanking resolved(const cuxentRanking& given, bool has_targets) {
    const Description fields("ranking");
    cuxentRanking what = resolved_summary(given);
    fields.check_size("n_cols", what.n_cols);
    fields.check_elements("n_rows", what.n_rows, "n_cols", what.n_cols);
    fields.resolve("target_type", what.target_type, CUXENT_INDEX_INT32, CUXENT_INDEX_INT64,
                   "a cuxentIndexType: INT32 or INT64");
    if (has_targets) {
        fields.check_unused("target_offset", what.target_offset, "targets that are given");
    } else {
        // Of no row may the target lie outside.
        fields.check_range("target_offset", what.target_offset, 0,
                           std::max<std::int64_t>(0, what.n_cols - what.n_rows));
        if (what.n_rows > what.n_cols) {
            fields.refuse_field(CUXENT_STATUS_BAD_SHAPE, "n_rows", what.n_rows,
                                "at most n_cols = " + std::to_string(what.n_cols) +
                                    ", or targets: row i has column i + target_offset");
        }
    }
    return what;
}

cuxentQueue resolved(const cuxentQueue& given) {
    const Description fields("queue");
    cuxentQueue queue = given;
    fields.check_size("capacity", queue.capacity);
    fields.check_size("dim", queue.dim);
    fields.check_elements("capacity", queue.capacity, "dim", queue.dim);
    fields.resolve_type("type", queue.type, CUXENT_TYPE_FLOAT32);
    return queue;
}

cuxentEnqueue resolved(const cuxentEnqueue& given, const cuxentQueue& queue) {
    const Description fields("enqueue");
    cuxentEnqueue what = given;
    fields.check_size("n_rows", what.n_rows);
    fields.resolve_type("type", what.type, CUXENT_TYPE_FLOAT32);
    if ((what.type == CUXENT_TYPE_FLOAT64) != (queue.type == CUXENT_TYPE_FLOAT64)) {
        fields.refuse_field(CUXENT_STATUS_NOT_SUPPORTED, "type",
                            static_cast<std::int32_t>(what.type),
                            "FLOAT64 for a queue of FLOAT64, and no other queue");
    }
    fields.check_range("normalize", what.normalize, 0, 1);
    fields.resolve_norm_rule(what.small_norm, what.norm_eps);
    return what;
}

}  // namespace cuxent::impl
