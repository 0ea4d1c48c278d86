// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "classifier.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <random>
#include <stdexcept>
#include <string>
#include <utility>

#include "adam.h"
#include "batches.h"
#include "distortion.h"
#include "nearest_neighbours.h"
#include "random_stream.h"

namespace classification {
namespace {

using namespace digits;

constexpr std::array<std::size_t, 4> kEncoderWidths{kPixels, 256, 128, 64};

/// One stream for encoder and class weights, the same for every kind of loss.
std::pair<Encoder, Matrix> initial_weights(std::uint32_t seed) {
    auto random = random_stream(seed, Stream::kWeights);
    Encoder encoder(kEncoderWidths, random);
    Matrix class_weights(kClasses, encoder.output_width());
    const auto width = static_cast<float>(encoder.output_width());
    std::normal_distribution<float> weight(0.0F, 1.0F / std::sqrt(width));
    for (float& value : class_weights.values) value = weight(random);
    return {std::move(encoder), std::move(class_weights)};
}

std::vector<std::int32_t> labels_of(const Dataset& digits, std::span<const std::size_t> rows) {
    std::vector<std::int32_t> labels;
    for (const std::size_t row : rows) labels.push_back(digits.labels[row]);
    return labels;
}

}  // namespace

Classifier::Classifier(Kind kind, std::uint32_t seed)
    : kind_(kind),
      seed_(seed),
      encoder_(initial_weights(seed).first),
      class_weights_(initial_weights(seed).second) {}

void Classifier::train(const Dataset& digits, const TrainingSettings& settings,
                       const StepObserver& observer) {
    const std::size_t n = settings.batch_size;
    const std::size_t dim = encoder_.output_width();
    const ClassLoss class_loss(kind_, n, kClasses, dim);
    Batches batches(digits.images.rows, n, random_stream(seed_, Stream::kBatches));
    auto random = random_stream(seed_, Stream::kView1);
    Matrix d_embeddings(n, dim);
    Matrix d_class_weights(kClasses, dim);
    std::vector<float> gradient(encoder_.parameters().size());
    Adam adam(gradient.size());
    Adam adam_of_classes(d_class_weights.values.size());

    for (std::size_t step = 1; step <= settings.n_steps; ++step) {
        const auto rows = batches.next();
        const Matrix images = distorted(take_rows(digits.images, rows), kShiftedAndNoisy, random);
        const auto labels = labels_of(digits, rows);
        const auto activations = encoder_.forward(images);

        const float loss = class_loss.run(activations.output(), class_weights_, labels,
                                          d_embeddings, d_class_weights);
        if (!std::isfinite(loss)) {
            throw std::runtime_error("the loss of step " + std::to_string(step) + " is " +
                                     std::to_string(loss) + ": training has failed");
        }

        std::ranges::fill(gradient, 0.0F);
        encoder_.backward(activations, d_embeddings, gradient);
        const float left =
            1.0F - static_cast<float>(step - 1) / static_cast<float>(settings.n_steps);
        adam.step(encoder_.parameters(), gradient, settings.learning_rate * left);
        adam_of_classes.step(class_weights_.values, d_class_weights.values,
                             settings.learning_rate * left);
        observer(step, loss);
    }
}

Matrix Classifier::embed(const Matrix& images) const {
    return encoder_.forward(images).output();
}

std::vector<int> Classifier::predict(const Matrix& embeddings) const {
    // The length of a row multiplies all its logits: it changes no order.
    const Matrix classes = kind_ == Kind::kPlain ? class_weights_ : unit_rows(class_weights_);
    std::vector<int> labels;
    for (std::size_t i = 0; i < embeddings.rows; ++i) {
        const auto logit = [&](int label) {
            const auto row = classes.row(static_cast<std::size_t>(label));
            return std::inner_product(row.begin(), row.end(), embeddings.row(i).begin(), 0.0F);
        };
        int best = 0;
        for (int label = 1; label < kClasses; ++label) {
            if (logit(label) > logit(best)) best = label;
        }
        labels.push_back(best);
    }
    return labels;
}

}  // namespace classification
