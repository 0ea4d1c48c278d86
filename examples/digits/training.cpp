// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "training.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <future>
#include <random>
#include <stdexcept>
#include <string>

#include "adam.h"
#include "batches.h"
#include "contrastive_step.h"
#include "distortion.h"
#include "random_stream.h"

namespace digits {
namespace {

/// One of the two distorted looks at a batch, with its way through the encoder and back.
struct View {
    View(std::uint32_t seed, Stream stream, std::size_t n_pairs, const Encoder& encoder)
        : random(random_stream(seed, stream)),
          d_embeddings(n_pairs, encoder.output_width()),
          gradient(encoder.parameters().size()) {}

    std::mt19937_64 random;
    Encoder::Activations activations;
    Matrix d_embeddings;          ///< gradient of the loss with respect to the embeddings
    std::vector<float> gradient;  ///< and with respect to the encoder's parameters
};

/// Runs work(view) for both views, the second on a thread of its own if there may be one.
template <typename Work>
void for_both(std::array<View, 2>& views, bool in_parallel, const Work& work) {
    if (!in_parallel) {
        work(views[0]);
        work(views[1]);
        return;
    }
    auto second = std::async(std::launch::async, [&] { work(views[1]); });
    work(views[0]);
    second.get();
}

float learning_rate_at(std::size_t step, const TrainingSettings& settings) {
    const float left = 1.0F - static_cast<float>(step - 1) / static_cast<float>(settings.n_steps);
    return settings.learning_rate * std::min(1.0F, 2.0F * left);
}

}  // namespace

std::vector<float> train(Encoder& encoder, const Matrix& images, const TrainingSettings& settings,
                         std::uint32_t seed, const StepObserver& observer) {
    const bool in_parallel = settings.n_threads != 1;
    Batches batches(images.rows, settings.n_pairs, random_stream(seed, Stream::kBatches));
    std::array<View, 2> views{View(seed, Stream::kView1, settings.n_pairs, encoder),
                              View(seed, Stream::kView2, settings.n_pairs, encoder)};
    const ContrastiveStep contrastive(settings.n_pairs, encoder.output_width(), settings.backend,
                                      settings.n_threads);
    Adam adam(encoder.parameters().size());
    std::vector<float> losses;

    for (std::size_t step = 1; step <= settings.n_steps; ++step) {
        const Matrix batch = take_rows(images, batches.next());

        for_both(views, in_parallel, [&](View& view) {
            view.activations = encoder.forward(distorted(batch, kShiftedAndNoisy, view.random));
        });

        const float loss =
            contrastive.run(views[0].activations.output(), views[1].activations.output(),
                            settings.temperature, views[0].d_embeddings, views[1].d_embeddings);

        if (!std::isfinite(loss)) {
            throw std::runtime_error("the loss of step " + std::to_string(step) + " is " +
                                     std::to_string(loss) + ": training has failed");
        }

        for_both(views, in_parallel, [&](View& view) {
            std::ranges::fill(view.gradient, 0.0F);
            encoder.backward(view.activations, view.d_embeddings, view.gradient);
        });

        std::vector<float>& gradient = views[0].gradient;  // both views share the encoder
        std::ranges::transform(gradient, views[1].gradient, gradient.begin(), std::plus<>());
        adam.step(encoder.parameters(), gradient, learning_rate_at(step, settings));

        losses.push_back(loss);
        observer(step, loss);
    }
    return losses;
}

}  // namespace digits
