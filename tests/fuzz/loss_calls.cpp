// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <limits>

#include "fuzz/calls.h"
#include "fuzz/judge.h"

namespace fuzz {

namespace {

/// What a problem needs of memory, by its documented shapes.
struct Shapes {
    bool has_two_views, is_gathered, has_table, has_columns, has_labels, has_pairs, is_separate;
    std::int64_t rows;         ///< of a matrix of rows
    std::int64_t cols;         ///< of the first matrix of columns
    std::int64_t negatives;    ///< of the second one, where it has negatives
    std::int64_t row_results;  ///< entries of a vector of rows
    std::int64_t columns;      ///< all columns
    std::int64_t terms;        ///< entries of col_bias and col_ids

    explicit Shapes(const cuxentProblem& p) {
        const bool has_sets = p.loss == CUXENT_LOSS_SUP_CON || p.loss == CUXENT_LOSS_LABEL_PAIRS;
        const bool has_keys = p.loss == CUXENT_LOSS_INFO_NCE || p.loss == CUXENT_LOSS_SIGLIP;
        has_two_views = p.loss == CUXENT_LOSS_NT_XENT || p.loss == CUXENT_LOSS_CLIP;
        is_gathered = p.loss == CUXENT_LOSS_GATHERED_INFO_NCE;
        has_table = is_gathered && p.n_table_rows != 0;
        is_separate = has_two_views && p.views == CUXENT_VIEWS_SEPARATE;
        const std::int64_t n_cols = has_keys && p.n_cols == 0 ? p.n_rows : p.n_cols;
        const std::int64_t views = has_two_views ? 2 : 1;
        has_columns = is_gathered ? !has_table : n_cols != 0;
        has_labels =
            p.loss == CUXENT_LOSS_CLASS_SOFTMAX || (has_sets && p.sets_by == CUXENT_SETS_BY_LABEL);
        has_pairs = has_sets && (p.sets_by == CUXENT_SETS_BY_PAIRS ||
                                 p.sets_by == CUXENT_SETS_BY_POSITIVE_PAIRS);
        const bool stacks = has_two_views && !is_separate;
        rows = has_table ? p.n_table_rows : stacks ? 2 * p.n_rows : p.n_rows;
        cols = is_gathered ? p.n_rows : stacks ? 2 * n_cols : n_cols;
        negatives = is_gathered ? p.n_rows * p.n_negatives : p.n_negatives;
        row_results = views * p.n_rows;
        columns = n_cols == 0 ? row_results : views * n_cols + (has_keys ? p.n_negatives : 0);
        terms = has_table ? p.n_table_rows : is_gathered ? p.n_rows * (1 + p.n_negatives) : columns;
    }
};

cuxentProblem draw_problem(Draw& draw) {
    constexpr cuxentLoss kLosses[] = {CUXENT_LOSS_NT_XENT,       CUXENT_LOSS_INFO_NCE,
                                      CUXENT_LOSS_CLIP,          CUXENT_LOSS_SIGLIP,
                                      CUXENT_LOSS_SUP_CON,       CUXENT_LOSS_LABEL_PAIRS,
                                      CUXENT_LOSS_CLASS_SOFTMAX, CUXENT_LOSS_GATHERED_INFO_NCE};
    cuxentProblem p;
    if (cuxentProblemInit(&p, sizeof(p)) != CUXENT_STATUS_SUCCESS) fail("cuxentProblemInit", "");
    p.loss = draw.hostile() ? static_cast<cuxentLoss>(draw.word()) : kLosses[draw.below(8)];
    if (draw.hostile()) p.struct_size = static_cast<std::size_t>(draw.strange_integer());
    if (draw.coin()) p.views = draw.choice<cuxentViews>(2);
    p.n_rows = draw.size();
    p.dim = draw.size();
    const bool has_classes = p.loss == CUXENT_LOSS_CLASS_SOFTMAX;
    p.n_cols = has_classes ? draw.size() : draw.coin() ? p.n_rows : draw.size_or_none();
    const bool may_have_negatives = p.loss == CUXENT_LOSS_INFO_NCE || p.loss == CUXENT_LOSS_SIGLIP;
    if (may_have_negatives) p.n_negatives = draw.size_or_none();
    if (p.loss == CUXENT_LOSS_GATHERED_INFO_NCE) {
        p.n_cols = 0;
        p.n_negatives = draw.size();
        p.n_table_rows = draw.size_or_none();
    }
    if (draw.one_in(8)) {
        p.row_offset = draw.integer(4);
        p.col_offset = draw.integer(4);
        p.n_total = draw.integer(80);
    }
    p.index_type = draw.choice<cuxentIndexType>(2);
    const bool has_sets = p.loss == CUXENT_LOSS_SUP_CON || p.loss == CUXENT_LOSS_LABEL_PAIRS;
    if (has_sets) p.sets_by = draw.choice<cuxentSetsBy>(4);
    p.label_type = draw.choice<cuxentLabelType>(2);
    p.type = draw.choice<cuxentType>(4);
    p.grad_type = draw.one_in(4) ? draw.choice<cuxentType>(4) : p.type;
    p.precision = draw.choice<cuxentPrecision>(2);
    p.reduction = draw.choice<cuxentReduction>(3);
    if (p.reduction == CUXENT_REDUCTION_MEAN && draw.coin()) {
        p.mean_over = draw.choice<cuxentMeanOver>(3);
    }
    p.scale_kind = draw.choice<cuxentScaleKind>(3);
    if (draw.one_in(4)) p.decoupled = draw.flag();
    if (p.decoupled == 1 && draw.coin()) {
        p.vmf_sigma = draw.option();
        p.vmf_attached = draw.flag();
    }
    if (draw.one_in(3)) p.hardness = draw.option();
    if (draw.one_in(3)) p.softcap = draw.option();
    if (draw.one_in(4)) p.label_smoothing = draw.coin() ? 0.5 : draw.option();
    if (draw.one_in(4)) {
        p.guide_dim = draw.size();
        p.guide_factor = draw.option();
        p.guide_margin = draw.number();
    }
    if (draw.one_in(4)) p.z_loss = draw.option();
    if (draw.one_in(4)) p.normalize = draw.flag();
    p.small_norm = draw.choice<cuxentSmallNorm>(2);
    if (draw.one_in(4)) p.norm_eps = draw.option();
    if (has_classes) {
        p.ignore_index = draw.integer(4);
        if (draw.coin()) {
            p.margin_kind = draw.choice<cuxentMargin>(2);
            p.margin = draw.option();
        }
        p.softmax_weight = draw.option();
        if (draw.one_in(3)) p.center_weight = draw.option();
        if (draw.one_in(3)) p.island_weight = draw.option();
    }
    if (draw.one_in(4)) p.tile_rows = draw.coin() ? 32 : draw.integer(96);
    if (draw.one_in(3)) p.saved_limit = p.scratch_limit = CUXENT_UNLIMITED;
    if (draw.hostile()) p.saved_limit = static_cast<std::size_t>(draw.strange_integer());
    if (draw.hostile()) p.scratch_limit = static_cast<std::size_t>(draw.strange_integer());
    return p;
}

/// Whether its memory can be brought here. What the library has accepted does not overflow.
bool is_small(const cuxentProblem& p, const Shapes& s, const cuxentSizes& sizes) {
    constexpr std::int64_t kMost = 1 << 16;
    constexpr std::size_t kMostBytes = std::size_t{1} << 24;
    const std::int64_t widest = std::max(p.dim, p.guide_dim);
    for (const std::int64_t n : {s.rows, s.cols, s.negatives, s.terms, s.row_results, s.columns}) {
        if (n > kMost || n * widest > kMost || n * s.row_results > kMost) return false;
    }
    return std::max({sizes.saved, sizes.forward_scratch, sizes.backward_scratch,
                     sizes.forward_backward_scratch}) <= kMostBytes;
}

/// Operands and results of the execute calls of a plan.
class Arguments {
 public:
    Arguments(const cuxentProblem& problem, const Shapes& shapes, Draw& draw)
        : p_(problem),
          s_(shapes),
          draw_(draw),
          scalar_(p_.type == CUXENT_TYPE_FLOAT64 ? CUXENT_TYPE_FLOAT64 : CUXENT_TYPE_FLOAT32),
          operands_(draw) {
        bring_matrices(p_.dim, inputs.rows, inputs.cols);
        if (p_.guide_dim != 0) bring_matrices(p_.guide_dim, inputs.guide_rows, inputs.guide_cols);
        bring_vectors();
        bring_results();
    }

