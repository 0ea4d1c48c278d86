// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "calls/resolve.hpp"

#include <cmath>
#include <cstdint>
#include <string>

#include "base/refuse.hpp"

namespace cuxent::impl {
namespace {

constexpr std::int64_t kMostRows = INT32_MAX;
constexpr std::int64_t kMostElements = INT64_MAX / 1024;

/// The description that is being checked, by the name of its argument.
class Fields {
 public:
    explicit Fields(const char* argument) : argument_(argument) {}

    template <class Got>
    [[noreturn]] void refuse_field(cuxentStatus status, const char* field, Got got,
                                   const std::string& wanted) const {
        refuse(status, std::string(argument_) + "." + field, std::to_string(got), wanted);
    }

    void check_size(const char* field, std::int64_t got) const {
        if (got < 1 || got > kMostRows) {
            refuse_field(CUXENT_STATUS_BAD_VALUE, field, got, "1 to " + std::to_string(kMostRows));
        }
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

    void check_flag(const char* field, std::int32_t got) const {
        if (got != 0 && got != 1) refuse_field(CUXENT_STATUS_BAD_VALUE, field, got, "0 or 1");
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
                         std::string(argument_) + ".type, or FLOAT32 for 16-bit elements");
        }
    }

    void resolve_norm_rule(cuxentSmallNorm& small_norm, double norm_eps) const {
        resolve("small_norm", small_norm, CUXENT_SMALL_NORM_ZERO, CUXENT_SMALL_NORM_CLAMP,
                "a cuxentSmallNorm: ZERO or CLAMP");
        if (!(norm_eps >= 0) || std::isinf(norm_eps)) {
            refuse_field(CUXENT_STATUS_BAD_VALUE, "norm_eps", norm_eps, "a finite number >= 0");
        }
    }

 private:
    const char* argument_;
};

/// What pairs and matrices have in common.
void resolve_similarity(const Fields& fields, cuxentSimilarity& what) {
    fields.check_size("n_rows", what.n_rows);
    fields.check_size("dim", what.dim);
    fields.check_elements("n_rows", what.n_rows, "dim", what.dim);
    fields.resolve_type("type", what.type, CUXENT_TYPE_FLOAT32);
    fields.resolve("measure", what.measure, CUXENT_MEASURE_COSINE, CUXENT_MEASURE_DOT,
                   "a cuxentMeasure: COSINE or DOT");
    fields.resolve("scale_kind", what.scale_kind, CUXENT_SCALE_TEMPERATURE, CUXENT_SCALE_LOG_LOGIT,
                   "a cuxentScaleKind: TEMPERATURE, LOGIT or LOG_LOGIT");
    fields.resolve_norm_rule(what.small_norm, what.norm_eps);
}

}  // namespace

cuxentNormalization resolved(const cuxentNormalization& given) {
    const Fields fields("normalization");
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
    const Fields fields("similarity");
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
    const Fields fields("similarity");
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

cuxentQueue resolved(const cuxentQueue& given) {
    const Fields fields("queue");
    cuxentQueue queue = given;
    fields.check_size("capacity", queue.capacity);
    fields.check_size("dim", queue.dim);
    fields.check_elements("capacity", queue.capacity, "dim", queue.dim);
    fields.resolve_type("type", queue.type, CUXENT_TYPE_FLOAT32);
    return queue;
}

cuxentEnqueue resolved(const cuxentEnqueue& given, const cuxentQueue& queue) {
    const Fields fields("enqueue");
    cuxentEnqueue what = given;
    fields.check_size("n_rows", what.n_rows);
    fields.resolve_type("type", what.type, CUXENT_TYPE_FLOAT32);
    if ((what.type == CUXENT_TYPE_FLOAT64) != (queue.type == CUXENT_TYPE_FLOAT64)) {
        fields.refuse_field(CUXENT_STATUS_NOT_SUPPORTED, "type",
                            static_cast<std::int32_t>(what.type),
                            "FLOAT64 for a queue of FLOAT64, and no other queue");
    }
    fields.check_flag("normalize", what.normalize);
    fields.resolve_norm_rule(what.small_norm, what.norm_eps);
    return what;
}

}  // namespace cuxent::impl
