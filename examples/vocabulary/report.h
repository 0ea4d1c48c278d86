// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file report.h
 * @brief The results as text: tables to read and files to plot.
 */
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "experiment.h"
#include "vocabulary.h"

namespace vocabulary {

/// How much text there was and how many words are kept; says so where they are fewer than wanted.
std::string text_summary(const Vocabulary& vocabulary, std::size_t n_read, std::size_t n_wanted);

/// Loss, speed and held-out pairs, a line a form.
std::string score_table(std::span<const RunResult> runs, std::size_t n_words);

/// The nearest words of each query, the forms side by side.
std::string neighbour_table(const Vocabulary& vocabulary, std::span<const std::int32_t> queries,
                            std::span<const RunResult> runs);

/// step,<form>,...: mean losses of the steps since the line before.
std::string loss_csv(std::span<const RunResult> runs);

/// form,auc_untrained,auc_trained,mean_rank_untrained,mean_rank_trained
std::string held_out_csv(std::span<const RunResult> runs);

/// word,form,place,neighbour,cosine
std::string neighbours_csv(const Vocabulary& vocabulary, std::span<const std::int32_t> queries,
                           std::span<const RunResult> runs);

}  // namespace vocabulary