    cuxentBuffer buffer(std::size_t bytes) { return operands_.buffer(bytes); }

    cuxentInputs inputs{};
    cuxentUpstream upstream{1, nullptr};
    cuxentOutputs outputs{};
    cuxentGradients gradients{};
    Results results;

 private:
    cuxentConstMatrix matrix(std::int64_t n, std::int64_t width) {
        if (n == 0) return {nullptr, 0};
        const std::int64_t ld = width + draw_.below(3);
        const std::int64_t claimed = draw_.hostile() ? std::min(draw_.strange_integer(), ld) : ld;
        return {operands_.numbers((n - 1) * ld + width, p_.type), claimed};
    }
    void bring_matrices(std::int64_t width, cuxentConstMatrix (&rows)[2],
                        cuxentConstMatrix (&cols)[2]) {
        rows[0] = matrix(s_.rows, width);
        if (s_.is_separate) rows[1] = matrix(s_.rows, width);
        if (s_.has_columns) {
            cols[0] = matrix(s_.cols, width);
            cols[1] = matrix(s_.is_separate ? s_.cols : s_.negatives, width);
        }
        if (draw_.hostile()) rows[draw_.below(2)].data = nullptr;
        if (draw_.hostile()) cols[draw_.below(2)].data = nullptr;
        // One that nobody asked for.
        if (!s_.has_columns && draw_.hostile()) cols[draw_.below(2)] = rows[0];
    }
    void bring_vectors() {
        const bool labels_are_64 = p_.label_type == CUXENT_LABEL_INT64;
        const bool indices_are_64 = p_.index_type == CUXENT_INDEX_INT64;
        inputs.scale.value = draw_.hostile() ? draw_.strange_number() : draw_.positive();
        if (draw_.one_in(4)) inputs.scale.data = operands_.numbers(1, scalar_);
        if (draw_.one_in(4)) inputs.bias.value = draw_.number();
        if (draw_.one_in(4)) inputs.bias.data = operands_.numbers(1, scalar_);
        if (s_.has_labels || draw_.hostile()) {
            const std::int64_t n = p_.n_cols > 0 ? p_.n_cols : 4;
            inputs.row_labels = operands_.integers(s_.row_results, labels_are_64, n);
            const bool is_sup = p_.loss != CUXENT_LOSS_CLASS_SOFTMAX;
            if (is_sup && s_.has_columns) {
                inputs.col_labels = operands_.integers(s_.columns, labels_are_64, n);
            }
        }
        if (draw_.one_in(3)) inputs.row_weights = operands_.numbers(s_.row_results, scalar_);
        if (draw_.one_in(3)) inputs.col_bias = operands_.numbers(s_.terms, scalar_);
        if (draw_.one_in(3)) {
            inputs.row_ids = operands_.integers(s_.row_results, labels_are_64, 4);
            const bool has_terms_apart = s_.has_columns || s_.has_table;
            if (has_terms_apart) inputs.col_ids = operands_.integers(s_.terms, labels_are_64, 4);
        }
        if (s_.has_table) {
            const std::int64_t n = p_.n_table_rows;
            inputs.indices = {operands_.integers(p_.n_rows, indices_are_64, n),
                              operands_.integers(p_.n_rows, indices_are_64, n),
                              operands_.integers(p_.n_rows * p_.n_negatives, indices_are_64, n)};
        }
        if (s_.has_pairs || draw_.hostile()) {
            inputs.positive_pairs = pairs(indices_are_64);
            if (p_.sets_by == CUXENT_SETS_BY_PAIRS) inputs.negative_pairs = pairs(indices_are_64);
        }
        if (p_.sets_by == CUXENT_SETS_BY_SOFT_TARGETS && s_.has_columns) {
            inputs.soft_targets = {operands_.numbers(p_.n_rows * s_.columns, scalar_), s_.columns};
        }
        if (draw_.coin()) return;
        upstream.value = draw_.number();
        const std::int64_t n = p_.reduction == CUXENT_REDUCTION_NONE ? s_.row_results : 1;
        if (draw_.coin()) upstream.data = operands_.numbers(n, scalar_);
    }
    cuxentPairs pairs(bool are_64) {
        const std::int64_t n = draw_.below(9);
        const std::int64_t claimed =
            draw_.hostile() ? std::min<std::int64_t>(n, draw_.strange_integer()) : n;
        return {operands_.integers(n, are_64, p_.n_rows), operands_.integers(n, are_64, s_.columns),
                claimed};
    }

