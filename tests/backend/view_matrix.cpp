// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/view_matrix.h"

#include <cstddef>

namespace backend {

ViewMatrix::ViewMatrix(Device& device, cuxentType type, const std::vector<std::int64_t>& part_rows,
                       std::int64_t dim, const Layout& layout) {
    for (const std::int64_t rows : part_rows) {
        const auto extra = static_cast<std::int64_t>(layout.padding > 0 ? parts_.size() : 0);
        parts_.emplace_back(device, type, rows, dim,
                            Strides{layout.padding + extra, layout.offset});
    }
}

void ViewMatrix::write(const std::vector<double>& stacked) {
    auto first = stacked.begin();
    for (StridedMatrix& part : parts_) {
        const auto end = first + part.n_elements();
        part.write({first, end});
        first = end;
    }
}

std::vector<double> ViewMatrix::read() const {
    std::vector<double> stacked;
    for (const StridedMatrix& part : parts_) {
        const std::vector<double> values = part.read();
        stacked.insert(stacked.end(), values.begin(), values.end());
    }
    return stacked;
}

std::vector<std::byte> ViewMatrix::bits() const {
    std::vector<std::byte> dense;
    for (const StridedMatrix& part : parts_) {
        const std::vector<std::byte> bits = part.bits();
        dense.insert(dense.end(), bits.begin(), bits.end());
    }
    return dense;
}

std::array<cuxentConstMatrix, 2> ViewMatrix::as_input() const {
    std::array<cuxentConstMatrix, 2> out{};
    for (std::size_t view = 0; view < parts_.size(); ++view) out[view] = parts_[view].as_input();
    return out;
}

std::array<cuxentMatrix, 2> ViewMatrix::as_output() const {
    std::array<cuxentMatrix, 2> out{};
    for (std::size_t view = 0; view < parts_.size(); ++view) out[view] = parts_[view].as_output();
    return out;
}

std::string ViewMatrix::damage_around() const {
    std::string damage;
    for (const StridedMatrix& part : parts_) {
        if (damage.empty()) damage = part.damage_around();
    }
    return damage;
}

std::string ViewMatrix::damage() const {
    std::string damage;
    for (const StridedMatrix& part : parts_) {
        if (damage.empty()) damage = part.damage();
    }
    return damage;
}

std::string ViewMatrix::unwritten(std::size_t view) const {
    return view < parts_.size() ? parts_[view].unwritten() : "";
}

}  // namespace backend
