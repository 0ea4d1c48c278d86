// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "api/example_rows.h"

#include <cstring>

namespace api {

ExampleRows::ExampleRows() {
    for (std::size_t i = 0; i < a.size(); ++i) {
        a[i] = static_cast<float>(i % 7 + 1);
        b[i] = static_cast<float>(i % 5 + 1);
    }
    normalization.n_rows = kRows;
    normalization.dim = kDim;
    before_ = results;
}

cuxentStatus ExampleRows::normalize() {
    return cuxentNormalizeRows(handle, normalization_pointer, x, z, norms, stream);
}

cuxentStatus ExampleRows::normalize_backward() {
    return cuxentNormalizeRowsBackward(handle, normalization_pointer, x, dz, dx, accumulate,
                                       stream);
}

bool ExampleRows::results_untouched() const {
    return std::memcmp(&results, &before_, sizeof(results)) == 0;
}

}  // namespace api
