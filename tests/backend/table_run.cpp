// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/table_run.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <deque>
#include <limits>
#include <map>
#include <stdexcept>
#include <utility>

#include "backend/guarded_memory.h"
#include "harness/element.h"

namespace backend {

namespace {

using harness::Expectation;
using harness::Quantity;

constexpr std::int64_t kSpread = 3;  // rows of the table for each that is named

template <class T>
GuardedMemory holding(Device& device, const std::vector<T>& values) {
    GuardedMemory memory(device, values.size() * sizeof(T));
    std::vector<std::byte> bytes(memory.bytes());
    std::memcpy(bytes.data(), values.data(), bytes.size());
    memory.write(bytes);
    return memory;
}

GuardedMemory indices_in(Device& device, cuxentIndexType type,
                         const std::vector<std::int64_t>& rows) {
    if (type == CUXENT_INDEX_INT64) return holding(device, rows);
    return holding(device, std::vector<std::int32_t>(rows.begin(), rows.end()));
}

GuardedMemory ids_in(Device& device, cuxentLabelType type, const std::vector<std::int64_t>& ids) {
    if (type == CUXENT_LABEL_INT64) return holding(device, ids);
    return holding(device, std::vector<std::int32_t>(ids.begin(), ids.end()));
}

GuardedMemory numbers_in(Device& device, cuxentType type, const std::vector<double>& values) {
    const std::size_t step = harness::format_of(type).bytes;
    std::vector<std::byte> image(values.size() * step);
    for (std::size_t i = 0; i < values.size(); ++i) {
        harness::store(type, values[i], &image[i * step]);
    }
    return holding(device, image);
}

/// What columns have, by the row of the table that they are.
template <class T>
std::vector<T> by_table_row(const std::vector<T>& of_columns, const TableProblem& problem, T none) {
    if (of_columns.empty()) return {};
    std::vector<T> of_rows(static_cast<std::size_t>(problem.n_table_rows), none);
    std::vector<bool> is_known(of_rows.size(), false);
    const std::vector<std::int64_t> cols = problem.indices.cols();
    for (std::size_t j = 0; j < cols.size(); ++j) {
        const auto row = static_cast<std::size_t>(cols[j]);
        if (is_known[row] && of_rows[row] != of_columns[j]) {
            throw std::logic_error("two columns that are one row of the table differ");
        }
        of_rows[row] = of_columns[j];
        is_known[row] = true;
    }
    return of_rows;
}

/// What the guide has for rows and columns, by the row of the table that they are. NaN where
/// nothing names it.
std::vector<double> guide_by_table_row(const reference::Guide& guide, const TableProblem& problem) {
    if (guide.dim == 0) return {};
    std::vector<double> table(static_cast<std::size_t>(problem.n_table_rows * guide.dim),
                              std::numeric_limits<double>::quiet_NaN());
    const auto put = [&](const std::vector<double>& from, const std::vector<std::int64_t>& index) {
        for (std::size_t i = 0; i < index.size(); ++i) {
            const auto row = from.begin() + static_cast<std::ptrdiff_t>(i) * guide.dim;
            const auto place = table.begin() + index[i] * guide.dim;
            if (!std::isnan(*place) && !std::equal(row, row + guide.dim, place)) {
                throw std::logic_error("two rows that are one row of the table differ");
            }
            std::copy(row, row + guide.dim, place);
        }
    };
    put(guide.rows, problem.indices.anchors);
    put(guide.cols, problem.indices.cols());
    return table;
}

/// A matrix of rows with padding between them.
struct Rows {
    cuxentType type;
    std::int64_t dim;
    std::int64_t ld;
    std::int64_t n;
    GuardedMemory memory;

    Rows(Device& device, cuxentType the_type, std::int64_t n_rows, std::int64_t width,
         std::int64_t padding)
        : type(the_type),
          dim(width),
          ld(width + padding),
          n(n_rows),
          memory(device, bytes(n_rows * ld)) {}

    [[nodiscard]] std::size_t bytes(std::int64_t elements) const {
        return static_cast<std::size_t>(elements) * harness::format_of(type).bytes;
    }

    void write(const std::vector<double>& dense) {
        std::vector<std::byte> image = memory.read();
        for (std::int64_t i = 0; i < n * dim; ++i) {
            harness::store(type, dense[static_cast<std::size_t>(i)],
                           &image[bytes(i / dim * ld + i % dim)]);
        }
        memory.write(image);
    }

