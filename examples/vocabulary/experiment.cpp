// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "experiment.h"

#include <chrono>
#include <utility>

#include "random_stream.h"

namespace vocabulary {

std::string_view name_of(Form form) {
    return form == Form::kDecoupled ? "decoupled" : "infonce";
}

RunResult run_experiment(const Vocabulary& vocabulary, Form form,
                         std::span<const std::int32_t> queries, const ExperimentSettings& settings,
                         const LossObserver& observer) {
    using digits::random_stream;
    using digits::Stream;
    WordPairs held_out(vocabulary, Part::kHeldOut,
                       random_stream(settings.seed, Stream::kEvaluation));
    std::vector<WordPair> held_out_pairs;
    for (std::size_t i = 0; i < settings.n_held_out; ++i) held_out_pairs.push_back(held_out.next());

    digits::Matrix table = initial_table(vocabulary.words.size(), settings.dim, settings.seed);
    RunResult result{};
    result.form = form;
    result.untrained = score(table, held_out_pairs);

    const auto start = std::chrono::steady_clock::now();
    WordPairs pairs(vocabulary, Part::kTraining, random_stream(settings.seed, Stream::kBatches));
    train(table, form, std::move(pairs), settings.training, settings.seed,
          [&](const LossPoint& point) {
              result.losses.push_back(point);
              observer(point);
          });
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
    result.steps_a_second = static_cast<double>(settings.training.n_steps) / elapsed.count();

    result.trained = score(table, held_out_pairs);
    result.nearest = nearest(table, queries, settings.n_nearest);
    return result;
}

}  // namespace vocabulary
