// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file row_results.hpp
 * @brief What a loss of the baseline makes of the sums of its rows: losses, and the weights from
 * which the gradient takes its coefficients.
 */
#ifndef CUXENT_BENCH_ROW_RESULTS_HPP
#define CUXENT_BENCH_ROW_RESULTS_HPP

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>

#include "batch.hpp"
#include "buffer.hpp"
#include "similarity_passes.hpp"
#include "targets.hpp"

namespace cuxent::bench {

/// How a row's targets and the rest of it make a loss.
enum class RowFunction {
    kOneTarget,      ///< softmax with one target, kept apart from the sum
    kMeanOfTargets,  ///< softmax over all, less the mean of the targets' similarities (SupCon)
    kPairs,          ///< a softmax for each target, with the negatives alone
    kSigmoid,        ///< of each pair
};

inline RowFunction row_function(const BenchProblem& problem) {
    switch (problem.loss) {
        case CUXENT_LOSS_SUP_CON:
            return RowFunction::kMeanOfTargets;
        case CUXENT_LOSS_LABEL_PAIRS:
            return RowFunction::kPairs;
        case CUXENT_LOSS_SIGLIP:
            return RowFunction::kSigmoid;
        default:
            return RowFunction::kOneTarget;
    }
}

template <class T>
class RowResults {
 public:
    /// Batch and targets outlive the result.
    RowResults(const Batch& batch, const Targets& targets, std::int64_t n_rows)
        : targets_(targets),
          function_(row_function(batch.problem)),
          decoupled_(batch.problem.decoupled),
          inv_temperature_(static_cast<T>(1 / batch.temperature)),
          bias_(static_cast<T>(batch.bias)),
          margin_(batch.margin),
          sum_(n_rows),
          loss_(n_rows),
          neg_weight_(n_rows),
          pos_(std::max(n_rows, targets.count())),
          slot_weight_(std::max(n_rows, targets.count())),
          slot_sum_(targets.count()),
          slot_result_(std::max(n_rows, targets.count())) {}

    /// To fill in. Sum of a row: of the e of its negatives (of all other columns for
    /// kMeanOfTargets; of softplus for kSigmoid).
    [[nodiscard]] T* sum(std::int64_t row) const { return sum_.at(row); }
    /// Cosine with a target, by slot; for kMeanOfTargets their mean, by row.
    [[nodiscard]] T* pos(std::int64_t slot) const { return pos_.at(slot); }

    /// Results: the gradient with respect to e_ij is neg_weight_i e_ij, that to the cosine of a
    /// target also has -slot_weight.
    [[nodiscard]] const T* neg_weight(std::int64_t row) const { return neg_weight_.at(row); }
    [[nodiscard]] T slot_weight(std::int64_t slot) const { return *slot_weight_.at(slot); }
    [[nodiscard]] double total_loss(std::int64_t n_rows) const {
        return std::accumulate(loss_.at(0), loss_.at(n_rows), 0.0);
    }

    void finish(std::int64_t begin, std::int64_t end) const {
        switch (function_) {
            case RowFunction::kOneTarget:
                return finish_one_target(begin, end);
            case RowFunction::kMeanOfTargets:
                return finish_mean(begin, end);
            case RowFunction::kPairs:
                return finish_pairs(begin, end);
            case RowFunction::kSigmoid:
                return finish_sigmoid(begin, end);
        }
    }

 private:
    void finish_one_target(std::int64_t begin, std::int64_t end) const {
        const bool has_margin = margin_ > 0;
        const T* logit = has_margin ? slot_result_.at(begin) : pos_.at(begin);
        if (has_margin) {
            for (std::int64_t i = begin; i < end; ++i) *slot_result_.at(i) = arcface(*pos_.at(i));
        }
        run(FinishRows<T>{sum_.at(begin), logit, end - begin, inv_temperature_, inv_temperature_,
                          loss_.at(begin), neg_weight_.at(begin), slot_weight_.at(begin),
                          decoupled_});
        if (!has_margin) return;
        for (std::int64_t i = begin; i < end; ++i)
            *slot_weight_.at(i) *= arcface_slope(*pos_.at(i));
    }

    void finish_mean(std::int64_t begin, std::int64_t end) const {
        run(FinishRows<T>{sum_.at(begin), pos_.at(begin), end - begin, inv_temperature_,
                          inv_temperature_, loss_.at(begin), neg_weight_.at(begin),
                          slot_result_.at(begin), true});
        for (std::int64_t i = begin; i < end; ++i) {
            const std::int64_t first = targets_.first(i);
            const std::int64_t n = targets_.first(i + 1) - first;
            std::fill_n(slot_weight_.at(first), n, inv_temperature_ / static_cast<T>(n));
        }
    }

    void finish_pairs(std::int64_t begin, std::int64_t end) const {
        for (std::int64_t i = begin; i < end; ++i) {
            const std::int64_t first = targets_.first(i);
            const std::int64_t n = targets_.first(i + 1) - first;
            std::fill_n(slot_sum_.at(first), n, *sum_.at(i));
            T* loss = slot_result_.at(first);
            // The sums become the weights of the negatives in their place.
            run(FinishRows<T>{slot_sum_.at(first), pos_.at(first), n, inv_temperature_,
                              inv_temperature_, loss, slot_sum_.at(first), slot_weight_.at(first),
                              false});
            *loss_.at(i) = std::accumulate(loss, loss + n, T(0));
            *neg_weight_.at(i) =
                std::accumulate(slot_sum_.at(first), slot_sum_.at(first) + n, T(0));
        }
    }

    void finish_sigmoid(std::int64_t begin, std::int64_t end) const {
        for (std::int64_t i = begin; i < end; ++i) {
            const T t = *pos_.at(i) * inv_temperature_ + bias_;
            const T e = std::exp(-std::abs(t));
            *loss_.at(i) = *sum_.at(i) + std::max(-t, T(0)) + std::log1p(e);
            *neg_weight_.at(i) = inv_temperature_;
            *slot_weight_.at(i) = inv_temperature_ * (t < 0 ? T(1) : e) / (T(1) + e);
        }
    }

    // cos(theta + margin), and from theta = pi - margin on c - margin sin(margin), with slopes.
    [[nodiscard]] bool is_beyond(T c) const { return c < static_cast<T>(-std::cos(margin_)); }
    [[nodiscard]] static T sine(T c) { return std::sqrt(std::max(T(1) - c * c, T(1e-12))); }
    [[nodiscard]] T arcface(T c) const {
        if (is_beyond(c)) return c - static_cast<T>(margin_ * std::sin(margin_));
        return c * static_cast<T>(std::cos(margin_)) - sine(c) * static_cast<T>(std::sin(margin_));
    }
    [[nodiscard]] T arcface_slope(T c) const {
        if (is_beyond(c)) return T(1);
        return static_cast<T>(std::cos(margin_)) + c / sine(c) * static_cast<T>(std::sin(margin_));
    }

    const Targets& targets_;
    const RowFunction function_;
    const bool decoupled_;
    const T inv_temperature_, bias_;
    const double margin_;
    const Buffer<T> sum_, loss_, neg_weight_;
    const Buffer<T> pos_, slot_weight_, slot_sum_, slot_result_;
};

}  // namespace cuxent::bench

#endif  // CUXENT_BENCH_ROW_RESULTS_HPP
