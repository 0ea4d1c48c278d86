// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "options.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstddef>
#include <limits>
#include <string>

#include "exit_code.h"
#include "number_range.h"

namespace digits {
namespace {

/// Lets anything but "" pass.
CLI::Validator not_empty() {
    return CLI::Validator(
        [](const std::string& text) { return text.empty() ? "is empty" : std::string(); }, "");
}

void refuse_repeated(const std::vector<std::uint32_t>& seeds) {
    for (auto seed = seeds.begin(); seed != seeds.end(); ++seed) {
        if (std::find(seeds.begin(), seed, *seed) != seed) {
            throw CLI::ValidationError("--seeds", std::to_string(*seed) + " is there twice");
        }
    }
}

constexpr auto kDescription =
    "Trains an encoder of handwritten digits with NT-Xent, without labels, and measures how well\n"
    "nearest neighbours in its embedding tell digits, also shifted and noisy ones.";

}  // namespace

ParsedArguments parse_arguments(int argc, const char* const* argv) {
    constexpr std::size_t kMany = 1'000'000;
    Options options;
    TrainingSettings& training = options.training;
    std::string device = "cpu";

    CLI::App app(kDescription, "train_digits");
    app.footer(kExitCodesText);
    app.option_defaults()->always_capture_default();
    app.add_option("--data", options.data, "CSV: 64 pixels, 0 to 16, and a label a line");
    app.add_option("--out", options.out, "folder for the results")->check(not_empty());
    app.add_option("--steps", training.n_steps, "training steps of each run")
        ->check(between<std::size_t>(1, kMany));
    app.add_option("--batch", training.n_pairs, "pairs of views a step")
        ->check(between<std::size_t>(2, kMany));
    app.add_option("--temperature", training.temperature, "temperature of the loss")
        ->check(between(0.001, 100.0));
    app.add_option("--seeds", options.seeds, "one run each, such as 1,2,3")
        ->delimiter(',')
        ->check(between<std::uint32_t>(0, std::numeric_limits<std::uint32_t>::max()));
    app.add_option("--threads", training.n_threads, "0: one for each processor")
        ->check(between(0, 64));
    app.add_option("--device", device, "where to compute the loss")
        ->check(CLI::IsMember({"cpu", "cuda"}));
    app.add_option("--require-margin", options.required_margin,
                   "fail unless every run gains so many points on shifted and noisy digits")
        ->check(between(-100.0, 100.0));
    app.add_flag("--quiet", options.quiet, "no progress");

    try {
        app.parse(argc, argv);
        refuse_repeated(options.seeds);
        training.backend = device == "cuda" ? CUXENT_BACKEND_CUDA : CUXENT_BACKEND_CPU;
    } catch (const CLI::ParseError& error) {
        return {std::nullopt, app.exit(error) == 0 ? kSuccess : kBadArguments};
    }
    return {options, kSuccess};
}

}  // namespace digits
