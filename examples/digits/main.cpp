// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file main.cpp
 * @brief train_digits: contrastive learning on handwritten digits with cuXent.
 */
#include <algorithm>
#include <cstdio>
#include <exception>
#include <vector>

#include "dataset.h"
#include "experiment.h"
#include "options.h"
#include "output_folder.h"
#include "progress.h"
#include "report.h"
#include "training.h"

namespace {

using namespace digits;

std::vector<RunResult> run_all(const Options& options, const Dataset& data) {
    Progress progress(options.seeds.size(), options.training.n_steps, options.quiet);
    std::vector<RunResult> runs;
    for (const auto seed : options.seeds) {
        progress.begin_run(seed);
        const auto observer = [&](std::size_t step, float loss) { progress.step_done(step, loss); };
        runs.push_back(run_experiment(data, seed, [&](Encoder& encoder, const Matrix& images) {
            return train(encoder, images, options.training, seed, observer);
        }));
    }
    return runs;
}

void write_files(OutputFolder& out, const std::vector<RunResult>& runs) {
    out.stage("loss.csv", loss_csv(runs));
    out.stage("accuracy.csv", accuracy_csv(runs));
    out.stage("embedding.csv", embedding_csv(runs.front()));
    out.publish();
}

int run(const Options& options) {
    const Dataset data = read_digits(options.data);
    OutputFolder out(options.out);

    const std::vector<RunResult> runs = run_all(options, data);
    write_files(out, runs);

    std::printf(
        "\n%s\nloss.csv, accuracy.csv and embedding.csv are in %s; pictures of them:\n"
        "    python3 %s %s\n",
        accuracy_table(runs).c_str(), options.out.c_str(), DIGITS_PLOT_SCRIPT, options.out.c_str());

    if (options.required_margin) {
        const double least = std::ranges::min(runs, {}, &RunResult::margin).margin();
        if (!(least >= *options.required_margin)) {
            std::fprintf(stderr, "train_digits: the smallest gain is %.1f points, wanted %.1f\n",
                         least, *options.required_margin);
            return kNotLearned;
        }
    }
    return kSuccess;
}

}  // namespace

int main(int argc, char** argv) {
    const auto arguments = parse_arguments(argc, argv);
    if (!arguments.options) return arguments.exit_code;
    try {
        return run(*arguments.options);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "train_digits: %s\n", error.what());
        return kFailed;
    }
}
