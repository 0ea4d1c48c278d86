// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/view_matrix.h"

#include <algorithm>
#include <sstream>

#include "harness/element.h"

namespace backend {

namespace {

std::size_t bytes_of(cuxentType type, std::int64_t elements) {
    return harness::format_of(type).bytes * static_cast<std::size_t>(elements);
}

}  // namespace

ViewMatrix::ViewMatrix(Device& device, cuxentType type, const std::vector<std::int64_t>& part_rows,
                       std::int64_t dim, const Layout& layout)
    : type_(type), dim_(dim), offset_(layout.offset) {
    for (const std::int64_t rows : part_rows) {
        const auto extra = static_cast<std::int64_t>(layout.padding > 0 ? parts_.size() : 0);
        const std::int64_t ld = dim + layout.padding + extra;
        const std::size_t bytes = bytes_of(type, offset_ + (rows - 1) * ld + dim);
        parts_.push_back({GuardedMemory(device, bytes), rows, ld, {}});
        parts_.back().written = parts_.back().memory.read();
    }
}

std::size_t ViewMatrix::position(const Part& part, std::int64_t row) const {
    return bytes_of(type_, offset_ + row * part.ld);
}

void ViewMatrix::write(const std::vector<double>& stacked) {
    auto value = stacked.begin();
    const std::size_t step = harness::format_of(type_).bytes;
    for (Part& part : parts_) {
        for (std::int64_t row = 0; row < part.n_rows; ++row) {
            std::byte* element = &part.written[position(part, row)];
            for (std::int64_t k = 0; k < dim_; ++k, element += step) {
                harness::store(type_, *value++, element);
            }
        }
        part.memory.write(part.written);
    }
}

std::vector<double> ViewMatrix::read() const {
    std::vector<double> values;
    const std::vector<std::byte> dense = bits();
    const std::size_t step = harness::format_of(type_).bytes;
    for (std::size_t at = 0; at < dense.size(); at += step) {
        values.push_back(harness::load(type_, &dense[at]));
    }
    return values;
}

std::vector<std::byte> ViewMatrix::bits() const {
    std::vector<std::byte> dense;
    for (const Part& part : parts_) {
        const std::vector<std::byte> contents = part.memory.read();
        for (std::int64_t row = 0; row < part.n_rows; ++row) {
            const std::byte* first = &contents[position(part, row)];
            dense.insert(dense.end(), first, first + bytes_of(type_, dim_));
        }
    }
    return dense;
}

std::array<cuxentConstMatrix, 2> ViewMatrix::as_input() const {
    std::array<cuxentConstMatrix, 2> out{};
    const auto matrices = as_output();
    for (std::size_t view = 0; view < 2; ++view) {
        out[view] = {matrices[view].data, matrices[view].ld};
    }
    return out;
}

std::array<cuxentMatrix, 2> ViewMatrix::as_output() const {
    std::array<cuxentMatrix, 2> out{};
    for (std::size_t view = 0; view < parts_.size(); ++view) {
        const Part& part = parts_[view];
        out[view] = {static_cast<std::byte*>(part.memory.data()) + position(part, 0), part.ld};
    }
    return out;
}

std::string ViewMatrix::damage_around() const {
    for (const Part& part : parts_) {
        if (!part.memory.guards_intact()) return "wrote outside of the matrix";
        std::vector<std::byte> now = part.memory.read();
        for (std::int64_t row = 0; row < part.n_rows; ++row) {
            const std::size_t first = position(part, row);
            std::copy_n(&part.written[first], bytes_of(type_, dim_), &now[first]);
        }
        if (now != part.written) return "wrote between the rows";
    }
    return "";
}

std::string ViewMatrix::damage() const {
    for (const Part& part : parts_) {
        if (part.memory.read() != part.written) return "changed";
    }
    return damage_around();
}

std::string ViewMatrix::unwritten(std::size_t view) const {
    if (view >= parts_.size()) return "";
    const Part& part = parts_[view];
    const std::vector<std::byte> contents = part.memory.read();
    const std::size_t step = harness::format_of(type_).bytes;
    for (std::int64_t row = 0; row < part.n_rows; ++row) {
        for (std::int64_t k = 0; k < dim_; ++k) {
            const auto first = contents.begin() + static_cast<std::ptrdiff_t>(position(part, row) +
                                                                              bytes_of(type_, k));
            const bool poisoned = std::all_of(first, first + static_cast<std::ptrdiff_t>(step),
                                              [](std::byte b) { return b == kPoison; });
            if (poisoned) {
                std::ostringstream out;
                out << "[" << row << "][" << k << "] was not written";
                return out.str();
            }
        }
    }
    return "";
}

}  // namespace backend
