// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "options.h"

#include <CLI/CLI.hpp>
#include <cstdint>
#include <limits>

#include "number_range.h"

namespace vocabulary {
namespace {

constexpr auto kDescription =
    "Trains embeddings of the words of a text: words that stand close together are pairs. Twice,\n"
    "with the positive in the denominator of InfoNCE and without it (decoupled), and shows the\n"
    "nearest neighbours of some words side by side.";

}  // namespace

ParsedArguments parse_arguments(int argc, const char* const* argv) {
    using digits::between;
    constexpr std::size_t kMany = 100'000'000;
    Options options;
    ExperimentSettings& experiment = options.experiment;
    TrainingSettings& training = experiment.training;

    CLI::App app(kDescription, "train_vocabulary");
    app.footer("Exit code: 0 success, 1 failure, 2 bad arguments, 3 --require-auc not met.\n");
    app.option_defaults()->always_capture_default();
    auto* text = app.add_option("--text", options.text, "a text, ASCII or UTF-8");
    if (options.text.empty()) text->required();
    app.add_option("--out", options.out, "folder for the results");
    app.add_option("--vocabulary", options.n_words, "the most frequent words, so many at most")
        ->check(between<std::size_t>(2, 1'000'000));
    app.add_option("--dim", experiment.dim, "width of an embedding")
        ->check(between<std::size_t>(1, 100'000));
    app.add_option("--steps", training.n_steps, "training steps of each form")
        ->check(between<std::size_t>(1, kMany));
    app.add_option("--batch", training.loss.n_pairs, "pairs a step")
        ->check(between<std::size_t>(1, 100'000));
    app.add_option("--negatives", training.loss.n_negatives, "negatives of each pair")
        ->check(between<std::size_t>(1, 1'000));
    app.add_option("--temperature", training.loss.temperature, "temperature of the loss")
        ->check(between(0.001, 100.0));
    app.add_option("--learning-rate", training.learning_rate, "of the row-wise Adagrad")
        ->check(between(1e-6F, 100.0F));
    app.add_option("--seed", experiment.seed, "of first table, pairs and negatives")
        ->check(between<std::uint32_t>(0, std::numeric_limits<std::uint32_t>::max()));
    app.add_option("--words", options.queries, "whose neighbours to show, such as king,bread")
        ->delimiter(',');
    app.add_option("--require-auc", options.required_auc,
                   "fail unless both forms reach it on held-out pairs; 0.5 is chance")
        ->check(between(0.0, 1.0));
    app.add_flag("--quiet", options.quiet, "no progress");

    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return {std::nullopt, app.exit(error) == 0 ? digits::kSuccess : digits::kBadArguments};
    }
    return {options, digits::kSuccess};
}

}  // namespace vocabulary
