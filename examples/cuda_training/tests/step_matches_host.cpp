// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file step_matches_host.cpp
 * @brief A step through encoder, loss and optimiser on the device, against the same on the host.
 */
#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include "adam.h"
#include "contrastive_step.h"
#include "cuda_device.h"
#include "device_adam.h"
#include "device_contrastive_loss.h"
#include "device_encoder.h"
#include "differences.h"
#include "encoder.h"
#include "random_stream.h"
#include "step_scalars.h"
#include "stream.h"

namespace {

using namespace digits;

// Nothing here is a multiple of a block.
constexpr std::size_t kPairs = 21;
const std::vector<std::size_t> kWidths{20, 70, 33, 19};
constexpr float kTemperature = 0.25F;
constexpr float kLearningRate = 1e-3F;
constexpr int kSteps = 10;           // of the schedule; one of them is made
constexpr double kTolerance = 1e-5;  // sums of fp32 in another order

struct Step {
    std::mt19937_64 random = random_stream(1, Stream::kWeights);
    Encoder encoder{kWidths, random};
    Matrix view1 = random_images();
    Matrix view2 = random_images();

    Matrix random_images() {
        std::normal_distribution<float> normal;
        Matrix images(kPairs, kWidths.front());
        for (float& value : images.values) value = normal(random);
        return images;
    }
};

/// All that a step leaves.
struct Result {
    float loss;
    std::vector<float> gradient;
    std::vector<float> parameters;
    float d_log_scale;
};

Result on_host(Step& step) {
    const ContrastiveStep contrastive(kPairs, kWidths.back(), CUXENT_BACKEND_CPU, 1);
    Matrix d1(kPairs, kWidths.back());
    Matrix d2(kPairs, kWidths.back());
    const auto a1 = step.encoder.forward(step.view1);
    const auto a2 = step.encoder.forward(step.view2);
    const auto loss_at = [&](float temperature) {
        return contrastive.run(a1.output(), a2.output(), temperature, d1, d2);
    };
    // d loss / d log(1 / temperature), by differences.
    constexpr float kStep = 0.02F;
    const float d_log_scale =
        (loss_at(kTemperature * (1.0F - kStep)) - loss_at(kTemperature * (1.0F + kStep))) /
        (2.0F * kStep);

    Result result{loss_at(kTemperature), {}, {}, d_log_scale};
    result.gradient.resize(step.encoder.parameters().size());
    step.encoder.backward(a1, d1, result.gradient);
    step.encoder.backward(a2, d2, result.gradient);
    result.parameters.assign(step.encoder.parameters().begin(), step.encoder.parameters().end());
    Adam(result.parameters.size()).step(result.parameters, result.gradient, kLearningRate);
    return result;
}

Result on_device(const Step& step) {
    const CudaStream stream;
    const cudaStream_t s = stream.get();
    std::vector<float> images = step.view1.values;
    images.insert(images.end(), step.view2.values.begin(), step.view2.values.end());

    const auto start = step.encoder.parameters();
    const DeviceArray<float> parameters(std::vector<float>(start.begin(), start.end()), s);
    const DeviceArray<float> log_scale(std::vector<float>{-std::log(kTemperature)}, s);
    const DeviceArray<float> views(images, s);
    const DeviceArray<StepScalars> scalars(std::vector<StepScalars>(1), s);
    const DeviceArray<float> gradient(parameters.size());
    const DeviceArray<float> d_log_scale(1);
    const DeviceArray<float> losses(kSteps);
    const DeviceEncoder encoder(kWidths, 2 * kPairs);
    const DeviceContrastiveLoss loss(kPairs, kWidths.back());
    const DeviceAdam adam(parameters.size(), s);

    cuda_check(cudaMemcpyAsync(encoder.images(), views.data(), images.size() * sizeof(float),
                               cudaMemcpyDeviceToDevice, s),
               "copy of images");
    begin_step(scalars.data(), kLearningRate, kSteps, s);
    encoder.forward(parameters.data(), s);
    loss.enqueue(encoder.embeddings(), log_scale.data(), encoder.d_embeddings(), d_log_scale.data(),
                 s);
    encoder.backward(parameters.data(), gradient.data(), s);
    adam.step(parameters.data(), gradient.data(), scalars.data(), s);

    float loss_value = 0.0F;
    cuda_check(cudaMemcpyAsync(&loss_value, loss.loss(), sizeof(float), cudaMemcpyDeviceToHost, s),
               "copy of the loss");
    stream.wait();
    return {loss_value, gradient.download(s), parameters.download(s),
            d_log_scale.download(s).front()};
}

}  // namespace

int main() {
    if (!has_cuda_device()) return kSkipped;
    Step step;
    const Result want = on_host(step);
    const Result got = on_device(step);
    const bool right[] = {
        is_close("loss", {&got.loss, 1}, {&want.loss, 1}, kTolerance),
        is_close("gradient", got.gradient, want.gradient, kTolerance),
        is_close("parameters after Adam", got.parameters, want.parameters, kTolerance),
        is_close("d log scale", {&got.d_log_scale, 1}, {&want.d_log_scale, 1}, 1e-2)};
    return std::ranges::find(right, false) == std::end(right) ? 0 : 1;
}
