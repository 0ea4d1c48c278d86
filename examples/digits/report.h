// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file report.h
 * @brief The results as text: a table to read and files to plot.
 */
#pragma once

#include <span>
#include <string>

#include "experiment.h"

namespace digits {

/// k-NN accuracies of every run, for a terminal.
std::string accuracy_table(std::span<const RunResult> runs);

/// seed,representation,clean,shifted_noisy; accuracies 0 to 1.
std::string accuracy_csv(std::span<const RunResult> runs);

/// step,seed_<s>,...: the loss of every step.
std::string loss_csv(std::span<const RunResult> runs);

/// representation,digits,label,x,y: the held-out digits of one run on two axes.
std::string embedding_csv(const RunResult& run);

}  // namespace digits
