// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file backends_agree.cpp
 * @brief The loss of a step and its gradients, computed on a CUDA device, against the CPU.
 */
#include <random>

#include "contrastive_step.h"
#include "cuda_device.h"
#include "differences.h"
#include "random_stream.h"

namespace {

using namespace digits;

constexpr std::size_t kPairs = 37;
constexpr std::size_t kDim = 19;
constexpr float kTemperature = 0.1F;
constexpr double kTolerance = 1e-5;  // fp32 and 74 columns

Matrix random_rows(std::mt19937_64& random) {
    std::normal_distribution<float> normal;
    Matrix rows(kPairs, kDim);
    for (float& value : rows.values) value = normal(random);
    return rows;
}

struct Result {
    float loss = 0.0F;
    Matrix d_view1{kPairs, kDim};
    Matrix d_view2{kPairs, kDim};
};

Result run_on(cuxentBackend backend) {
    auto random = random_stream(1, Stream::kEvaluation);
    const Matrix view1 = random_rows(random);
    const Matrix view2 = random_rows(random);
    const ContrastiveStep step(kPairs, kDim, backend, 0);
    Result result;
    result.loss = step.run(view1, view2, kTemperature, result.d_view1, result.d_view2);
    return result;
}

}  // namespace

int main() {
    if (!has_cuda_device()) return kSkipped;
    const Result want = run_on(CUXENT_BACKEND_CPU);
    const Result got = run_on(CUXENT_BACKEND_CUDA);
    const bool loss = is_close("loss", {&got.loss, 1}, {&want.loss, 1}, kTolerance);
    const bool view1 = is_close("d_view1", got.d_view1.values, want.d_view1.values, kTolerance);
    const bool view2 = is_close("d_view2", got.d_view2.values, want.d_view2.values, kTolerance);
    return loss && view1 && view2 ? 0 : 1;
}
