// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file spec.h @brief One problem with its data, in words: whatever changes the right answer. */
#ifndef CUXENT_TESTS_HARNESS_SPEC_H
#define CUXENT_TESTS_HARNESS_SPEC_H

#include <cstdint>
#include <iosfwd>
#include <string>
#include <utility>
#include <vector>

#include "cuxent/cuxent.h"
#include "reference/contrastive.h"

namespace harness {

/// How a batch is made. Every recipe is seeded; entries are of order Spec::magnitude.
enum class Recipe {
    kRandom,             ///< independent normal entries
    kNearConverged,      ///< view 2 is view 1 + 1/1000
    kDuplicates,         ///< few distinct rows: negatives equal to the positive
    kOpposite,           ///< view 2 is -view 1
    kZeroRows,           ///< random, every third row zero
    kConstantDirection,  ///< all rows close to one direction
    kMixedNorms,         ///< random, norms from 2^-24 to 2^24 (float16: 2^-7 to 2^7)
    kOutlier,            ///< all rows close to one direction, row 0 opposite to it
    kOffset,             ///< all rows 1 + noise: huge logits without normalisation
    kIntegers,           ///< random whole numbers from -2 to 2: dot products without rounding
};

/// Gradient that arrives at `loss`.
enum class UpstreamKind {
    kOne,     ///< 1
    kValue,   ///< one number
    kVector,  ///< a number a row, for CUXENT_REDUCTION_NONE
};

/// Weights of the rows.
enum class RowWeights {
    kNone,     ///< none are handed over
    kRandom,   ///< seeded normal numbers of either sign, every fourth exactly 0
    kNothing,  ///< all exactly 0
};

/// What is added to the logits of columns.
enum class ColBias {
    kNone,
    kRandom,  ///< seeded normal numbers, 3 of a logit large
};

/// Classes of the rows: some i modulo their number, some random, some ignored; or all ignored.
enum class Labels { kSome, kAllIgnored };

/// Of CUXENT_LOSS_CLASS_SOFTMAX, in the words of cuxentProblem.
struct ClassSpec {
    Labels labels = Labels::kSome;
    std::int64_t ignore_index = -100;
    cuxentMargin margin_kind = CUXENT_MARGIN_NONE;
    double margin = 0;
    double softmax_weight = 1;
    double center_weight = 0;
    double island_weight = 0;
};

struct Spec {
    cuxentLoss loss = CUXENT_LOSS_NT_XENT;
    bool decoupled = false;
    cuxentType type = CUXENT_TYPE_FLOAT32;
    bool float_gradients = false;  ///< grad_type FLOAT32 instead of `type`
    std::int64_t n_rows = 17;
    std::int64_t dim = 17;
    std::int64_t n_cols = 0;
    std::int64_t n_negatives = 0;
    std::int64_t n_classes = 4;                       ///< labels, for the losses that know any
    cuxentLabelType label_type = CUXENT_LABEL_INT64;  ///< 32 or 64 bits: of listed pairs as well
    cuxentSetsBy sets_by = CUXENT_SETS_BY_LABEL;
    std::int64_t row_offset = 0;
    std::int64_t col_offset = 0;
    std::int64_t n_total = 0;
    cuxentReduction reduction = CUXENT_REDUCTION_MEAN;
    cuxentMeanOver mean_over = CUXENT_MEAN_OVER_ALL;
    RowWeights row_weights = RowWeights::kNone;
    double weight_magnitude = 1;
    cuxentScaleKind scale_kind = CUXENT_SCALE_TEMPERATURE;
    double scale = 0.5;
    double bias = 0;
    ColBias col_bias = ColBias::kNone;
    std::int64_t n_ids = 0;      ///< different ids of rows and columns; 0: none are handed over
    std::int64_t guide_dim = 0;  ///< width of the guide's embeddings; 0: there is none
    double guide_factor = 1;
    double guide_margin = 0;
    bool guide_has_nan = false;  ///< in rows 1 and 2 and columns 0 and 3 of them
    double hardness = 0;
    double softcap = 0;
    double z_loss = 0;
    double label_smoothing = 0;
    double vmf_sigma = 0;
    bool vmf_attached = false;
    bool scale_in_memory = false;  ///< scale and bias: read from memory, in the type of scalars
    bool normalize = true;
    cuxentSmallNorm small_norm = CUXENT_SMALL_NORM_ZERO;
    double norm_eps = 0;
    ClassSpec classes;
    UpstreamKind upstream = UpstreamKind::kOne;
    Recipe recipe = Recipe::kRandom;
    double magnitude = 1;
    double special = 0;  ///< NaN or infinity: replaces the first entry of row special_row
    std::int64_t special_row = 0;
    std::uint64_t seed = 1;

    [[nodiscard]] cuxentType grad_type() const {
        return float_gradients ? CUXENT_TYPE_FLOAT32 : type;
    }
};

/// One line that says how to make the same problem again.
std::ostream& operator<<(std::ostream& out, const Spec& spec);
std::string to_string(const Spec& spec);

const char* name_of(cuxentLoss loss);
const char* name_of(Recipe recipe);

/// Pairs in the order in which they are handed over.
using PairList = std::vector<std::pair<std::int64_t, std::int64_t>>;

/// Seeded lists: some rows have no targets, some no negatives, some neither; some pairs are listed
/// twice, some in both lists. Empty where nothing of the kind is handed over.
struct PairLists {
    PairList positives;
    PairList negatives;
};
PairLists pair_lists_of(const Spec& spec);

/// Seeded weights of targets of very different size, exact in the type of scalars: some rows have
/// one target, some many, some all columns, some none. Empty where none are handed over.
std::vector<double> soft_targets_of(const Spec& spec);
/// Whether no arithmetic rounds a logit: entries are whole numbers as they are, terms of the
/// columns halves, and the scale a power of two.
bool has_exact_logits(const Spec& spec);

/// The problem as the library takes it. Views, limits and precision stay at their defaults.
cuxentProblem problem_of(const Spec& spec);

/// The same for the reference, upstream gradient included.
reference::Rule rule_of(const Spec& spec);

}  // namespace harness

#endif  // CUXENT_TESTS_HARNESS_SPEC_H
