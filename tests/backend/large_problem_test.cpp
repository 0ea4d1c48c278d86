// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file large_problem_test.cpp @brief Numbers of elements that no 32-bit integer holds. */
#include <array>
#include <cmath>
#include <cstring>

#include "backend/guarded_memory.h"
#include "backend/suite.h"
#include "reference/random_rows.h"

namespace backend {
namespace {

constexpr std::int64_t kTwoTo31 = std::int64_t{1} << 31;

/// A matrix of float16 whose rows lie `ld` apart. On a host only what is touched takes memory.
class HalfMatrix {
 public:
    HalfMatrix(Device& device, std::int64_t n_rows, std::int64_t ld, std::int64_t width)
        : device_(device),
          ld_(ld),
          memory_(static_cast<std::byte*>(device.allocate(bytes((n_rows - 1) * ld + width)))) {}
    HalfMatrix(const HalfMatrix&) = delete;
    HalfMatrix& operator=(const HalfMatrix&) = delete;
    ~HalfMatrix() { device_.release(memory_); }

    [[nodiscard]] std::byte* at(std::int64_t row, std::int64_t column) const {
        return memory_ + bytes(row * ld_ + column);
    }
    [[nodiscard]] cuxentConstMatrix input(std::int64_t column) const {
        return {at(0, column), ld_};
    }
    [[nodiscard]] cuxentMatrix output(std::int64_t column) const { return {at(0, column), ld_}; }

    void write(std::int64_t row, std::int64_t column, const std::vector<double>& values) {
        std::vector<std::byte> image(values.size() * kBytes);
        for (std::size_t k = 0; k < values.size(); ++k) {
            harness::store(CUXENT_TYPE_FLOAT16, values[k], &image[k * kBytes]);
        }
        device_.upload(at(row, column), image.data(), image.size());
    }
    [[nodiscard]] std::vector<std::byte> read(std::int64_t row, std::int64_t column,
                                              std::int64_t n) const {
        std::vector<std::byte> image(bytes(n));
        device_.download(image.data(), at(row, column), image.size());
        return image;
    }

 private:
    static constexpr std::size_t kBytes = 2;
    static std::size_t bytes(std::int64_t n) { return static_cast<std::size_t>(n) * kBytes; }

    Device& device_;
    std::int64_t ld_;
    std::byte* memory_;
};

class LargeProblem : public OnEveryBackend {
 protected:
    [[nodiscard]] GuardedMemory scratch(const cuxent::Plan& plan) const {
        return {device(), plan.sizes().forward_backward_scratch};
    }
    void step(const cuxent::Plan& plan, const cuxentInputs& inputs, const cuxentOutputs& outputs,
              const cuxentGradients& gradients) const {
        const GuardedMemory scratch = this->scratch(plan);
        device().call([&] {
            plan.forward_backward(device().handle(), inputs, {1, nullptr}, outputs, gradients,
                                  scratch.buffer(), device().stream());
        });
        device().synchronize();
    }

    /// Loss and gradients of 3 queries and keys that lie side by side in rows `ld` apart.
    [[nodiscard]] std::vector<std::byte> bits_of_rows_apart(std::int64_t ld) const {
        constexpr std::int64_t kRows = 3;
        constexpr std::int64_t kDim = 8;
        HalfMatrix memory(device(), kRows, ld, 4 * kDim);
        reference::NormalGenerator random(1);
        for (std::int64_t row = 0; row < kRows; ++row) {
            memory.write(row, 0, random.normals(2 * kDim));
        }
        cuxent::Problem problem;
        problem.loss = CUXENT_LOSS_INFO_NCE;
        problem.type = problem.grad_type = CUXENT_TYPE_FLOAT16;
        problem.n_rows = kRows;
        problem.dim = kDim;
        const cuxent::Plan plan(device().handle(), problem);
        cuxentInputs inputs{};
        inputs.rows[0] = memory.input(0);
        inputs.cols[0] = memory.input(kDim);
        inputs.scale.value = 0.1;
        cuxentGradients gradients{};
        gradients.rows[0] = memory.output(2 * kDim);
        gradients.cols[0] = memory.output(3 * kDim);
        const GuardedMemory loss(device(), sizeof(float));
        cuxentOutputs outputs{};
        outputs.loss = loss.data();

        step(plan, inputs, outputs, gradients);

        std::vector<std::byte> bits = loss.read();
        for (std::int64_t row = 0; row < kRows; ++row) {
            const auto of_row = memory.read(row, 2 * kDim, 2 * kDim);
            bits.insert(bits.end(), of_row.begin(), of_row.end());
        }
        return bits;
    }

