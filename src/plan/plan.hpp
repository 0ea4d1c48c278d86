// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

#include "cuxent/cuxent.h"
#include "kernels/gathered.h"
#include "kernels/guide_bits.h"
#include "kernels/row_math.h"
#include "kernels/set_members.h"
#include "plan/place.hpp"
#include "plan/rule.hpp"
#include "plan/strategy.hpp"
#include "plan/tile_schedule.hpp"

namespace cuxent::impl {

struct Plan;

/// What a plan has to know of the backend it is for.
struct BackendTraits {
    cuxentBackend kind;
    int device;
    int n_workers;   ///< that share the tiles of a call
    bool in_panels;  ///< tiles are row panels for large products, not squares for a cache

    bool keeps_norms;  ///< of gathered rows, for the way back; otherwise they are taken again

    /// Scratch that the backend wants for itself.
    std::size_t (*own_bytes)(const Plan& plan);
};

/// A validated problem and how it is computed. Immutable once made.
struct Plan {
    cuxentProblem problem{};  ///< as the caller gave it, defaults resolved
    BackendTraits traits{};
    Rule rule{};
    Place place;
    TileSchedule schedule;
    int n_workers = 1;                 ///< workers the scratch has room for
    Strategy separate{};               ///< of a forward and a backward call
    Strategy combined{};               ///< of a forward-backward call
    std::size_t arithmetic_bytes = 0;  ///< size of the type sums are taken in: float or double
    cuxentSizes sizes{};
    cuxentPlanInfo info{};
    std::string text;

    [[nodiscard]] bool normalizes() const { return problem.normalize != 0; }

    /// What the loss makes of its rows.
    [[nodiscard]] kernels::RowRule row_rule() const {
        return {
            rule.decoupled,    rule.has_sets(),          rule.pairs, rule.sigmoid, problem.z_loss,
            problem.vmf_sigma, problem.vmf_attached != 0};
    }

    /// Of label smoothing: 0 as well where the target is the only class.
    [[nodiscard]] double label_smoothing() const {
        return rule.has_classes() && problem.n_cols == 1 ? 0 : problem.label_smoothing;
    }

    /// Whether gathered rows are rows of an embedding table.
    [[nodiscard]] bool has_table() const { return problem.n_table_rows != 0; }

    /// Whether the call lists negatives as well as targets.
    [[nodiscard]] bool lists_negatives() const { return problem.sets_by == CUXENT_SETS_BY_PAIRS; }

    /// Whether a row's targets are counted beside the sum of their weights.
    [[nodiscard]] bool numbers_targets() const { return rule.has_soft_targets() && !rule.pairs; }

    /// Words of a row with a bit for each column, and bytes of such rows.
    [[nodiscard]] std::int64_t pair_words() const {
        return kernels::PairBits::words_of(place.cols.count());
    }
    [[nodiscard]] std::size_t pair_bits_bytes() const {
        return static_cast<std::size_t>(place.rows.count() * pair_words()) * sizeof(std::uint32_t);
    }

    /// Whether another model's embeddings say which negatives are false.
    [[nodiscard]] bool has_guide() const { return problem.guide_dim != 0; }

    /// Bits of its entries.
    [[nodiscard]] kernels::GuideBits guide_bits(kernels::GuideBits::Word* words) const {
        const std::int64_t n_cols = rule.gathered() ? gathered().n_columns() : schedule.part_cols();
        return {words, kernels::GuideBits::words_of(n_cols), n_cols};
    }
    [[nodiscard]] kernels::GuideRule guide_rule() const {
        return {problem.guide_factor, problem.guide_margin};
    }

    /// Numbering of gathered rows, and numbers of the widest of them.
    [[nodiscard]] kernels::GatheredShape gathered() const {
        return {problem.n_rows, problem.n_negatives};
    }
    [[nodiscard]] std::int64_t widest_row() const {
        return std::max(problem.dim, problem.guide_dim);
    }

    /// Whether loss and gradient of a row can follow from one visit of its columns: these have
    /// statistics of no row, and what the row weighs does not depend on its targets.
    [[nodiscard]] bool rows_stand_alone() const {
        return !rule.symmetric() && !rule.gathered() && !rule.has_sets() && problem.vmf_sigma == 0;
    }

    /// Whether more is asked of a row's target than its logit.
    [[nodiscard]] bool wants_target_cosines() const {
        const bool is_one_entry = !rule.has_sets() && !rule.has_classes();
        return problem.vmf_sigma != 0 || (problem.softcap != 0 && is_one_entry);
    }

    /// Columns that a row can see at most.
    [[nodiscard]] std::int64_t n_terms() const {
        return rule.gathered() ? gathered().n_columns() : place.cols.count();
    }

    /// Whether the caller brings an operand in two matrices: views apart, or keys and negatives.
    [[nodiscard]] bool has_second_matrix(Side side) const {
        const ViewRange& range = place.of(side);
        return range.n_extra > 0 || (range.n_views == 2 && problem.views == CUXENT_VIEWS_SEPARATE);
    }

    /// Whether the sum of the row losses is divided by what only their weights tell.
    [[nodiscard]] bool divides_by_weights() const {
        return problem.reduction == CUXENT_REDUCTION_MEAN &&
               problem.mean_over != CUXENT_MEAN_OVER_ALL;
    }

    /// What the sum of the row losses is multiplied by, where the plan knows.
    [[nodiscard]] double reduction_factor() const {
        return problem.reduction == CUXENT_REDUCTION_MEAN
                   ? 1.0 / (rule.n_views * static_cast<double>(problem.n_total))
                   : 1.0;
    }
};

/// Chooses everything that follows from a valid problem and a backend. Throws Failure where
/// the memory limits of the problem leave no strategy.
Plan make_plan(const cuxentProblem& problem, const BackendTraits& traits);

}  // namespace cuxent::impl