    void* result(std::int64_t n, std::size_t bytes) {
        if (draw_.one_in(4)) return nullptr;
        const auto count = static_cast<std::size_t>(n);
        return results.add(1, count * bytes, count * bytes, draw_.hostile() ? 1 : 0);
    }
    cuxentMatrix gradient(std::int64_t n) {
        if (n == 0 || draw_.one_in(4)) return {nullptr, 0};
        const std::int64_t ld = p_.dim + draw_.below(3);
        const cuxentType type = p_.grad_type == 0 ? p_.type : p_.grad_type;
        const std::size_t bytes = bytes_of(type);
        std::byte* data =
            results.add(static_cast<std::size_t>(n), static_cast<std::size_t>(ld) * bytes,
                        static_cast<std::size_t>(p_.dim) * bytes, draw_.hostile() ? 1 : 0);
        return {data, draw_.hostile() ? p_.dim - 1 : ld};
    }
    void bring_results() {
        const std::size_t scalar = bytes_of(scalar_);
        const std::int64_t n = s_.row_results;
        outputs.loss = result(p_.reduction == CUXENT_REDUCTION_NONE ? n : 1, scalar);
        outputs.row_loss = result(n, scalar);
        const bool has_lse = p_.loss != CUXENT_LOSS_SIGLIP && p_.loss != CUXENT_LOSS_LABEL_PAIRS;
        if (has_lse || draw_.hostile()) outputs.row_lse = result(n, scalar);
        const bool has_sets = p_.loss == CUXENT_LOSS_SUP_CON || p_.loss == CUXENT_LOSS_LABEL_PAIRS;
        if (!has_sets && draw_.coin()) {
            outputs.row_rank = static_cast<std::int64_t*>(result(n, 8));
            outputs.row_ties = static_cast<std::int64_t*>(result(n, 8));
        }
        if (s_.has_table || s_.has_pairs) {
            outputs.n_out_of_range = static_cast<std::int64_t*>(result(1, 8));
        }
        const std::int64_t n_sources = p_.n_rows * (p_.n_negatives + 2);
        if (s_.has_table && draw_.coin()) {
            const std::size_t index = p_.index_type == CUXENT_INDEX_INT64 ? 8 : 4;
            gradients.table_index = result(n_sources, index);
            gradients.n_table_index = static_cast<std::int64_t*>(result(1, 8));
        }
        gradients.rows[0] = gradient(gradients.table_index != nullptr ? n_sources : s_.rows);
        if (s_.is_separate) gradients.rows[1] = gradient(s_.rows);
        if (s_.has_columns) {
            gradients.cols[0] = gradient(s_.cols);
            gradients.cols[1] = gradient(s_.is_separate ? s_.cols : s_.negatives);
        }
        gradients.scale = result(1, scalar);
        gradients.bias = result(1, scalar);
        if (draw_.one_in(4)) gradients.accumulate = draw_.flag();
    }