    /// The same of two anchors over a table of which only rows `named` are looked at; the gradient
    /// as packed rows, and which of the named ones they are.
    [[nodiscard]] std::vector<std::byte> bits_of_table(
        std::int64_t n_table_rows, const std::array<std::int64_t, 4>& named) const {
        constexpr std::int64_t kDim = 1024;
        constexpr std::int64_t kSources = 2 * (2 + 2);
        HalfMatrix table(device(), n_table_rows, kDim, kDim);
        HalfMatrix gradient(device(), kSources, kDim, kDim);
        reference::NormalGenerator random(2);
        for (const std::int64_t row : named) table.write(row, 0, random.normals(kDim));
        const auto upload = [this](const std::vector<std::int64_t>& indices) {
            GuardedMemory memory(device(), indices.size() * sizeof(std::int64_t));
            std::vector<std::byte> image(memory.bytes());
            std::memcpy(image.data(), indices.data(), image.size());
            memory.write(image);
            return memory;
        };
        const GuardedMemory anchors = upload({named[0], named[3]});
        const GuardedMemory positives = upload({named[1], named[2]});
        const GuardedMemory negatives = upload({named[3], named[2], named[0], named[0]});
        const GuardedMemory loss(device(), sizeof(float));
        const GuardedMemory index(device(), kSources * sizeof(std::int64_t));
        const GuardedMemory n_packed(device(), sizeof(std::int64_t));
        cuxent::Problem problem;
        problem.loss = CUXENT_LOSS_GATHERED_INFO_NCE;
        problem.type = problem.grad_type = CUXENT_TYPE_FLOAT16;
        problem.n_rows = 2;
        problem.n_negatives = 2;
        problem.dim = kDim;
        problem.n_table_rows = n_table_rows;
        problem.index_type = CUXENT_INDEX_INT64;
        const cuxent::Plan plan(device().handle(), problem);
        cuxentInputs inputs{};
        inputs.rows[0] = table.input(0);
        inputs.indices = {anchors.data(), positives.data(), negatives.data()};
        inputs.scale.value = 0.1;
        cuxentGradients gradients{};
        gradients.rows[0] = gradient.output(0);
        gradients.table_index = index.data();
        gradients.n_table_index = static_cast<std::int64_t*>(n_packed.data());
        cuxentOutputs outputs{};
        outputs.loss = loss.data();

        step(plan, inputs, outputs, gradients);

        std::vector<std::byte> bits = loss.read();
        const std::vector<std::byte> indices = index.read();
        for (std::size_t i = 0; i < named.size(); ++i) {
            std::int64_t row = 0;
            std::memcpy(&row, &indices[i * sizeof(row)], sizeof(row));
            EXPECT_EQ(row, named[i]);
            const auto of_row = gradient.read(static_cast<std::int64_t>(i), 0, kDim);
            bits.insert(bits.end(), of_row.begin(), of_row.end());
        }
        return bits;
    }
};

TEST_P(LargeProblem, TakesRowsMoreThanTwoToThe31ElementsApart) {
    const std::int64_t ld = kTwoTo31 / 2 + 64;

    EXPECT_EQ(bits_of_rows_apart(ld), bits_of_rows_apart(32));
}

TEST_P(LargeProblem, TakesATableOfMoreThanTwoToThe31Elements) {
    const std::int64_t n = kTwoTo31 / 1024 + 2;

    EXPECT_EQ(bits_of_table(n, {0, 7, n / 2, n - 1}), bits_of_table(4, {0, 1, 2, 3}));
}

INSTANTIATE_TEST_SUITE_P(Backend, LargeProblem,
                         testing::ValuesIn(available_devices({"cpu", "cuda"})), backend_name);

// ------------------------------------------------------------------- more than 2^31 similarities

constexpr std::int64_t kAxes = 4;
constexpr int kTypes = 2 * kAxes;
using Vector = std::array<double, kAxes>;
using ByType = std::array<double, kTypes>;

/// Embeddings of a few types, the axes and their opposites, so that the loss is a sum over types.
Vector embedding(int type) {
    Vector x{};
    x[static_cast<std::size_t>(type / 2)] = type % 2 == 0 ? 1 : -1;
    return x;
}
int similarity(int a, int b) {
    return a / 2 != b / 2 ? 0 : a == b ? 1 : -1;
}
int type_of_row(std::int64_t i) {
    return static_cast<int>(5 * i % kTypes);
}
int type_of_col(std::int64_t j) {
    return static_cast<int>((3 * j + j / kTypes) % kTypes);
}

/// What is left of the gradient of a unit vector: nothing along it.
Vector tangent(const Vector& z, Vector dz) {
    double along = 0;
    for (std::size_t k = 0; k < kAxes; ++k) along += z[k] * dz[k];
    for (std::size_t k = 0; k < kAxes; ++k) dz[k] -= along * z[k];
    return dz;
}

TEST(LargeProblemOnTheCpu, SumsMoreThanTwoToThe31Similarities) {
    constexpr std::int64_t kRows = 32769;
    constexpr std::int64_t kCols = 65537;
    static_assert(kRows * kCols > kTwoTo31);
    constexpr double kScale = 2;
    std::vector<Vector> rows(kRows);
    std::vector<Vector> cols(kCols);
    ByType n_rows{};
    ByType n_cols{};
    for (std::int64_t i = 0; i < kRows; ++i) {
        rows[static_cast<std::size_t>(i)] = embedding(type_of_row(i));
        ++n_rows[static_cast<std::size_t>(type_of_row(i))];
    }
    for (std::int64_t j = 0; j < kCols; ++j) {
        cols[static_cast<std::size_t>(j)] = embedding(type_of_col(j));
        ++n_cols[static_cast<std::size_t>(type_of_col(j))];
    }
    cuxent::Handle handle;
    cuxent::Problem problem;
    problem.loss = CUXENT_LOSS_INFO_NCE;
    problem.type = problem.grad_type = CUXENT_TYPE_FLOAT64;
    problem.n_rows = kRows;
    problem.n_negatives = kCols - kRows;
    problem.dim = kAxes;
    const cuxent::Plan plan(handle, problem);
    cuxent::HostBuffer scratch(plan.sizes().forward_backward_scratch);
    std::vector<Vector> d_rows(kRows);
    std::vector<Vector> d_cols(kCols);
    double loss = 0;
    cuxentInputs inputs{};
    inputs.rows[0] = {rows.data(), kAxes};
    inputs.cols[0] = {cols.data(), kAxes};
    inputs.cols[1] = {cols.data() + kRows, kAxes};
    inputs.scale.value = 1 / kScale;
    cuxentGradients gradients{};
    gradients.rows[0] = {d_rows.data(), kAxes};
    gradients.cols[0] = {d_cols.data(), kAxes};
    gradients.cols[1] = {d_cols.data() + kRows, kAxes};
    cuxentOutputs outputs{};
    outputs.loss = &loss;

    plan.forward_backward(handle, inputs, {1, nullptr}, outputs, gradients, scratch);

    // sum over the columns of a row, by its type; p: shares of one column in it
    ByType sum{};
    const auto share = [&](int row, int col) {
        return std::exp(kScale * similarity(row, col)) / sum[static_cast<std::size_t>(row)];
    };
    for (int row = 0; row < kTypes; ++row) {
        for (int col = 0; col < kTypes; ++col) {
            sum[static_cast<std::size_t>(row)] +=
                n_cols[static_cast<std::size_t>(col)] * std::exp(kScale * similarity(row, col));
        }
    }
    double want = 0;
    for (std::int64_t i = 0; i < kRows; ++i) {
        const int row = type_of_row(i);
        want += (std::log(sum[static_cast<std::size_t>(row)]) -
                 kScale * similarity(row, type_of_col(i))) /
                kRows;
    }
    // A sum of n terms of one sign is off by n u of itself at most; so are log and quotient then.
    constexpr double kSumError = kCols * 0x1p-53;
    EXPECT_NEAR(loss, want, 4 * kSumError * want);
    const auto expect_near = [](const Vector& got, const Vector& z, const Vector& dz,
                                const char* of, std::int64_t at) {
        const Vector dx = tangent(z, dz);
        for (std::size_t k = 0; k < kAxes; ++k) {
            ASSERT_NEAR(got[k], dx[k], 8 * kSumError * kScale / kRows) << of << at << " " << k;
        }
    };
    for (std::int64_t i = 0; i < kRows; ++i) {
        const int row = type_of_row(i);
        Vector dz{};
        for (int col = 0; col < kTypes; ++col) {
            const double own = col == type_of_col(i) ? 1 : 0;
            const double g = n_cols[static_cast<std::size_t>(col)] * share(row, col) - own;
            for (std::size_t k = 0; k < kAxes; ++k) {
                dz[k] += kScale / kRows * g * embedding(col)[k];
            }
        }
        expect_near(d_rows[static_cast<std::size_t>(i)], embedding(row), dz, "row ", i);
        if (HasFatalFailure()) return;
    }
    for (std::int64_t j = 0; j < kCols; ++j) {
        const int col = type_of_col(j);
        Vector dz{};
        for (int row = 0; row < kTypes; ++row) {
            const double own = j < kRows && row == type_of_row(j) ? 1 : 0;
            const double g = n_rows[static_cast<std::size_t>(row)] * share(row, col) - own;
            for (std::size_t k = 0; k < kAxes; ++k) {
                dz[k] += kScale / kRows * g * embedding(row)[k];
            }
        }
        expect_near(d_cols[static_cast<std::size_t>(j)], embedding(col), dz, "column ", j);
        if (HasFatalFailure()) return;
    }
}

}  // namespace
}  // namespace backend
