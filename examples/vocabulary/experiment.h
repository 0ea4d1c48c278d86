// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file experiment.h
 * @brief One form of the loss: trained, and measured before and after.
 */
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "held_out.h"
#include "neighbours.h"
#include "training.h"
#include "vocabulary.h"

namespace vocabulary {

struct ExperimentSettings {
    std::size_t dim = 300;
    TrainingSettings training;
    std::uint32_t seed = 1;
    std::size_t n_held_out = 2000;  ///< pairs that measure what has been learned
    std::size_t n_nearest = 6;
};

struct RunResult {
    Form form;
    std::vector<LossPoint> losses;
    double steps_a_second;
    HeldOutScore untrained;
    HeldOutScore trained;
    std::vector<std::vector<Neighbour>> nearest;  ///< of each query, after training
};

std::string_view name_of(Form form);

/// First table, pairs and negatives follow from the seed: both forms get the same.
RunResult run_experiment(const Vocabulary& vocabulary, Form form,
                         std::span<const std::int32_t> queries, const ExperimentSettings& settings,
                         const LossObserver& observer);

}  // namespace vocabulary
