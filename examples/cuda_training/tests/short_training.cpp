// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file short_training.cpp
 * @brief Some steps of training: by a graph and without, the same; and the loss falls.
 */
#include <cstdio>
#include <numeric>
#include <vector>

#include "cuda_device.h"
#include "dataset.h"
#include "device_training.h"
#include "encoder.h"
#include "random_stream.h"

namespace {

using namespace digits;

constexpr std::size_t kSteps = 45;  // four looks at the loss, and a part of one
constexpr std::size_t kPairs = 32;
const std::vector<std::size_t> kWidths{kPixels, 48, 24};

DeviceTrainingResult train(const Dataset& data, bool use_graph, std::vector<float>& parameters) {
    auto random = random_stream(1, Stream::kWeights);
    Encoder encoder(kWidths, random);
    DeviceTrainingSettings settings;
    settings.n_steps = kSteps;
    settings.n_pairs = kPairs;
    settings.use_graph = use_graph;
    std::size_t n_observed = 0;
    auto result = train_on_device(encoder, data.images, settings, 1, [&](std::size_t step, float) {
        if (step == n_observed + 1) n_observed = step;
    });
    if (n_observed != kSteps) result.losses.clear();
    parameters.assign(encoder.parameters().begin(), encoder.parameters().end());
    return result;
}

bool expect(bool condition, const char* what) {
    std::printf("%s%s\n", what, condition ? "" : "  WRONG");
    return condition;
}

}  // namespace

int main() {
    if (!has_cuda_device()) return kSkipped;
    const Dataset data = read_digits(DIGITS_DEFAULT_DATA);
    std::vector<float> with_graph;
    std::vector<float> without;
    const auto graph = train(data, true, with_graph);
    const auto plain = train(data, false, without);

    bool right = expect(graph.losses.size() == kSteps, "every step is observed, in order");
    right &= expect(graph.losses == plain.losses && with_graph == without &&
                        graph.temperature == plain.temperature,
                    "a graph changes no bit");
    const auto sum = [](auto first, auto last) { return std::accumulate(first, last, 0.0F); };
    const auto& losses = graph.losses;
    std::printf("losses %.3f to %.3f\n", losses.front(), losses.back());
    right = right && expect(sum(losses.end() - 10, losses.end()) <
                                0.95F * sum(losses.begin(), losses.begin() + 10),
                            "the loss falls");
    right &= expect(graph.temperature < 0.5F, "so does the temperature");
    return right ? 0 : 1;
}
