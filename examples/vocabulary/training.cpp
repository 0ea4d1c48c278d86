// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "training.h"

#include <cmath>
#include <random>
#include <stdexcept>
#include <string>

#include "random_stream.h"
#include "row_adagrad.h"

namespace vocabulary {
namespace {

constexpr std::size_t kStepsAPoint = 500;

}  // namespace

digits::Matrix initial_table(std::size_t n_words, std::size_t dim, std::uint32_t seed) {
    auto random = digits::random_stream(seed, digits::Stream::kWeights);
    std::normal_distribution<float> entry(0.0F, 1.0F / std::sqrt(static_cast<float>(dim)));
    digits::Matrix table(n_words, dim);
    for (float& value : table.values) value = entry(random);
    return table;
}

void train(digits::Matrix& table, Form form, WordPairs pairs, const TrainingSettings& settings,
           std::uint32_t seed, const LossObserver& observer) {
    EmbeddingLoss embedding_loss(form, settings.loss, table.rows, table.cols, seed);
    RowAdagrad optimizer(table.rows, settings.learning_rate);
    std::vector<std::int32_t> anchors(settings.loss.n_pairs);
    std::vector<std::int32_t> positives(settings.loss.n_pairs);
    double sum = 0.0;
    std::size_t n_summed = 0;

    for (std::size_t step = 1; step <= settings.n_steps; ++step) {
        for (std::size_t i = 0; i < anchors.size(); ++i) {
            const WordPair pair = pairs.next();
            anchors[i] = pair.anchor;
            positives[i] = pair.positive;
        }
        const float loss = embedding_loss.run(table, anchors, positives, step);
        if (!std::isfinite(loss)) {
            throw std::runtime_error("the loss of step " + std::to_string(step) + " is " +
                                     std::to_string(loss) + ": training has failed");
        }
        optimizer.step(table, embedding_loss.gradients());

        sum += static_cast<double>(loss);
        ++n_summed;
        if (step % kStepsAPoint == 0 || step == settings.n_steps) {
            observer({step, static_cast<float>(sum / static_cast<double>(n_summed))});
            sum = 0.0;
            n_summed = 0;
        }
    }
}

}  // namespace vocabulary
