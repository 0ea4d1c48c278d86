// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file main.cpp
 * @brief train_classifier: softmax on cosine with island terms against plain softmax, on digits.
 */
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <exception>
#include <functional>
#include <limits>
#include <numeric>
#include <optional>
#include <string>
#include <vector>

#include "classifier.h"
#include "dataset.h"
#include "distortion.h"
#include "exit_code.h"
#include "number_range.h"
#include "progress.h"
#include "random_stream.h"
#include "separation.h"

namespace {

using namespace classification;
using digits::Dataset;
using digits::Matrix;

struct Options {
    std::string data = DIGITS_DEFAULT_DATA;
    std::vector<std::uint32_t> seeds{1, 2, 3};
    TrainingSettings training;
    std::optional<double> required_accuracy;
    bool quiet = false;
};

struct Result {
    std::uint32_t seed;
    Kind kind;
    double clean;      ///< accuracy on held-out digits, 0 to 1
    double distorted;  ///< the same digits, shifted and noisy
    Separation separation;
};

double accuracy(const Classifier& classifier, const Matrix& images,
                const std::vector<int>& labels) {
    const std::vector<int> predicted = classifier.predict(classifier.embed(images));
    const auto n_right = std::inner_product(predicted.begin(), predicted.end(), labels.begin(), 0,
                                            std::plus<>(), std::equal_to<>());
    return static_cast<double>(n_right) / static_cast<double>(labels.size());
}

/// Split, first weights, batches and distortions follow from the seed: both losses get the same.
Result run_one(const Dataset& data, std::uint32_t seed, Kind kind, const Options& options,
               digits::Progress& progress) {
    auto split_random = digits::random_stream(seed, digits::Stream::kSplit);
    auto test_random = digits::random_stream(seed, digits::Stream::kEvaluation);
    const digits::Split split = digits::hold_out(data, split_random);
    const Dataset& test = split.held_out;
    const Matrix hard = digits::distorted(test.images, digits::kShiftedAndNoisy, test_random);

    progress.begin_run(seed);
    Classifier classifier(kind, seed);
    classifier.train(split.training, options.training,
                     [&](std::size_t step, float loss) { progress.step_done(step, loss); });
    return {seed, kind, accuracy(classifier, test.images, test.labels),
            accuracy(classifier, hard, test.labels),
            separation_of(classifier.embed(hard), test.labels, digits::kClasses)};
}

void print_table(const std::vector<Result>& results) {
    std::printf(
        "\n    seed | loss             | accuracy in %%          | mean cosine, shifted and noisy\n"
        "         |                  | clean  shifted, noisy  | with own centre  of two centres\n"
        "---------+------------------+------------------------+--------------------------------\n");
    for (const Result& result : results) {
        std::printf("%8u | %-16s | %5.1f  %14.1f  | %15.3f  %14.3f\n", result.seed,
                    result.kind == Kind::kPlain ? "softmax" : "cosine + island", 100 * result.clean,
                    100 * result.distorted, result.separation.within, result.separation.between);
    }
}

int run(const Options& options) {
    const Dataset data = digits::read_digits(options.data);
    digits::Progress progress(2 * options.seeds.size(), options.training.n_steps, options.quiet);
    std::vector<Result> results;
    for (const std::uint32_t seed : options.seeds) {
        for (const Kind kind : {Kind::kPlain, Kind::kCosineIsland}) {
            results.push_back(run_one(data, seed, kind, options, progress));
        }
    }
    print_table(results);

    const double least = 100 * std::ranges::min(results, {}, &Result::clean).clean;
    if (options.required_accuracy && !(least >= *options.required_accuracy)) {
        std::fprintf(stderr, "train_classifier: the smallest accuracy is %.1f, wanted %.1f\n",
                     least, *options.required_accuracy);
        return digits::kNotLearned;
    }
    return digits::kSuccess;
}

}  // namespace

int main(int argc, char** argv) {
    constexpr std::size_t kMany = 1'000'000;
    Options options;
    CLI::App app(
        "Trains classifiers of handwritten digits: softmax on cosine with the centre and\n"
        "island terms against plain softmax.",
        "train_classifier");
    app.footer("Exit code: 0 success, 1 failure, 2 bad arguments, 3 --require-accuracy not met.\n");
    app.option_defaults()->always_capture_default();
    app.add_option("--data", options.data, "CSV: 64 pixels, 0 to 16, and a label a line");
    app.add_option("--steps", options.training.n_steps, "training steps of each run")
        ->check(digits::between<std::size_t>(1, kMany));
    app.add_option("--batch", options.training.batch_size, "digits a step")
        ->check(digits::between<std::size_t>(1, kMany));
    app.add_option("--seeds", options.seeds, "two runs each, such as 1,2,3")
        ->delimiter(',')
        ->check(digits::between<std::uint32_t>(0, std::numeric_limits<std::uint32_t>::max()));
    app.add_option("--require-accuracy", options.required_accuracy,
                   "fail unless every run reaches it on clean held-out digits, in %")
        ->check(digits::between(0.0, 100.0));
    app.add_flag("--quiet", options.quiet, "no progress");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? digits::kSuccess : digits::kBadArguments;
    }
    try {
        return run(options);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "train_classifier: %s\n", error.what());
        return digits::kFailed;
    }
}
