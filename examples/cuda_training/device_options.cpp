// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "device_options.h"

#include <CLI/CLI.hpp>
#include <cstddef>
#include <limits>

#include "number_range.h"

namespace digits {
namespace {

constexpr auto kDescription =
    "Trains an encoder of handwritten digits with NT-Xent, without labels, wholly on a CUDA\n"
    "device, and measures how well nearest neighbours in its embedding tell digits.";

}  // namespace

ParsedDeviceArguments parse_device_arguments(int argc, const char* const* argv) {
    DeviceOptions options;
    DeviceTrainingSettings& training = options.training;
    bool no_graph = false;

    CLI::App app(kDescription, "train_digits_cuda");
    app.footer(kExitCodesText);
    app.option_defaults()->always_capture_default();
    app.add_option("--data", options.data, "CSV: 64 pixels, 0 to 16, and a label a line");
    app.add_option("--steps", training.n_steps, "training steps")
        ->check(between<std::size_t>(1, 100'000));
    app.add_option("--batch", training.n_pairs, "pairs of views a step")
        ->check(between<std::size_t>(2, 10'000));
    app.add_option("--temperature", training.temperature, "of the loss, to begin with")
        ->check(between(0.001, 100.0));
    app.add_option("--seed", options.seed, "for everything that is random")
        ->check(between<std::uint32_t>(0, std::numeric_limits<std::uint32_t>::max()));
    app.add_flag("--no-graph", no_graph, "launch every kernel of every step: same results");
    app.add_option("--require-margin", options.required_margin,
                   "fail unless so many points are gained on shifted and noisy digits")
        ->check(between(-100.0, 100.0));
    app.add_flag("--quiet", options.quiet, "no progress");

    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return {std::nullopt, app.exit(error) == 0 ? kSuccess : kBadArguments};
    }
    training.use_graph = !no_graph;
    return {options, kSuccess};
}

}  // namespace digits