    [[nodiscard]] std::vector<double> read() const {
        const std::vector<std::byte> image = memory.read();
        std::vector<double> values;
        for (std::int64_t i = 0; i < n * dim; ++i) {
            values.push_back(harness::load(type, &image[bytes(i / dim * ld + i % dim)]));
        }
        return values;
    }

    /// Nothing between the rows, and nothing in rows from `first_free` on, has been touched.
    [[nodiscard]] bool intact(std::int64_t first_free) const {
        if (!memory.guards_intact()) return false;
        const std::vector<std::byte> image = memory.read();
        for (std::int64_t at = 0; at < n * ld; ++at) {
            const bool is_free = at % ld >= dim || at / ld >= first_free;
            const auto first = image.begin() + static_cast<std::ptrdiff_t>(bytes(at));
            if (is_free && !std::all_of(first, first + static_cast<std::ptrdiff_t>(bytes(1)),
                                        [](std::byte b) { return b == kPoison; })) {
                return false;
            }
        }
        return true;
    }
};

std::vector<double> numbers(cuxentType type, const GuardedMemory& memory) {
    std::vector<double> values;
    const std::vector<std::byte> image = memory.read();
    for (std::size_t at = 0; at < image.size(); at += harness::format_of(type).bytes) {
        values.push_back(harness::load(type, &image[at]));
    }
    return values;
}

std::vector<std::int64_t> integers(const GuardedMemory& memory) {
    std::vector<std::int64_t> values(memory.bytes() / sizeof(std::int64_t));
    std::memcpy(values.data(), memory.read().data(), memory.bytes());
    return values;
}

std::int64_t counter(const GuardedMemory& memory) {
    std::int64_t value = 0;
    std::memcpy(&value, memory.read().data(), sizeof(value));
    return value;
}

}  // namespace

TableProblem table_problem(const Expectation& expectation) {
    TableProblem out;
    out.spec = expectation.spec;
    const auto dim = static_cast<std::size_t>(out.spec.dim);
    std::map<std::vector<double>, std::int64_t> known;
    const auto name = [&](const std::vector<double>& rows, std::size_t i) {
        const auto first = rows.begin() + static_cast<std::ptrdiff_t>(i * dim);
        const std::vector<double> row(first, first + static_cast<std::ptrdiff_t>(dim));
        return known.emplace(row, static_cast<std::int64_t>(known.size())).first->second;
    };
    const auto n_rows = static_cast<std::size_t>(out.spec.n_rows);
    const std::size_t n_cols = expectation.batch.cols.size() / dim;
    for (std::size_t i = 0; i < n_rows; ++i) {
        out.indices.anchors.push_back(name(expectation.batch.rows, i));
    }
    for (std::size_t j = 0; j < n_cols; ++j) {
        auto& part = j < n_rows ? out.indices.positives : out.indices.negatives;
        part.push_back(name(expectation.batch.cols, j));
    }
    // Every kSpread-th row is named, in an order that is not that of the first use.
    const auto n_named = static_cast<std::int64_t>(known.size());
    const auto place = [n_named](std::int64_t number) {
        return (n_named - 1 - number) * kSpread + 1;
    };
    out.n_table_rows = n_named * kSpread;
    out.table.assign(static_cast<std::size_t>(out.n_table_rows) * dim, 0.5);
    for (const auto& [row, number] : known) {
        std::copy(row.begin(), row.end(),
                  out.table.begin() + place(number) * static_cast<std::ptrdiff_t>(dim));
    }
    for (auto* part : {&out.indices.anchors, &out.indices.positives, &out.indices.negatives}) {
        for (std::int64_t& index : *part) index = place(index);
    }
    out.col_bias =
        by_table_row(expectation.col_bias, out, std::numeric_limits<double>::quiet_NaN());
    out.col_ids = by_table_row(expectation.col_ids, out, std::int64_t{0});
    out.guide = guide_by_table_row(expectation.guide, out);
    return out;
}

Quantity table_gradient(const Expectation& expectation, const TableProblem& problem) {
    const auto dim = static_cast<std::size_t>(problem.spec.dim);
    const auto n = static_cast<std::size_t>(problem.n_table_rows);
    Quantity out;
    out.name = "d_table";
    out.type = expectation.d_rows.type;
    out.width = dim;
    out.want.assign(n * dim, 0);
    out.row_limit.assign(n, 0);
    const std::vector<std::int64_t> rows = problem.indices.rows();
    const std::vector<std::int64_t> cols = problem.indices.cols();
    reference::add_scattered(expectation.d_rows.want, dim, rows, out.want);
    reference::add_scattered(expectation.d_cols.want, dim, cols, out.want);
    reference::add_scattered(expectation.d_rows.row_limit, 1, rows, out.row_limit);
    reference::add_scattered(expectation.d_cols.row_limit, 1, cols, out.row_limit);
    // A sum of n terms is rounded n times, sqrt(n / 3) of them in root mean square.
    std::vector<double> n_sources(n, 0);
    out.row_magnitude.assign(n, 0);
    for (const auto& [sources, indices] :
         {std::pair{&expectation.d_rows, &rows}, {&expectation.d_cols, &cols}}) {
        reference::add_scattered(sources->row_magnitude, 1, *indices, out.row_magnitude);
        reference::add_scattered(std::vector<double>(indices->size(), 1), 1, *indices, n_sources);
    }
    constexpr double kMargin = 2;  // as for every sum of the harness
    const double u = harness::format_of(harness::scalar_type(problem.spec.type)).unit_roundoff();
    for (std::size_t r = 0; r < n; ++r) {
        out.row_limit[r] += kMargin * u * std::sqrt(n_sources[r] / 3) * out.row_magnitude[r];
    }
    double square = 0;
    for (const double limit : out.row_limit) square += limit * limit;
    out.total_limit = std::sqrt(square);
    return out;
}

std::vector<double> initial_table(std::size_t n) {
    std::vector<double> values(n);
    for (std::size_t i = 0; i < n; ++i) values[i] = 0.25 * static_cast<double>(i % 7) - 1;
    return values;
}

TableResult run_table(Device& device, const Expectation& expectation, const TableProblem& problem,
                      const TableStyle& style) {
    const harness::Spec& spec = problem.spec;
    const cuxentType scalar = harness::scalar_type(spec.type);
    const std::size_t scalar_bytes = harness::format_of(scalar).bytes;
    const auto n_rows = static_cast<std::size_t>(spec.n_rows);
    if (device.backend() == CUXENT_BACKEND_CPU) device.handle().set_thread_count(style.n_threads);
    cuxentProblem plan_problem = problem_of(spec);
    plan_problem.n_table_rows = problem.n_table_rows;
    plan_problem.index_type = style.index_type;
    const cuxent::Plan plan(device.handle(), plan_problem);

    Rows table(device, spec.type, problem.n_table_rows, spec.dim, style.padding);
    table.write(problem.table);
    const GuardedMemory anchors = indices_in(device, style.index_type, problem.indices.anchors);
    const GuardedMemory positives = indices_in(device, style.index_type, problem.indices.positives);
    const GuardedMemory negatives = indices_in(device, style.index_type, problem.indices.negatives);
    Rows guide(device, spec.type, spec.guide_dim == 0 ? 0 : problem.n_table_rows, spec.guide_dim,
               style.padding);
    guide.write(problem.guide);
    cuxentInputs inputs{};
    inputs.rows[0] = {table.memory.data(), table.ld};
    if (spec.guide_dim != 0) inputs.guide_rows[0] = {guide.memory.data(), guide.ld};
    inputs.scale = {expectation.scale, nullptr};
    inputs.indices = {anchors.data(), positives.data(), negatives.data()};

    const bool is_none = spec.reduction == CUXENT_REDUCTION_NONE;
    const GuardedMemory loss(device, scalar_bytes * (is_none ? n_rows : 1));
    const GuardedMemory row_loss(device, scalar_bytes * n_rows);
    const GuardedMemory row_lse(device, scalar_bytes * n_rows);
    const GuardedMemory d_scale(device, scalar_bytes);
    const GuardedMemory n_out_of_range(device, sizeof(std::int64_t));
    const GuardedMemory row_rank(device, sizeof(std::int64_t) * n_rows);
    const GuardedMemory row_ties(device, sizeof(std::int64_t) * n_rows);
    const cuxentOutputs outputs{loss.data(),
                                row_loss.data(),
                                row_lse.data(),
                                static_cast<std::int64_t*>(n_out_of_range.data()),
                                static_cast<std::int64_t*>(row_rank.data()),
                                static_cast<std::int64_t*>(row_ties.data())};

    const auto n_sources = static_cast<std::int64_t>(2 * n_rows + problem.indices.negatives.size());
    Rows gradient(device, spec.grad_type(), style.packed ? n_sources : problem.n_table_rows,
                  spec.dim, style.padding);
    if (style.accumulate) gradient.write(initial_table(problem.table.size()));
    const GuardedMemory packed_index(
        device,
        static_cast<std::size_t>(n_sources) * (style.index_type == CUXENT_INDEX_INT64 ? 8U : 4U));
    const GuardedMemory n_packed(device, sizeof(std::int64_t));
    cuxentGradients gradients{};
    gradients.rows[0] = {gradient.memory.data(), gradient.ld};
    if (!style.accumulate) gradients.scale = d_scale.data();
    gradients.accumulate = style.accumulate ? 1 : 0;
    if (style.packed) {
        gradients.table_index = packed_index.data();
        gradients.n_table_index = static_cast<std::int64_t*>(n_packed.data());
    }
    std::vector<double> upstream_values = expectation.upstream;
    if (is_none) upstream_values.resize(n_rows, upstream_values[0]);
    const GuardedMemory upstream_memory = numbers_in(device, scalar, upstream_values);
    const cuxentUpstream upstream{0, upstream_memory.data()};
    std::deque<GuardedMemory> kept;
    const auto keep = [&kept](GuardedMemory memory) {
        return kept.emplace_back(std::move(memory)).data();
    };
    if (!expectation.row_weights.empty()) {
        inputs.row_weights = keep(numbers_in(device, scalar, expectation.row_weights));
    }
    if (!problem.col_bias.empty()) {
        inputs.col_bias = keep(numbers_in(device, scalar, problem.col_bias));
    }
    if (!problem.col_ids.empty()) {
        inputs.row_ids = keep(ids_in(device, spec.label_type, expectation.row_ids));
        inputs.col_ids = keep(ids_in(device, spec.label_type, problem.col_ids));
    }

    const cuxentSizes sizes = plan.sizes();
    const GuardedMemory saved(device, sizes.saved);
    const GuardedMemory scratch(
        device, style.fused ? sizes.forward_backward_scratch
                            : std::max(sizes.forward_scratch, sizes.backward_scratch));
    device.call([&] {
        if (style.fused) {
            plan.forward_backward(device.handle(), inputs, upstream, outputs, gradients,
                                  scratch.buffer(), device.stream());
        } else {
            plan.forward(device.handle(), inputs, outputs, saved.buffer(), scratch.buffer(),
                         device.stream());
            plan.backward(device.handle(), inputs, upstream, saved.buffer(), gradients,
                          scratch.buffer(), device.stream());
        }
    });
    device.synchronize();

    TableResult out;
    out.observed.loss = numbers(scalar, loss);
    out.observed.row_loss = numbers(scalar, row_loss);
    out.observed.row_lse = numbers(scalar, row_lse);
    out.observed.row_rank = integers(row_rank);
    out.observed.row_ties = integers(row_ties);
    if (!style.accumulate) out.observed.d_scale = numbers(scalar, d_scale);
    out.n_out_of_range = counter(n_out_of_range);
    std::int64_t n_written = problem.n_table_rows;
    if (style.packed) {
        n_written = counter(n_packed);
        const std::vector<std::byte> bytes = packed_index.read();
        const std::size_t width = bytes.size() / static_cast<std::size_t>(n_sources);
        const std::vector<double> all = gradient.read();
        out.observed.d_rows.assign(problem.table.size(), 0);
        for (std::int64_t i = 0; i < n_written; ++i) {
            std::int64_t row = 0;  // little endian, and not negative
            std::memcpy(&row, &bytes[static_cast<std::size_t>(i) * width], width);
            out.packed_index.push_back(row);
            const auto values = all.begin() + i * spec.dim;
            std::copy(values, values + spec.dim, out.observed.d_rows.begin() + row * spec.dim);
        }
    } else {
        out.observed.d_rows = gradient.read();
    }
    out.intact = gradient.intact(n_written);
    for (const auto* memory : {&loss, &row_loss, &row_lse, &row_rank, &row_ties, &d_scale,
                               &n_out_of_range, &packed_index, &n_packed, &saved, &scratch}) {
        out.intact = out.intact && memory->guards_intact();
    }
    return out;
}

}  // namespace backend
