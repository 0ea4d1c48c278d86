// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file main.cpp
 * @brief train_vocabulary: embeddings of the words of a text, with both forms of InfoNCE over a
 *        table.
 */
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "experiment.h"
#include "options.h"
#include "output_folder.h"
#include "progress.h"
#include "query_words.h"
#include "report.h"
#include "vocabulary.h"
#include "words.h"

namespace {

using namespace vocabulary;

int run(const Options& options) {
    const std::vector<std::string> words = words_of(read_text(options.text));
    const Vocabulary vocabulary = make_vocabulary(words, options.n_words);
    const std::vector<std::int32_t> queries = query_words(vocabulary, options.queries);
    digits::OutputFolder out(options.out);
    std::printf("%s: %s", options.text.c_str(),
                text_summary(vocabulary, words.size(), options.n_words).c_str());
    std::fflush(stdout);

    const ExperimentSettings& settings = options.experiment;
    digits::Progress progress(2, settings.training.n_steps, options.quiet);
    std::vector<RunResult> runs;
    for (const Form form : {Form::kInfoNce, Form::kDecoupled}) {
        progress.begin_run(settings.seed);
        runs.push_back(run_experiment(
            vocabulary, form, queries, settings,
            [&](const LossPoint& point) { progress.step_done(point.step, point.loss); }));
    }

    out.stage("loss.csv", loss_csv(runs));
    out.stage("held_out.csv", held_out_csv(runs));
    out.stage("neighbours.csv", neighbours_csv(vocabulary, queries, runs));
    out.publish();
    std::printf(
        "\n%s\n%s\nloss.csv, held_out.csv and neighbours.csv are in %s; a picture of them:\n"
        "    python3 %s %s\n",
        score_table(runs, vocabulary.words.size()).c_str(),
        neighbour_table(vocabulary, queries, runs).c_str(), options.out.c_str(),
        VOCABULARY_PLOT_SCRIPT, options.out.c_str());

    const auto auc_of = [](const RunResult& result) { return result.trained.auc; };
    const double least = auc_of(std::ranges::min(runs, {}, auc_of));
    if (options.required_auc && !(least >= *options.required_auc)) {
        std::fprintf(stderr, "train_vocabulary: the smaller AUC is %.3f, wanted %.3f\n", least,
                     *options.required_auc);
        return digits::kNotLearned;
    }
    return digits::kSuccess;
}

}  // namespace

int main(int argc, char** argv) {
    const auto arguments = parse_arguments(argc, argv);
    if (!arguments.options) return arguments.exit_code;
    try {
        return run(*arguments.options);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "train_vocabulary: %s\n", error.what());
        return digits::kFailed;
    }
}
