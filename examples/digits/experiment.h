// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file experiment.h
 * @brief One run: hold digits out, train on the rest, measure before and after.
 */
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "dataset.h"
#include "encoder.h"

namespace digits {

/// What neighbours are looked for in.
enum class Representation { kRaw, kUntrained, kTrained };
inline constexpr std::array kRepresentations{Representation::kRaw, Representation::kUntrained,
                                             Representation::kTrained};

/// k-NN accuracy, 0 to 1. Neighbours are clean training digits, queries are held-out digits.
struct Accuracy {
    double clean = 0.0;
    double distorted = 0.0;  ///< the queries shifted and noisy
};

/// A held-out digit on the two principal axes of the clean training digits.
struct Point {
    Representation representation;
    bool is_distorted;
    int label;
    float x;
    float y;
};

struct RunResult {
    std::uint32_t seed = 0;
    std::vector<float> losses;
    std::array<Accuracy, kRepresentations.size()> accuracy;  ///< in the order of kRepresentations
    std::vector<Point> points;

    [[nodiscard]] const Accuracy& of(Representation representation) const {
        return accuracy[static_cast<std::size_t>(representation)];
    }
    /// Points of a hundred by which training beats the better of raw and untrained, distorted.
    [[nodiscard]] double margin() const;
};

/// Trains the encoder on pictures, and returns the loss of every step.
using Trainer = std::function<std::vector<float>(Encoder& encoder, const Matrix& images)>;

/// Split, weights and distortions of the held-out digits follow from `seed`.
RunResult run_experiment(const Dataset& digits, std::uint32_t seed, const Trainer& trainer);

}  // namespace digits
