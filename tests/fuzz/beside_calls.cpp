// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "fuzz/calls.h"
#include "fuzz/judge.h"

namespace fuzz {

namespace {

/// Elements that this fuzzer brings for one operand.
constexpr std::int64_t kMost = 1 << 16;

bool fits(std::int64_t rows, std::int64_t width) {
    return rows >= 0 && rows <= kMost && width >= 0 && width <= kMost && rows * width <= kMost;
}

/// Draws the arguments of one call.
struct Call {
    cuxentHandle handle;
    Draw& draw;
    Operands operands{draw};
    Results results{};
    cuxentStream stream = draw.hostile() ? &draw : nullptr;

    Call(cuxentHandle the_handle, Draw& the_draw)
        : handle(the_draw.hostile() ? nullptr : the_handle), draw(the_draw) {}

    /// A description, or null.
    template <class T>
    const T* pointer(const T& description) {
        return draw.hostile() ? nullptr : &description;
    }
    cuxentConstMatrix input(std::int64_t n, std::int64_t width, cuxentType type) {
        if (draw.hostile() || n == 0 || !fits(n, width)) return {nullptr, width};
        const std::int64_t ld = width + draw.below(3);
        return {operands.numbers((n - 1) * ld + width, type), draw.hostile() ? width - 1 : ld};
    }
    cuxentMatrix output(std::int64_t n, std::int64_t width, cuxentType type) {
        if (draw.hostile() || n == 0 || !fits(n, width)) return {nullptr, width};
        const std::int64_t ld = width + draw.below(3);
        const std::size_t bytes = bytes_of(type);
        std::byte* data =
            results.add(static_cast<std::size_t>(n), static_cast<std::size_t>(ld) * bytes,
                        static_cast<std::size_t>(width) * bytes, draw.hostile() ? 1 : 0);
        return {data, draw.hostile() ? width - 1 : ld};
    }
    void* vector(std::int64_t n, std::size_t bytes) {
        if (draw.one_in(8) || !fits(n, 1) || n == 0) return nullptr;
        const auto count = static_cast<std::size_t>(n);
        return results.add(1, count * bytes, count * bytes, draw.hostile() ? 1 : 0);
    }
    cuxentScalar scale(cuxentType type) {
        cuxentScalar result{draw.positive(), nullptr};
        if (draw.one_in(4)) result.data = operands.numbers(1, scalar(type));
        return result;
    }
    static cuxentType scalar(cuxentType type) {
        return type == CUXENT_TYPE_FLOAT64 ? CUXENT_TYPE_FLOAT64 : CUXENT_TYPE_FLOAT32;
    }
};

/// What 0 stands for.
cuxentType or_default(cuxentType type, cuxentType otherwise) {
    return type == 0 ? otherwise : type;
}

void normalize(Call& c) {
    Draw& draw = c.draw;
    const cuxentType type = draw.choice<cuxentType>(4);
    const cuxentNormalization rule{draw.size(),
                                   draw.size(),
                                   type,
                                   draw.coin() ? type : draw.choice<cuxentType>(4),
                                   draw.choice<cuxentSmallNorm>(2),
                                   draw.option()};
    const cuxentConstMatrix x = c.input(rule.n_rows, rule.dim, rule.type);
    if (draw.coin()) {
        const cuxentMatrix z = c.output(rule.n_rows, rule.dim, or_default(rule.z_type, type));
        void* norms = c.vector(rule.n_rows, bytes_of(Call::scalar(type)));
        judge("cuxentNormalizeRows",
              cuxentNormalizeRows(c.handle, c.pointer(rule), x, z, norms, c.stream), c.results);
        return;
    }
    const cuxentConstMatrix dz = c.input(rule.n_rows, rule.dim, or_default(rule.z_type, type));
    const cuxentMatrix dx = c.output(rule.n_rows, rule.dim, rule.type);
    judge("cuxentNormalizeRowsBackward",
          cuxentNormalizeRowsBackward(c.handle, c.pointer(rule), x, dz, dx, draw.flag(), c.stream),
          c.results);
}

void compare(Call& c) {
    Draw& draw = c.draw;
    const bool in_pairs = draw.coin();
    const cuxentType type = draw.choice<cuxentType>(4);
    cuxentSimilarity rule{};
    rule.n_rows = draw.size();
    rule.n_cols = in_pairs ? 0 : draw.size();
    rule.dim = draw.size();
    rule.type = type;
    if (!in_pairs) rule.result_type = draw.coin() ? type : draw.choice<cuxentType>(4);
    rule.measure = draw.choice<cuxentMeasure>(2);
    rule.scale_kind = draw.choice<cuxentScaleKind>(3);
    if (!in_pairs) rule.precision = draw.choice<cuxentPrecision>(2);
    rule.small_norm = draw.choice<cuxentSmallNorm>(2);
    rule.norm_eps = draw.option();
    const cuxentScalar scale = c.scale(type);
    const cuxentScalar* scale_pointer = draw.one_in(4) ? nullptr : &scale;
    const cuxentConstMatrix a = c.input(rule.n_rows, rule.dim, type);
    const cuxentConstMatrix b = c.input(in_pairs ? rule.n_rows : rule.n_cols, rule.dim, type);
    if (in_pairs) {
        void* result = c.vector(rule.n_rows, bytes_of(Call::scalar(type)));
        judge(
            "cuxentPairSimilarity",
            cuxentPairSimilarity(c.handle, c.pointer(rule), a, b, scale_pointer, result, c.stream),
            c.results);
        return;
    }
    std::size_t bytes = 0;
    const cuxentStatus status = judge(
        "cuxentSimilarityMatrixScratch",
        cuxentSimilarityMatrixScratch(c.handle, c.pointer(rule), draw.hostile() ? nullptr : &bytes),
        c.results);
    if (status != CUXENT_STATUS_SUCCESS || bytes > (std::size_t{1} << 24)) return;
    const cuxentMatrix result =
        c.output(rule.n_rows, rule.n_cols, or_default(rule.result_type, type));
    judge("cuxentSimilarityMatrix",
          cuxentSimilarityMatrix(c.handle, c.pointer(rule), a, b, scale_pointer, result,
                                 c.operands.buffer(bytes), c.stream),
          c.results);
}

void softmax(Call& c) {
    Draw& draw = c.draw;
    const cuxentType type = draw.choice<cuxentType>(4);
    const cuxentSoftmax rule{draw.size(), draw.size(), type,
                             draw.coin() ? type : draw.choice<cuxentType>(4),
                             draw.choice<cuxentScaleKind>(3)};
    const cuxentType result_type = or_default(rule.result_type, type);
    const cuxentConstMatrix similarities = c.input(rule.n_rows, rule.n_cols, type);
    const cuxentScalar scale = c.scale(type);
    cuxentSoftmaxResults results{};
    if (draw.coin()) results.softmax = c.output(rule.n_rows, rule.n_cols, result_type);
    if (draw.coin()) results.log_softmax = c.output(rule.n_rows, rule.n_cols, result_type);
    if (draw.coin()) results.lse = c.vector(rule.n_rows, bytes_of(Call::scalar(type)));
    judge("cuxentRowSoftmax",
          cuxentRowSoftmax(c.handle, c.pointer(rule), similarities,
                           draw.one_in(4) ? nullptr : &scale, c.pointer(results), c.stream),
          c.results);
}

void rank(Call& c) {
    Draw& draw = c.draw;
    cuxentRanking rule{};
    rule.n_rows = draw.size();
    rule.n_cols = draw.size();
    rule.type = draw.choice<cuxentType>(4);
    rule.target_type = draw.choice<cuxentIndexType>(2);
    rule.target_offset = draw.integer(3);
    rule.ties = draw.choice<cuxentTies>(3);
    rule.n_top = draw.hostile() ? static_cast<std::int32_t>(draw.strange_integer()) : draw.below(4);
    for (std::int64_t& k : rule.top) k = draw.size();
    const std::size_t scalar = bytes_of(Call::scalar(rule.type));
    const std::int64_t n_top = rule.n_top >= 0 && rule.n_top <= CUXENT_MAX_TOP ? rule.n_top : 0;
    void* mean_rank = c.vector(1, scalar);
    void* top = c.vector(n_top, scalar);
    if (draw.coin()) {
        const std::int64_t n = fits(rule.n_rows, 1) ? rule.n_rows : 1;
        const auto* ranks =
            static_cast<const std::int64_t*>(c.operands.integers(n, true, 9, false));
        const auto* ties = static_cast<const std::int64_t*>(c.operands.integers(n, true, 9, false));
        if (n != rule.n_rows) ranks = ties = nullptr;
        judge(
            "cuxentSummarizeRanks",
            cuxentSummarizeRanks(c.handle, c.pointer(rule), ranks, ties, mean_rank, top, c.stream),
            c.results);
        return;
    }
    const cuxentConstMatrix similarities = c.input(rule.n_rows, rule.n_cols, rule.type);
    const void* targets = nullptr;
    if (draw.coin() && fits(rule.n_rows, 1)) {
        targets =
            c.operands.integers(rule.n_rows, rule.target_type == CUXENT_INDEX_INT64, rule.n_cols);
    }
    const cuxentRankResults results{static_cast<std::int64_t*>(c.vector(rule.n_rows, 8)),
                                    static_cast<std::int64_t*>(c.vector(rule.n_rows, 8)), mean_rank,
                                    top};
    judge("cuxentRankTargets",
          cuxentRankTargets(c.handle, c.pointer(rule), similarities, targets, c.pointer(results),
                            c.stream),
          c.results);
}

void enqueue(Call& c) {
    Draw& draw = c.draw;
    const std::int64_t capacity = draw.size();
    const std::int64_t dim = draw.size();
    const cuxentType type = draw.choice<cuxentType>(4);
    const cuxentMatrix slots = c.output(capacity, dim, type);
    const cuxentQueue queue{slots.data, slots.ld, capacity, dim, type};
    const cuxentEnqueue rule{draw.size(), draw.coin() ? type : draw.choice<cuxentType>(4),
                             draw.flag(), draw.choice<cuxentSmallNorm>(2), draw.option()};
    auto* position = static_cast<std::int64_t*>(draw.one_in(4) ? c.vector(1, 8) : nullptr);
    if (position != nullptr) std::memset(position, 0, sizeof(*position));  // aligned or not
    cuxentQueuePosition at{draw.integer(4), position};
    const cuxentConstMatrix rows = c.input(rule.n_rows, dim, rule.type);
    c.results.remember();
    judge("cuxentEnqueueRows",
          cuxentEnqueueRows(c.handle, c.pointer(queue), c.pointer(rule), rows,
                            draw.hostile() ? nullptr : &at, c.stream),
          c.results);
}

void sample(Call& c) {
    Draw& draw = c.draw;
    cuxentSampler rule;
    if (cuxentSamplerInit(&rule, sizeof(rule)) != CUXENT_STATUS_SUCCESS) fail("Init", "refused");
    if (draw.hostile()) rule.struct_size = static_cast<std::size_t>(draw.strange_integer());
    rule.n_rows = draw.size();
    rule.n_negatives = draw.size();
    rule.n_table_rows = draw.one_in(4) ? draw.strange_integer() : draw.size();
    rule.row_offset = draw.integer(5);
    rule.index_type = draw.choice<cuxentIndexType>(2);
    rule.exclude_anchor = draw.flag();
    rule.without_repeats = draw.flag();
    rule.seed = draw.word();
    const bool is_64_bit = rule.index_type == CUXENT_INDEX_INT64;
    const bool is_small = fits(rule.n_rows, 1) && fits(rule.n_rows, rule.n_negatives);
    const auto indices = [&]() -> const void* {
        if (!is_small || draw.one_in(8)) return nullptr;
        return c.operands.integers(rule.n_rows, is_64_bit, rule.n_table_rows);
    };
    const void* anchors = indices();
    const void* positives = indices();
    void* negatives =
        is_small ? c.vector(rule.n_rows * rule.n_negatives, is_64_bit ? 8 : 4) : nullptr;
    cuxentCounter step{draw.word(), nullptr};
    if (draw.one_in(4)) step.data = c.operands.integers(1, true, 100);
    judge("cuxentSampleNegatives",
          cuxentSampleNegatives(c.handle, c.pointer(rule), anchors, positives, step, negatives,
                                c.stream),
          c.results);
}

}  // namespace

void call_beside_the_losses(cuxentHandle handle, Draw& draw) {
    Call call(handle, draw);
    constexpr void (*kCalls[])(Call&) = {normalize, compare, softmax, rank, enqueue, sample};
    kCalls[draw.below(6)](call);
}

}  // namespace fuzz
