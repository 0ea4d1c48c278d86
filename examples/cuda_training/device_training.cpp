// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "device_training.h"

#include <algorithm>

#include "batches.h"
#include "distortion.h"
#include "random_stream.h"
#include "training_loop.h"

namespace digits {
namespace {

/// The numbers of the pictures that each step sees, for all steps.
std::vector<std::int32_t> all_batches(std::size_t n_images, const DeviceTrainingSettings& settings,
                                      std::uint32_t seed) {
    Batches batches(n_images, settings.n_pairs, random_stream(seed, Stream::kBatches));
    std::vector<std::int32_t> indices;
    indices.reserve(settings.n_steps * settings.n_pairs);
    for (std::size_t step = 0; step < settings.n_steps; ++step) {
        for (const std::size_t i : batches.next()) {
            indices.push_back(static_cast<std::int32_t>(i));
        }
    }
    return indices;
}

}  // namespace

DeviceTrainingResult train_on_device(Encoder& encoder, const Matrix& images,
                                     const DeviceTrainingSettings& settings, std::uint32_t seed,
                                     const StepObserver& observer) {
    auto random = random_stream(seed, Stream::kView1);
    const StepSettings step{settings.n_steps,
                            settings.n_pairs,
                            encoder.widths(),
                            settings.temperature,
                            settings.learning_rate,
                            {kShiftedAndNoisy.max_shift, kShiftedAndNoisy.noise_sigma, random()}};
    const std::span<float> parameters = encoder.parameters();

    TrainingLoop loop(step, images.values, all_batches(images.rows, settings, seed),
                      {parameters.begin(), parameters.end()});
    std::vector<float> losses = loop.run(settings.use_graph, observer);
    std::ranges::copy(loop.parameters(), parameters.begin());
    return {std::move(losses), loop.temperature()};
}

}  // namespace digits
