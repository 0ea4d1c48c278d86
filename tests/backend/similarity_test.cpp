// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file similarity_test.cpp @brief Similarities of pairs of rows, and of all rows with all rows.
 */
#include <algorithm>
#include <cmath>
#include <limits>

#include "backend/call_data.h"
#include "backend/call_scale.h"
#include "backend/strided_matrix.h"
#include "backend/suite.h"
#include "harness/rounding.h"

namespace backend {
namespace {

/// Similarities to compute, by either call.
struct Similarities {
    cuxentSimilarity what{};
    Strides strides;
    ScaleChoice scale;
};

std::ostream& operator<<(std::ostream& out, const Similarities& s) {
    return out << s.what.n_rows << " x " << s.what.n_cols << " x " << s.what.dim << " "
               << harness::name_of(s.what.type) << " -> " << s.what.result_type << ", measure "
               << s.what.measure << ", small_norm " << s.what.small_norm << " eps "
               << s.what.norm_eps << ", " << s.scale << ", padding " << s.strides.padding;
}

class SimilarityOf : public OnEveryType {
 protected:
    [[nodiscard]] Similarities similarities(std::int64_t n_rows, std::int64_t n_cols,
                                            std::int64_t dim) const {
        Similarities out;
        out.what.n_rows = n_rows;
        out.what.n_cols = n_cols;
        out.what.dim = dim;
        out.what.type = type();
        out.what.result_type = n_cols == 0 ? cuxentType{} : type();
        return out;
    }

    [[nodiscard]] static reference::Measure measure(const cuxentSimilarity& what, double factor) {
        return {what.measure != CUXENT_MEASURE_DOT,
                factor,
                {what.small_norm == CUXENT_SMALL_NORM_CLAMP, what.norm_eps}};
    }

    /// "" if a call gives what the oracle gives; n_cols == 0: pairs.
    [[nodiscard]] std::string fault(Similarities s, const std::vector<double>& a,
                                    const std::vector<double>& b) {
        const bool pairs = s.what.n_cols == 0;
        if (s.scale.value) s.what.scale_kind = s.scale.kind;
        const GivenScale scale(device(), type(), s.scale);
        const cuxentType result_type = pairs ? harness::scalar_type(type()) : s.what.result_type;
        StridedMatrix rows(device(), type(), s.what.n_rows, s.what.dim, s.strides);
        StridedMatrix cols(device(), type(), pairs ? s.what.n_rows : s.what.n_cols, s.what.dim,
                           s.strides);
        rows.write(a);
        cols.write(b);
        StridedMatrix result(device(), result_type, pairs ? 1 : s.what.n_rows,
                             pairs ? s.what.n_rows : s.what.n_cols, s.strides);
        const std::size_t scratch_bytes =
            pairs ? 0 : cuxent::similarity_matrix_scratch(device().handle(), s.what);
        const GuardedMemory scratch(device(), scratch_bytes);

        device().call([&] {
            if (pairs) {
                cuxent::pair_similarity(device().handle(), s.what, rows.as_input(), cols.as_input(),
                                        scale.pointer(), result.as_output().data,
                                        device().stream());
            } else {
                cuxent::similarity_matrix(device().handle(), s.what, rows.as_input(),
                                          cols.as_input(), scale.pointer(), result.as_output(),
                                          scratch.buffer(), device().stream());
            }
        });
        device().synchronize();

        const reference::Measure how = measure(s.what, scale.factor());
        const auto want = pairs ? reference::pair_similarities(a, b, s.what.dim, how)
                                : reference::similarity_matrix(a, b, s.what.dim, how);
        bits_ = result.bits();
        got_ = result.read();
        return rows.damage() + cols.damage() + result.damage_around() +
               (scratch.guards_intact() ? "" : "wrote outside of scratch") +
               mismatch(
                   harness::within_rounding("similarity", want, s.what.dim, result_type, type()),
                   result.read());
    }

    [[nodiscard]] std::vector<double> rows_of(std::int64_t n, std::int64_t dim,
                                              std::uint64_t seed) const {
        return random_elements(type(), n * dim, seed);
    }

