// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/strided_matrix.h"

#include <algorithm>
#include <sstream>

#include "harness/element.h"

namespace backend {

namespace {

std::size_t bytes_of(cuxentType type, std::int64_t elements) {
    return harness::format_of(type).bytes * static_cast<std::size_t>(elements);
}

}  // namespace

StridedMatrix::StridedMatrix(Device& device, cuxentType type, std::int64_t n_rows,
                             std::int64_t n_cols, const Strides& strides)
    : type_(type),
      n_rows_(n_rows),
      n_cols_(n_cols),
      ld_(n_cols + strides.padding),
      offset_(strides.offset),
      memory_(device, bytes_of(type, offset_ + (n_rows - 1) * ld_ + n_cols)),
      written_(memory_.read()) {}

std::size_t StridedMatrix::position(std::int64_t row) const {
    return bytes_of(type_, offset_ + row * ld_);
}

void StridedMatrix::write(const std::vector<double>& values) {
    auto value = values.begin();
    const std::size_t step = harness::format_of(type_).bytes;
    for (std::int64_t row = 0; row < n_rows_; ++row) {
        std::byte* element = &written_[position(row)];
        for (std::int64_t k = 0; k < n_cols_; ++k, element += step) {
            harness::store(type_, *value++, element);
        }
    }
    memory_.write(written_);
}

std::vector<double> StridedMatrix::read() const {
    std::vector<double> values;
    const std::vector<std::byte> dense = bits();
    const std::size_t step = harness::format_of(type_).bytes;
    for (std::size_t at = 0; at < dense.size(); at += step) {
        values.push_back(harness::load(type_, &dense[at]));
    }
    return values;
}

std::vector<std::byte> StridedMatrix::bits() const {
    std::vector<std::byte> dense;
    const std::vector<std::byte> contents = memory_.read();
    for (std::int64_t row = 0; row < n_rows_; ++row) {
        const std::byte* first = &contents[position(row)];
        dense.insert(dense.end(), first, first + bytes_of(type_, n_cols_));
    }
    return dense;
}

cuxentConstMatrix StridedMatrix::as_input() const {
    const cuxentMatrix matrix = as_output();
    return {matrix.data, matrix.ld};
}

cuxentMatrix StridedMatrix::as_output() const {
    return {static_cast<std::byte*>(memory_.data()) + position(0), ld_};
}

std::string StridedMatrix::damage_around() const {
    if (!memory_.guards_intact()) return "wrote outside of the matrix";
    std::vector<std::byte> now = memory_.read();
    for (std::int64_t row = 0; row < n_rows_; ++row) {
        const std::size_t first = position(row);
        std::copy_n(&written_[first], bytes_of(type_, n_cols_), &now[first]);
    }
    return now == written_ ? "" : "wrote between the rows";
}

std::string StridedMatrix::damage() const {
    return memory_.read() == written_ ? damage_around() : "changed";
}

std::string StridedMatrix::unwritten() const {
    const std::vector<std::byte> contents = memory_.read();
    const auto step = static_cast<std::ptrdiff_t>(harness::format_of(type_).bytes);
    for (std::int64_t row = 0; row < n_rows_; ++row) {
        for (std::int64_t k = 0; k < n_cols_; ++k) {
            const auto first =
                contents.begin() + static_cast<std::ptrdiff_t>(position(row)) + k * step;
            if (std::all_of(first, first + step, [](std::byte b) { return b == kPoison; })) {
                std::ostringstream out;
                out << "[" << row << "][" << k << "] was not written";
                return out.str();
            }
        }
    }
    return "";
}

}  // namespace backend