    const cuxentProblem& p_;
    const Shapes& s_;
    Draw& draw_;
    cuxentType scalar_;
    Operands operands_;
};

void execute(cuxentHandle handle, cuxentPlan plan, const cuxentSizes& sizes, Arguments& arguments,
             Draw& draw) {
    const cuxentInputs* inputs = draw.hostile() ? nullptr : &arguments.inputs;
    const cuxentOutputs* outputs = draw.hostile() ? nullptr : &arguments.outputs;
    const cuxentGradients* gradients = draw.hostile() ? nullptr : &arguments.gradients;
    const cuxentUpstream* upstream = draw.one_in(4) ? nullptr : &arguments.upstream;
    cuxentStream stream = draw.hostile() ? &draw : nullptr;
    if (draw.coin()) {
        judge("cuxentForwardBackward",
              cuxentForwardBackward(handle, plan, inputs, upstream, outputs, gradients,
                                    arguments.buffer(sizes.forward_backward_scratch), stream),
              arguments.results);
        return;
    }
    const cuxentBuffer saved = arguments.buffer(sizes.saved);
    const cuxentStatus status =
        judge("cuxentForward",
              cuxentForward(handle, plan, inputs, outputs, saved,
                            arguments.buffer(sizes.forward_scratch), stream),
              arguments.results);
    if (status != CUXENT_STATUS_SUCCESS) return;  // `saved` holds nothing
    judge("cuxentBackward",
          cuxentBackward(handle, plan, inputs, upstream, saved, gradients,
                         arguments.buffer(sizes.backward_scratch), stream),
          arguments.results);
}

}  // namespace

void call_a_loss(cuxentHandle handle, Draw& draw) {
    const cuxentProblem problem = draw_problem(draw);
    cuxentPlan plan = nullptr;
    const cuxentStatus status =
        cuxentPlanCreate(draw.hostile() ? nullptr : handle, draw.hostile() ? nullptr : &problem,
                         draw.hostile() ? nullptr : &plan);
    if (status != CUXENT_STATUS_SUCCESS) {
        expect_refusal("cuxentPlanCreate", status);
        if (plan != nullptr) fail("cuxentPlanCreate", "refused, but has made a plan");
        return;
    }
    const Shapes shapes(problem);
    cuxentSizes sizes{};
    cuxentPlanInfo info{};
    if (cuxentPlanSizes(plan, &sizes) != CUXENT_STATUS_SUCCESS ||
        cuxentPlanDescribe(plan, &info) != CUXENT_STATUS_SUCCESS ||
        std::strlen(cuxentPlanText(plan)) == 0) {
        fail("cuxentPlanSizes", "a plan does not say what it is");
    }
    if (is_small(problem, shapes, sizes)) {
        Arguments arguments(problem, shapes, draw);
        for (int n = 1 + draw.below(2); n > 0; --n) {
            execute(draw.hostile() ? nullptr : handle, draw.hostile() ? nullptr : plan, sizes,
                    arguments, draw);
        }
    }
    if (cuxentPlanDestroy(plan) != CUXENT_STATUS_SUCCESS) fail("cuxentPlanDestroy", "refused");
}

}  // namespace fuzz
