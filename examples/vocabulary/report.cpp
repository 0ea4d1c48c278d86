// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "report.h"

#include <algorithm>
#include <iomanip>
#include <sstream>

namespace vocabulary {
namespace {

const std::string& word_at(const Vocabulary& vocabulary, std::int32_t index) {
    return vocabulary.words[static_cast<std::size_t>(index)];
}

std::string joined(const Vocabulary& vocabulary, std::span<const Neighbour> neighbours) {
    std::string words;
    for (const Neighbour& neighbour : neighbours) {
        words += (words.empty() ? "" : " ") + word_at(vocabulary, neighbour.word);
    }
    return words;
}

}  // namespace

std::string text_summary(const Vocabulary& vocabulary, std::size_t n_read, std::size_t n_wanted) {
    std::ostringstream text;
    text << n_read << " words, " << vocabulary.n_distinct << " different ones; ";
    if (vocabulary.words.size() < n_wanted) {
        text << "these are fewer than the " << n_wanted << " wanted: all are kept\n";
        return text.str();
    }
    const double share = static_cast<double>(vocabulary.text.size()) / static_cast<double>(n_read);
    text << "the " << n_wanted << " most frequent are " << std::fixed << std::setprecision(1)
         << 100.0 * share << " % of the text\n";
    return text.str();
}

std::string score_table(std::span<const RunResult> runs, std::size_t n_words) {
    std::ostringstream text;
    text << "           |      loss       | steps/s | held-out AUC        | mean rank of "
         << n_words - 1 << "\n"
         << "           |  first    last  |         | untrained  trained  | untrained  trained\n"
         << "-----------+-----------------+---------+---------------------+-------------------\n"
         << std::fixed;
    for (const RunResult& run : runs) {
        text << std::left << std::setw(10) << name_of(run.form) << std::right << " | "
             << std::setprecision(3) << std::setw(6) << run.losses.front().loss << std::setw(8)
             << run.losses.back().loss << "  | " << std::setprecision(0) << std::setw(7)
             << run.steps_a_second << " | " << std::setprecision(3) << std::setw(9)
             << run.untrained.auc << std::setw(9) << run.trained.auc << "  | "
             << std::setprecision(0) << std::setw(9) << run.untrained.mean_rank << std::setw(9)
             << run.trained.mean_rank << '\n';
    }
    return text.str();
}

std::string neighbour_table(const Vocabulary& vocabulary, std::span<const std::int32_t> queries,
                            std::span<const RunResult> runs) {
    std::size_t width = 0;
    for (const RunResult& run : runs) {
        for (const auto& neighbours : run.nearest) {
            width = std::max(width, joined(vocabulary, neighbours).size());
        }
    }
    std::size_t query_width = 4;
    for (const std::int32_t query : queries) {
        query_width = std::max(query_width, word_at(vocabulary, query).size());
    }
    const auto cell = [](std::size_t n) { return std::setw(static_cast<int>(n)); };

    std::ostringstream text;
    std::ostringstream rule;
    text << std::left << cell(query_width) << "word";
    rule << std::string(query_width, '-');
    for (const RunResult& run : runs) {
        text << " | " << cell(width) << name_of(run.form);
        rule << "-+-" << std::string(width, '-');
    }
    text << '\n' << rule.str() << '\n';
    for (std::size_t i = 0; i < queries.size(); ++i) {
        text << cell(query_width) << word_at(vocabulary, queries[i]);
        for (const RunResult& run : runs) {
            text << " | " << cell(width) << joined(vocabulary, run.nearest[i]);
        }
        text << '\n';
    }
    return text.str();
}

std::string loss_csv(std::span<const RunResult> runs) {
    std::ostringstream text;
    text << "step";
    for (const RunResult& run : runs) text << ',' << name_of(run.form);
    text << '\n' << std::setprecision(9);
    for (std::size_t i = 0; i < runs.front().losses.size(); ++i) {
        text << runs.front().losses[i].step;
        for (const RunResult& run : runs) text << ',' << run.losses[i].loss;
        text << '\n';
    }
    return text.str();
}

std::string held_out_csv(std::span<const RunResult> runs) {
    std::ostringstream text;
    text << "form,auc_untrained,auc_trained,mean_rank_untrained,mean_rank_trained\n";
    for (const RunResult& run : runs) {
        text << name_of(run.form) << ',' << run.untrained.auc << ',' << run.trained.auc << ','
             << run.untrained.mean_rank << ',' << run.trained.mean_rank << '\n';
    }
    return text.str();
}

std::string neighbours_csv(const Vocabulary& vocabulary, std::span<const std::int32_t> queries,
                           std::span<const RunResult> runs) {
    std::ostringstream text;
    text << "word,form,place,neighbour,cosine\n";
    for (std::size_t i = 0; i < queries.size(); ++i) {
        for (const RunResult& run : runs) {
            std::size_t place = 0;
            for (const Neighbour& neighbour : run.nearest[i]) {
                text << word_at(vocabulary, queries[i]) << ',' << name_of(run.form) << ','
                     << ++place << ',' << word_at(vocabulary, neighbour.word) << ','
                     << neighbour.cosine << '\n';
            }
        }
    }
    return text.str();
}

}  // namespace vocabulary
