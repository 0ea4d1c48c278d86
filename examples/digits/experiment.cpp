// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "experiment.h"

#include <algorithm>
#include <functional>

#include "distortion.h"
#include "nearest_neighbours.h"
#include "principal_axes.h"
#include "random_stream.h"

namespace digits {
namespace {

/// Of each held-out digit: one shift would make the score a matter of luck.
constexpr std::size_t kDistortedCopies = 4;

constexpr std::array<std::size_t, 4> kEncoderWidths{kPixels, 256, 128, 64};

/// The digits a run is measured on. They are fixed before training and never trained on.
struct Evaluation {
    Evaluation(const Split& split, std::uint32_t seed)
        : gallery(split.training), clean(split.held_out) {
        auto random = random_stream(seed, Stream::kEvaluation);
        for (std::size_t copy = 0; copy < kDistortedCopies; ++copy) {
            distorted_copies.push_back(distorted(clean.images, kShiftedAndNoisy, random));
        }
    }

    const Dataset& gallery;
    const Dataset& clean;
    std::vector<Matrix> distorted_copies;  ///< labels are those of `clean`
};

using Embedding = std::function<Matrix(const Matrix&)>;

Accuracy measure(const Evaluation& evaluation, const Embedding& embed) {
    const auto& [gallery, clean, copies] = evaluation;
    const Matrix neighbours = embed(gallery.images);
    const auto accuracy_on = [&](const Matrix& images) {
        return knn_accuracy(neighbours, gallery.labels, embed(images), clean.labels);
    };
    Accuracy accuracy{accuracy_on(clean.images), 0.0};
    for (const Matrix& copy : copies) {
        accuracy.distorted += accuracy_on(copy) / static_cast<double>(copies.size());
    }
    return accuracy;
}

void add_points(const Evaluation& evaluation, const Embedding& embed, Representation representation,
                std::vector<Point>& points) {
    const PrincipalAxes axes(embed(evaluation.gallery.images));
    const auto add = [&](const Matrix& images, bool is_distorted) {
        const Matrix embedded = embed(images);
        for (std::size_t i = 0; i < embedded.rows; ++i) {
            const auto [x, y] = axes.project(embedded.row(i));
            points.push_back({representation, is_distorted, evaluation.clean.labels[i], x, y});
        }
    };
    add(evaluation.clean.images, false);
    add(evaluation.distorted_copies.front(), true);
}

}  // namespace

double RunResult::margin() const {
    const double best_before =
        std::max(of(Representation::kRaw).distorted, of(Representation::kUntrained).distorted);
    return 100.0 * (of(Representation::kTrained).distorted - best_before);
}

RunResult run_experiment(const Dataset& digits, std::uint32_t seed, const Trainer& trainer) {
    auto split_random = random_stream(seed, Stream::kSplit);
    auto weight_random = random_stream(seed, Stream::kWeights);
    const Split split = hold_out(digits, split_random);
    const Evaluation evaluation(split, seed);
    Encoder encoder(kEncoderWidths, weight_random);

    const Embedding raw = [](const Matrix& images) { return images; };
    const Embedding encoded = [&](const Matrix& images) {
        return unit_rows(encoder.forward(images).output());
    };
    RunResult result;
    result.seed = seed;
    const auto look = [&](Representation representation, const Embedding& embed) {
        result.accuracy[static_cast<std::size_t>(representation)] = measure(evaluation, embed);
        add_points(evaluation, embed, representation, result.points);
    };

    look(Representation::kRaw, raw);
    look(Representation::kUntrained, encoded);
    result.losses = trainer(encoder, split.training.images);
    look(Representation::kTrained, encoded);
    return result;
}

}  // namespace digits
