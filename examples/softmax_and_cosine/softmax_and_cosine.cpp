// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file softmax_and_cosine.cpp
 * @brief When softmax and cosine similarity answer the same question, in numbers.
 *
 * docs/softmax-and-cosine.md quotes what this prints, and says what it means.
 */
#include <cstdint>
#include <cstdio>
#include <cuxent/cuxent.hpp>
#include <vector>

namespace {

/// Rows of numbers, row-major and dense.
struct Matrix {
    std::int64_t n_rows;
    std::int64_t n_cols;
    std::vector<float> data;

    Matrix(std::int64_t rows, std::int64_t cols, std::vector<float> values = {})
        : n_rows(rows), n_cols(cols), data(std::move(values)) {
        data.resize(static_cast<std::size_t>(rows * cols));
    }
    [[nodiscard]] cuxentConstMatrix in() const { return {data.data(), n_cols}; }
    [[nodiscard]] cuxentMatrix out() { return {data.data(), n_cols}; }
    [[nodiscard]] float at(std::int64_t row, std::int64_t col) const {
        return data[static_cast<std::size_t>(row * n_cols + col)];
    }
};

Matrix similarities(const cuxent::Handle& handle, const Matrix& a, const Matrix& b,
                    cuxentMeasure measure) {
    cuxentSimilarity what{};
    what.n_rows = a.n_rows;
    what.n_cols = b.n_rows;
    what.dim = a.n_cols;
    what.measure = measure;
    Matrix result(a.n_rows, b.n_rows);
    const cuxent::HostBuffer scratch(cuxent::similarity_matrix_scratch(handle, what));
    cuxent::similarity_matrix(handle, what, a.in(), b.in(), nullptr, result.out(), scratch);
    return result;
}

/// Softmax of the rows, or its logarithm.
Matrix softmax(const cuxent::Handle& handle, const Matrix& x, double temperature,
               bool logarithm = false) {
    cuxentSoftmax what{};
    what.n_rows = x.n_rows;
    what.n_cols = x.n_cols;
    Matrix result(x.n_rows, x.n_cols);
    cuxentSoftmaxResults results{};
    (logarithm ? results.log_softmax : results.softmax) = result.out();
    const cuxentScalar scale{temperature, nullptr};
    cuxent::row_softmax(handle, what, x.in(), &scale, results);
    return result;
}

/// Ranks of the diagonal.
std::vector<std::int64_t> ranks(const cuxent::Handle& handle, const Matrix& x) {
    cuxentRanking what{};
    what.n_rows = x.n_rows;
    what.n_cols = x.n_cols;
    std::vector<std::int64_t> rank(static_cast<std::size_t>(x.n_rows));
    std::vector<std::int64_t> ties(rank.size());
    cuxent::rank_targets(handle, what, x.in(), nullptr,
                         {rank.data(), ties.data(), nullptr, nullptr});
    return rank;
}

Matrix transposed(const Matrix& x) {
    Matrix result(x.n_cols, x.n_rows);
    for (std::int64_t i = 0; i < x.n_rows; ++i) {
        for (std::int64_t j = 0; j < x.n_cols; ++j) {
            result.data[static_cast<std::size_t>(j * x.n_rows + i)] = x.at(i, j);
        }
    }
    return result;
}

double info_nce(const cuxent::Handle& handle, const Matrix& queries, const Matrix& keys,
                double temperature) {
    cuxent::Problem problem;
    problem.loss = CUXENT_LOSS_INFO_NCE;
    problem.n_rows = queries.n_rows;
    problem.n_cols = keys.n_rows;
    problem.dim = queries.n_cols;
    const cuxent::Plan plan(handle, problem);
    const cuxent::HostBuffer saved(plan.sizes().saved);
    const cuxent::HostBuffer scratch(plan.sizes().forward_scratch);
    float loss = 0;
    cuxentInputs inputs{};
    inputs.rows[0] = queries.in();
    inputs.cols[0] = keys.in();
    inputs.scale.value = temperature;
    cuxentOutputs outputs{};
    outputs.loss = &loss;
    plan.forward(handle, inputs, outputs, saved, scratch);
    return loss;
}

double cosine(const cuxent::Handle& handle, const Matrix& a, const Matrix& b) {
    return similarities(handle, a, b, CUXENT_MEASURE_COSINE).at(0, 0);
}

void print_row(const char* name, const Matrix& x, std::int64_t row, std::int64_t rank) {
    std::printf("%-22s", name);
    for (std::int64_t j = 0; j < x.n_cols; ++j) std::printf(" %8.4f", x.at(row, j));
    if (rank > 0) std::printf("   rank of key 0: %d", static_cast<int>(rank));
    std::printf("\n");
}

}  // namespace