    std::vector<std::byte> bits_;  ///< of the last call's result
    std::vector<double> got_;      ///< the same as numbers
};

TEST_P(SimilarityOf, PairsAgreesWithTheOracleForEveryShapeAndStride) {
    for (const auto& [n_rows, dim] : kRowShapes) {
        for (const Strides& strides : {Strides{}, Strides{3, 1}}) {
            Similarities s = similarities(n_rows, 0, dim);
            s.strides = strides;

            EXPECT_EQ(fault(s, rows_of(n_rows, dim, 1), rows_of(n_rows, dim, 2)), "") << s;
        }
    }
}

TEST_P(SimilarityOf, MatricesAgreesWithTheOracleForEveryShapeAndStride) {
    for (const auto& [n_rows, n_cols, dim] : {std::tuple{1, 1, 1},
                                              {1, 40, 17},
                                              {37, 1, 3},
                                              {30, 41, 129},
                                              {3, 5, 1025},
                                              {300, 9, 2},
                                              {7, 270, 5}}) {
        for (const Strides& strides : {Strides{}, Strides{3, 1}}) {
            Similarities s = similarities(n_rows, n_cols, dim);
            s.strides = strides;

            EXPECT_EQ(fault(s, rows_of(n_rows, dim, 1), rows_of(n_cols, dim, 2)), "") << s;
        }
    }
}

TEST_P(SimilarityOf, RowsTakesAScaleInEveryForm) {
    for (const ScaleChoice& scale : kScaleChoices) {
        for (const std::int64_t n_cols : {0, 6}) {
            for (const cuxentMeasure measure : {CUXENT_MEASURE_COSINE, CUXENT_MEASURE_DOT}) {
                Similarities s = similarities(5, n_cols, 19);
                s.scale = scale;
                s.what.measure = measure;

                EXPECT_EQ(fault(s, rows_of(5, 19, 3), rows_of(n_cols == 0 ? 5 : 6, 19, 4)), "")
                    << s;
            }
        }
    }
}

TEST_P(SimilarityOf, RowsMayComeAsFloat32) {
    Similarities s = similarities(9, 33, 21);
    if (type() != CUXENT_TYPE_FLOAT64) s.what.result_type = CUXENT_TYPE_FLOAT32;

    EXPECT_EQ(fault(s, rows_of(9, 21, 5), rows_of(33, 21, 6)), "") << s;
}

TEST_P(SimilarityOf, SmallRowsGoesByTheRule) {
    std::vector<double> a = rows_of(3, 7, 7);
    std::fill_n(a.begin(), 7, 0.0);
    for (std::size_t k = 7; k < 14; ++k) a[k] /= 64;
    for (const cuxentSmallNorm small_norm : {CUXENT_SMALL_NORM_ZERO, CUXENT_SMALL_NORM_CLAMP}) {
        for (const std::int64_t n_cols : {0, 3}) {
            Similarities s = similarities(3, n_cols, 7);
            s.what.small_norm = small_norm;
            s.what.norm_eps = 0.5;

            EXPECT_EQ(fault(s, a, rows_of(3, 7, 8)), "") << s;
        }
    }
}

TEST_P(SimilarityOf, HugeAndTinyRowsIsExact) {
    for (const double size : extreme_sizes(type())) {
        std::vector<double> a = rows_of(3, 40, 9);
        for (double& value : a) value = harness::format_of(type()).round(value * size);
        for (const std::int64_t n_cols : {0, 3}) {
            const Similarities s = similarities(3, n_cols, 40);

            EXPECT_EQ(fault(s, a, rows_of(3, 40, 10)), "") << s << " size " << size;
        }
    }
}

TEST_P(SimilarityOf, NonFiniteRowsIsNanAndReachesNoOther) {
    for (const double bad : {std::nan(""), std::numeric_limits<double>::infinity()}) {
        std::vector<double> a = rows_of(3, 20, 11);
        a[20] = bad;
        for (const std::int64_t n_cols : {0, 3}) {
            const Similarities s = similarities(3, n_cols, 20);

            EXPECT_EQ(fault(s, a, rows_of(3, 20, 12)), "") << s;
        }
    }
}

TEST_P(SimilarityOf, ABadScaleInMemoryIsRefusedOrNan) {
    for (const std::int64_t n_cols : {0, 6}) {
        for (const double bad : {0.0, -1.0, std::nan("")}) {
            Similarities s = similarities(5, n_cols, 19);
            s.scale = {bad, true, CUXENT_SCALE_TEMPERATURE};
            const auto a = rows_of(5, 19, 13);
            const auto b = rows_of(n_cols == 0 ? 5 : 6, 19, 14);
            if (device().reads_memory_on_host()) {
                EXPECT_THROW((void)fault(s, a, b), cuxent::Error) << s;
            } else {
                (void)fault(s, a, b);
                for (const double value : got_) EXPECT_TRUE(std::isnan(value)) << s;
            }
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Backend, SimilarityOf, every_type(), type_name);

class SimilarityOnThreads : public SimilarityOf {};

TEST_P(SimilarityOnThreads, HasTheSameBitsForAnyNumberOfThem) {
    const auto a = rows_of(600, 33, 15);
    const auto b = rows_of(520, 33, 16);
    const int n_threads = device().handle().thread_count();
    std::vector<std::byte> first;
    for (const int n : {1, 2, 3}) {
        device().handle().set_thread_count(n);
        const Similarities s = similarities(600, 520, 33);
        EXPECT_EQ(fault(s, a, b), "") << s;
        if (first.empty()) first = bits_;
        EXPECT_EQ(bits_, first) << n << " threads";
    }
    device().handle().set_thread_count(n_threads);
}

INSTANTIATE_TEST_SUITE_P(Backend, SimilarityOnThreads, every_cpu_type(), type_name);

class NarrowSimilarity : public SimilarityOf {};

TEST_P(NarrowSimilarity, MayTakeSeveralPanels) {
    // 34 MB of floats before they become 16-bit numbers.
    const Similarities s = similarities(2900, 2901, 1);

    EXPECT_EQ(fault(s, rows_of(2900, 1, 17), rows_of(2901, 1, 18)), "") << s;
}

INSTANTIATE_TEST_SUITE_P(Backend, NarrowSimilarity,
                         testing::Combine(testing::ValuesIn(available_devices({"cpu", "cuda"})),
                                          testing::Values(CUXENT_TYPE_BFLOAT16)),
                         type_name);

}  // namespace
}  // namespace backend
