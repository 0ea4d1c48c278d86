// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file main.cpp
 * @brief train_digits_cuda: contrastive learning on handwritten digits, wholly on a CUDA device.
 */
#include <cstdio>
#include <exception>
#include <span>

#include "cuxent/cuxent.hpp"
#include "dataset.h"
#include "device_options.h"
#include "device_training.h"
#include "experiment.h"
#include "progress.h"
#include "report.h"

namespace {

using namespace digits;

int run(const DeviceOptions& options) {
    const cuxent::Handle device_is_there(CUXENT_BACKEND_CUDA);  // or throws, before any work

    const Dataset data = read_digits(options.data);
    Progress progress(1, options.training.n_steps, options.quiet);
    progress.begin_run(options.seed);

    float temperature = 0.0F;
    const auto train = [&](Encoder& encoder, const Matrix& images) {
        auto result =
            train_on_device(encoder, images, options.training, options.seed,
                            [&](std::size_t step, float loss) { progress.step_done(step, loss); });
        temperature = result.temperature;
        return result.losses;
    };
    const RunResult result = run_experiment(data, options.seed, train);

    std::printf("\n%s\nlast loss %.6f at temperature %.4f, which began as %.4f\n",
                accuracy_table(std::span(&result, 1)).c_str(),
                static_cast<double>(result.losses.back()), static_cast<double>(temperature),
                static_cast<double>(options.training.temperature));

    if (options.required_margin && !(result.margin() >= *options.required_margin)) {
        std::fprintf(stderr, "train_digits_cuda: the gain is %.1f points, wanted %.1f\n",
                     result.margin(), *options.required_margin);
        return kNotLearned;
    }
    return kSuccess;
}

}  // namespace

int main(int argc, char** argv) {
    const auto arguments = parse_device_arguments(argc, argv);
    if (!arguments.options) return arguments.exit_code;
    try {
        return run(*arguments.options);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "train_digits_cuda: %s\n", error.what());
        return kFailed;
    }
}