int main() {
    const cuxent::Handle handle;
    const Matrix queries(2, 3, {1.0F, 0.2F, 0.1F, 0.1F, 1.0F, 0.3F});
    // Key 2 has a direction of its own and is three times as long as the others.
    const Matrix keys(4, 3,
                      {0.9F, 0.3F, 0.0F, 0.2F, 0.9F, 0.1F, 2.0F, 2.0F, 0.5F, 0.0F, 0.1F, 1.0F});

    std::printf("1. Query 0 and four keys\n");
    const Matrix cosines = similarities(handle, queries, keys, CUXENT_MEASURE_COSINE);
    print_row("cosine", cosines, 0, ranks(handle, cosines)[0]);
    for (const double temperature : {1.0, 0.1, 0.02}) {
        const Matrix shares = softmax(handle, cosines, temperature);
        char name[32];
        std::snprintf(name, sizeof name, "softmax, tau = %.2f", temperature);
        print_row(name, shares, 0, ranks(handle, shares)[0]);
    }
    const Matrix dots = similarities(handle, queries, keys, CUXENT_MEASURE_DOT);
    print_row("dot product", dots, 0, ranks(handle, dots)[0]);
    print_row("softmax of it", softmax(handle, dots, 1.0), 0, ranks(handle, dots)[0]);

    std::printf("\n2. The same without key 2\n");
    const Matrix fewer(3, 3, {0.9F, 0.3F, 0.0F, 0.2F, 0.9F, 0.1F, 0.0F, 0.1F, 1.0F});
    const Matrix fewer_cosines = similarities(handle, queries, fewer, CUXENT_MEASURE_COSINE);
    print_row("cosine", fewer_cosines, 0, 0);
    print_row("softmax, tau = 0.10", softmax(handle, fewer_cosines, 0.1), 0, 0);

    std::printf("\n3. Both directions, tau = 0.10\n");
    const Matrix key_shares = softmax(handle, transposed(cosines), 0.1);
    std::printf("cosine of query 0 with key 0 %.4f, of key 0 with query 0 %.4f\n", cosines.at(0, 0),
                transposed(cosines).at(0, 0));
    std::printf("softmax over the keys %.4f, over the queries %.4f\n",
                softmax(handle, cosines, 0.1).at(0, 0), key_shares.at(0, 0));

    std::printf("\n4. Cross entropy of softmax over cosines, tau = 0.10\n");
    const Matrix logarithms = softmax(handle, cosines, 0.1, true);
    std::printf("mean of -log softmax at key i of query i %.4f\n",
                -0.5 * (logarithms.at(0, 0) + logarithms.at(1, 1)));
    std::printf("InfoNCE of the same rows %.4f\n", info_nce(handle, queries, keys, 0.1));

    std::printf("\n5. Cosine of two vectors, and of their softmaxes\n");
    const Matrix x(1, 3, {2, 1, 0});
    const Matrix pairs[] = {{1, 3, {4, 2, 0}}, {1, 3, {7, 6, 5}}, {1, 3, {0, 1, 2}}};
    for (const Matrix& y : pairs) {
        std::printf("(2, 1, 0) and (%g, %g, %g): cosine %.4f, of softmaxes %.4f\n",
                    static_cast<double>(y.at(0, 0)), static_cast<double>(y.at(0, 1)),
                    static_cast<double>(y.at(0, 2)), cosine(handle, x, y),
                    cosine(handle, softmax(handle, x, 1), softmax(handle, y, 1)));
    }
}
