// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/session.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <ostream>
#include <sstream>

#include "harness/element.h"

namespace backend {

namespace {

using harness::Expectation;
using harness::Spec;

GuardedMemory scalars(Device& device, cuxentType type, std::size_t n) {
    return {device, n * harness::format_of(type).bytes};
}

void write(cuxentType type, const std::vector<double>& values, GuardedMemory& memory) {
    std::vector<std::byte> image(memory.bytes());
    const std::size_t step = harness::format_of(type).bytes;
    for (std::size_t i = 0; i < values.size(); ++i) {
        harness::store(type, values[i], &image[i * step]);
    }
    memory.write(image);
}

GuardedMemory holding(Device& device, cuxentType type, const std::vector<double>& values) {
    GuardedMemory memory = scalars(device, type, values.size());
    write(type, values, memory);
    return memory;
}

GuardedMemory holding_labels(Device& device, cuxentLabelType type,
                             const std::vector<std::int64_t>& labels) {
    const std::size_t step = type == CUXENT_LABEL_INT64 ? 8 : 4;
    GuardedMemory memory(device, labels.size() * step);
    std::vector<std::byte> image(memory.bytes());
    for (std::size_t i = 0; i < labels.size(); ++i) {
        const auto narrow = static_cast<std::int32_t>(labels[i]);
        if (step == 8) std::memcpy(&image[8 * i], &labels[i], 8);
        if (step == 4) std::memcpy(&image[4 * i], &narrow, 4);
    }
    memory.write(image);
    return memory;
}

ListedPairs holding_pairs(Device& device, cuxentLabelType type, const harness::PairList& pairs) {
    std::vector<std::int64_t> rows, cols;
    for (const auto& [row, col] : pairs) {
        rows.push_back(row);
        cols.push_back(col);
    }
    return {holding_labels(device, type, rows), holding_labels(device, type, cols),
            static_cast<std::int64_t>(pairs.size())};
}

std::vector<double> numbers(cuxentType type, const std::optional<GuardedMemory>& memory) {
    std::vector<double> values;
    if (!memory) return values;
    const std::vector<std::byte> image = memory->read();
    const std::size_t step = harness::format_of(type).bytes;
    for (std::size_t at = 0; at < image.size(); at += step) {
        values.push_back(harness::load(type, &image[at]));
    }
    return values;
}

std::vector<std::int64_t> integers(const std::optional<GuardedMemory>& memory) {
    if (!memory) return {};
    std::vector<std::int64_t> values(memory->bytes() / sizeof(std::int64_t));
    std::memcpy(values.data(), memory->read().data(), memory->bytes());
    return values;
}

void* address(const std::optional<GuardedMemory>& memory) {
    return memory ? memory->data() : nullptr;
}

bool holds_poison(const GuardedMemory& memory, std::size_t step) {
    const std::vector<std::byte> image = memory.read();
    for (auto at = image.begin(); at != image.end(); at += static_cast<std::ptrdiff_t>(step)) {
        const auto end = at + static_cast<std::ptrdiff_t>(step);
        if (std::all_of(at, end, [](std::byte b) { return b == kPoison; })) return true;
    }
    return false;
}

/// Rows of the matrices that an operand comes in.
std::vector<std::int64_t> parts_of_rows(const Spec& spec, const Layout& layout) {
    const reference::Rule rule = rule_of(spec);
    if (rule.n_views() == 2 && layout.views == CUXENT_VIEWS_SEPARATE) {
        return {rule.n_rows, rule.n_rows};
    }
    return {rule.row_count()};
}

std::vector<std::int64_t> parts_of_cols(const Spec& spec, const Layout& layout) {
    const reference::Rule rule = rule_of(spec);
    const std::int64_t n = rule.cols_per_view();
    if (rule.n_negatives > 0) return {n, rule.negative_count()};
    if (rule.n_views() == 2 && layout.views == CUXENT_VIEWS_SEPARATE) return {n, n};
    return {rule.col_count()};
}

bool has_cols(const Spec& spec) {
    return !rule_of(spec).self_similar();
}

}  // namespace

std::ostream& operator<<(std::ostream& out, const CallStyle& style) {
    return out << (style.layout.views == CUXENT_VIEWS_STACKED ? "stacked" : "separate")
               << " padding=" << style.layout.padding << " offset=" << style.layout.offset
               << (style.fused ? " forward_backward" : " forward+backward")
               << (style.keep ? " keep" : "") << (style.accumulate ? " accumulate" : "")
               << (style.upstream_in_memory ? " upstream_in_memory" : "")
               << " tile_rows=" << style.tile_rows << " n_threads=" << style.n_threads;
}

Session::Session(Device& device, std::shared_ptr<const Expectation> expectation,
                 const CallStyle& style)
    : device_(device), expectation_(std::move(expectation)), style_(style) {
    const Spec& spec = expectation_->spec;
    const cuxentType scalar = harness::scalar_type(spec.type);
    const auto n = static_cast<std::size_t>(rule_of(spec).row_count());
    if (device.backend() == CUXENT_BACKEND_CPU) device.handle().set_thread_count(style.n_threads);
    cuxentProblem problem = problem_of(spec);
    if (rule_of(spec).n_views() == 2) problem.views = style.layout.views;
    // Rows with columns of their own come in no tiles.
    if (spec.loss != CUXENT_LOSS_GATHERED_INFO_NCE) problem.tile_rows = style.tile_rows;
    if (style.keep) problem.saved_limit = problem.scratch_limit = CUXENT_UNLIMITED;
    plan_.emplace(device.handle(), problem);

    rows_.emplace(device, spec.type, parts_of_rows(spec, style.layout), spec.dim, style.layout);
    rows_->write(expectation_->batch.rows);
    if (has_cols(spec)) {
        cols_.emplace(device, spec.type, parts_of_cols(spec, style.layout), spec.dim, style.layout);
        cols_->write(expectation_->batch.cols);
    }
    if (const reference::Guide& guide = expectation_->guide; guide.dim != 0) {
        guide_rows_.emplace(device, spec.type, parts_of_rows(spec, style.layout), guide.dim,
                            style.layout);
        guide_rows_->write(guide.rows);
        guide_cols_.emplace(device, spec.type, parts_of_cols(spec, style.layout), guide.dim,
                            style.layout);
        guide_cols_->write(guide.cols);
    }
    const auto keep_labels = [&](const std::vector<std::int64_t>& labels,
                                 std::optional<GuardedMemory>& memory) {
        if (!labels.empty()) memory.emplace(holding_labels(device, spec.label_type, labels));
    };
    keep_labels(expectation_->row_labels, row_labels_);
    keep_labels(expectation_->col_labels, col_labels_);
    keep_labels(expectation_->row_ids, row_ids_);
    keep_labels(expectation_->col_ids, col_ids_);
    const auto keep_pairs = [&](const harness::PairList& pairs,
                                std::optional<ListedPairs>& memory) {
        if (!pairs.empty()) memory.emplace(holding_pairs(device, spec.label_type, pairs));
    };
    keep_pairs(expectation_->pairs.positives, positive_pairs_);
    keep_pairs(expectation_->pairs.negatives, negative_pairs_);
    if (!expectation_->soft_targets.empty()) {
        soft_targets_.emplace(device, scalar, spec.n_rows, spec.n_cols,
                              Strides{style.layout.padding, style.layout.offset});
        soft_targets_->write(expectation_->soft_targets);
    }
    if (!expectation_->col_bias.empty()) {
        col_bias_.emplace(holding(device, scalar, expectation_->col_bias));
    }
    if (spec.scale_in_memory) {
        scale_.emplace(holding(device, scalar, {expectation_->scale}));
        bias_.emplace(holding(device, scalar, {expectation_->bias}));
    }
    const bool is_vector = expectation_->upstream.size() > 1;
    if (is_vector || style.upstream_in_memory) {
        std::vector<double> values = expectation_->upstream;
        if (spec.reduction == CUXENT_REDUCTION_NONE) values.resize(n, values[0]);
        upstream_.emplace(holding(device, scalar, values));
    }
    if (!expectation_->row_weights.empty()) {
        row_weights_.emplace(holding(device, scalar, expectation_->row_weights));
    }
    const Wanted& wanted = style.wanted;
    const bool is_none = spec.reduction == CUXENT_REDUCTION_NONE;
    if (wanted.loss) loss_.emplace(scalars(device, scalar, is_none ? n : std::size_t{1}));
    if (wanted.row_loss) row_loss_.emplace(scalars(device, scalar, n));
    if (wanted.row_lse && !expectation_->row_lse.want.empty())
        row_lse_.emplace(scalars(device, scalar, n));
    const bool has_lists =
        spec.sets_by == CUXENT_SETS_BY_PAIRS || spec.sets_by == CUXENT_SETS_BY_POSITIVE_PAIRS;
    if (has_lists) n_out_of_range_.emplace(device, sizeof(std::int64_t));
    const bool has_ranks = !expectation_->ranks.empty();
    if (wanted.rank && has_ranks) row_rank_.emplace(device, n * sizeof(std::int64_t));
    if (wanted.ties && has_ranks) row_ties_.emplace(device, n * sizeof(std::int64_t));
    saved_.emplace(device, plan_->sizes().saved);
    forget_gradients();
}

void Session::set_scale(double value) {
    write(harness::scalar_type(expectation_->spec.type), {value}, scale_.value());
}

void Session::forget_gradients() {
    const Spec& spec = expectation_->spec;
    const cuxentType scalar = harness::scalar_type(spec.type);
    const cuxentType type = spec.grad_type();
    const auto dim = static_cast<std::size_t>(spec.dim);
    d_rows_.emplace(device_, type, parts_of_rows(spec, style_.layout), spec.dim, style_.layout);
    d_cols_.reset();
    d_scale_.reset();
    d_bias_.reset();
    if (has_cols(spec) && style_.wanted.d_cols) {
        d_cols_.emplace(device_, type, parts_of_cols(spec, style_.layout), spec.dim, style_.layout);
    }
    if (style_.wanted.d_scale) d_scale_.emplace(scalars(device_, scalar, 1));
    if (style_.wanted.d_bias) d_bias_.emplace(scalars(device_, scalar, 1));
    if (!style_.accumulate) return;
    const reference::Rule rule = rule_of(spec);
    d_rows_->write(initial(static_cast<std::size_t>(rule.row_count()) * dim));
    if (d_cols_) d_cols_->write(initial(static_cast<std::size_t>(rule.col_count()) * dim));
    for (auto* sum : {&d_scale_, &d_bias_}) {
        if (!*sum) continue;
        sum->reset();
        sum->emplace(holding(device_, scalar, initial(1)));
    }
}

std::vector<double> Session::initial(std::size_t n) {
    std::vector<double> values(n);
    for (std::size_t i = 0; i < n; ++i) values[i] = 0.25 * static_cast<double>(i % 7) - 1;
    return values;
}

cuxentInputs Session::inputs() const {
    cuxentInputs out{};
    const auto rows = rows_->as_input();
    std::copy(rows.begin(), rows.end(), out.rows);
    if (cols_) {
        const auto cols = cols_->as_input();
        std::copy(cols.begin(), cols.end(), out.cols);
    }
    if (guide_rows_) {
        const auto guide_rows = guide_rows_->as_input();
        const auto guide_cols = guide_cols_->as_input();
        std::copy(guide_rows.begin(), guide_rows.end(), out.guide_rows);
        std::copy(guide_cols.begin(), guide_cols.end(), out.guide_cols);
    }
    // What must not be read when there is a pointer is made to show.
    out.scale = {scale_ ? -1 : expectation_->scale, address(scale_)};
    out.row_labels = address(row_labels_);
    out.col_labels = address(col_labels_);
    out.row_weights = address(row_weights_);
    out.col_bias = address(col_bias_);
    out.row_ids = address(row_ids_);
    out.col_ids = address(col_ids_);
    if (positive_pairs_) out.positive_pairs = positive_pairs_->as_input();
    if (negative_pairs_) out.negative_pairs = negative_pairs_->as_input();
    if (soft_targets_) out.soft_targets = soft_targets_->as_input();
    out.bias = {bias_ ? 1e3 : expectation_->bias, address(bias_)};
    return out;
}

cuxentOutputs Session::outputs() const {
    return {address(loss_),
            address(row_loss_),
            address(row_lse_),
            static_cast<std::int64_t*>(address(n_out_of_range_)),
            static_cast<std::int64_t*>(address(row_rank_)),
            static_cast<std::int64_t*>(address(row_ties_))};
}

cuxentGradients Session::gradients() const {
    cuxentGradients out{};
    const auto rows = d_rows_->as_output();
    for (std::size_t view = 0; view < 2; ++view) {
        if (style_.wanted.d_rows[view]) out.rows[view] = rows[view];
    }
    if (d_cols_) {
        const auto cols = d_cols_->as_output();
        std::copy(cols.begin(), cols.end(), out.cols);
    }
    out.scale = address(d_scale_);
    out.bias = address(d_bias_);
    out.accumulate = style_.accumulate ? 1 : 0;
    return out;
}

std::optional<cuxentUpstream> Session::upstream() const {
    if (upstream_value_) return cuxentUpstream{*upstream_value_, nullptr};
    if (upstream_) return cuxentUpstream{-1e3, upstream_->data()};
    if (expectation_->upstream[0] == 1) return std::nullopt;  // NULL stands for 1
    return cuxentUpstream{expectation_->upstream[0], nullptr};
}

cuxentBuffer Session::fresh_scratch(std::size_t bytes) {
    return scratches_.emplace_back(device_, bytes).buffer();
}

void Session::prepare() {
    forward_scratch_ = fresh_scratch(plan_->sizes().forward_scratch);
    backward_scratch_ = fresh_scratch(plan_->sizes().backward_scratch);
}

void Session::enqueue_forward(const Queue& queue) {
    plan_->forward(queue.handle, inputs(), outputs(), saved_->buffer(), forward_scratch_,
                   queue.stream);
    ran_forward_ = true;
}

void Session::enqueue_backward(const Queue& queue) {
    const auto gradient = upstream();
    const cuxentInputs in = inputs();
    const cuxentGradients out = gradients();
    cuxent::check(cuxentBackward(queue.handle.get(), plan_->get(), &in,
                                 gradient ? &*gradient : nullptr, saved_->buffer(), &out,
                                 backward_scratch_, queue.stream));
    ran_backward_ = true;
}

void Session::forward() {
    forward_scratch_ = fresh_scratch(plan_->sizes().forward_scratch);
    device_.call([&] { enqueue_forward({device_.handle(), device_.stream()}); });
    device_.synchronize();
    saved_image_ = saved_->read();
}

void Session::backward() {
    backward_scratch_ = fresh_scratch(plan_->sizes().backward_scratch);
    device_.call([&] { enqueue_backward({device_.handle(), device_.stream()}); });
    device_.synchronize();
    if (saved_->read() != saved_image_) saved_changed_ = true;
}

void Session::forward_backward() {
    const cuxentBuffer scratch = fresh_scratch(plan_->sizes().forward_backward_scratch);
    const auto gradient = upstream();
    const cuxentInputs in = inputs();
    const cuxentOutputs results = outputs();
    const cuxentGradients out = gradients();
    device_.call([&] {
        cuxent::check(cuxentForwardBackward(device_.handle().get(), plan_->get(), &in,
                                            gradient ? &*gradient : nullptr, &results, &out,
                                            scratch, device_.stream()));
    });
    device_.synchronize();
    ran_forward_ = ran_backward_ = true;
}

void Session::run() {
    if (style_.fused) {
        forward_backward();
    } else {
        forward();
        backward();
    }
}

harness::Observed Session::results() const {
    const cuxentType scalar = harness::scalar_type(expectation_->spec.type);
    harness::Observed out;
    if (ran_forward_) {
        out.loss = numbers(scalar, loss_);
        out.row_loss = numbers(scalar, row_loss_);
        out.row_lse = numbers(scalar, row_lse_);
        out.row_rank = integers(row_rank_);
        out.row_ties = integers(row_ties_);
    }
    if (ran_backward_) {
        if (style_.wanted.d_rows[0]) out.d_rows = d_rows_->read();
        if (d_cols_) out.d_cols = d_cols_->read();
        out.d_scale = numbers(scalar, d_scale_);
        out.d_bias = numbers(scalar, d_bias_);
    }
    return out;
}

std::int64_t Session::n_out_of_range() const {
    const std::vector<std::byte> image = n_out_of_range_.value().read();
    std::int64_t count = 0;
    std::memcpy(&count, image.data(), sizeof(count));
    return count;
}

std::vector<std::byte> Session::bits() const {
    std::vector<std::byte> all;
    const auto append = [&](const std::vector<std::byte>& more) {
        all.insert(all.end(), more.begin(), more.end());
    };
    for (const auto* memory :
         {&loss_, &row_loss_, &row_lse_, &d_scale_, &d_bias_, &row_rank_, &row_ties_}) {
        if (*memory) append((*memory)->read());
    }
    append(d_rows_->bits());
    if (d_cols_) append(d_cols_->bits());
    return all;
}

std::string Session::damage() const {
    std::ostringstream out;
    const auto note = [&](const char* what, const std::string& damage) {
        if (!damage.empty()) out << what << ": " << damage << "\n";
    };
    const std::size_t step =
        harness::format_of(harness::scalar_type(expectation_->spec.type)).bytes;
    for (const auto* memory : {&loss_, &row_loss_, &row_lse_, &d_scale_, &d_bias_, &row_rank_,
                               &row_ties_, &saved_, &n_out_of_range_}) {
        if (*memory && !(*memory)->guards_intact()) out << "wrote outside of a vector\n";
    }
    for (const auto* memory : {&loss_, &row_loss_, &row_lse_}) {
        if (ran_forward_ && *memory && holds_poison(**memory, step)) out << "row not written\n";
    }
    for (const auto* memory : {&row_rank_, &row_ties_}) {
        if (ran_forward_ && *memory && holds_poison(**memory, sizeof(std::int64_t))) {
            out << "rank not written\n";
        }
    }
    note("rows", rows_->damage());
    if (cols_) note("cols", cols_->damage());
    if (soft_targets_) note("soft_targets", soft_targets_->damage());
    note("d_rows", d_rows_->damage_around());
    for (std::size_t view = 0; view < 2; ++view) {
        if (ran_backward_ && style_.wanted.d_rows[view]) note("d_rows", d_rows_->unwritten(view));
        if (ran_backward_ && d_cols_) note("d_cols", d_cols_->unwritten(view));
    }
    if (d_cols_) note("d_cols", d_cols_->damage_around());
    for (const GuardedMemory& scratch : scratches_) {
        if (!scratch.guards_intact()) out << "wrote outside of scratch\n";
    }
    if (saved_changed_) out << "backward changed saved\n";
    return out.str();
}

harness::Observed run(Device& device, const Spec& spec, const CallStyle& style) {
    Session session(device, harness::expectation_of(spec), style);
    session.run();
    EXPECT_EQ(session.damage(), "") << "repro: " << spec << "\n       " << style;
    return session.results();
}

}  // namespace backend
