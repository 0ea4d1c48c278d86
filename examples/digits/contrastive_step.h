// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file contrastive_step.h
 * @brief The loss of a training step. This and its .cpp are all there is to using cuXent.
 */
#pragma once

#include <cstddef>

#include "backend_memory.h"
#include "cuxent/cuxent.hpp"
#include "matrix.h"

namespace digits {

/**
 * NT-Xent of two views of the same pictures: row i of one view and row i of the other are a pair,
 * every other row of both views is something else. Made once for a batch size, run once a step.
 */
class ContrastiveStep {
 public:
    ContrastiveStep(std::size_t n_pairs, std::size_t dim, cuxentBackend backend, int n_threads);

    /**
     * Returns the loss and overwrites the gradients. All four matrices are n_pairs x dim; the
     * embeddings may have any length, the library normalises them.
     */
    float run(const Matrix& view1, const Matrix& view2, float temperature, Matrix& d_view1,
              Matrix& d_view2) const;

 private:
    cuxent::Handle handle_;  ///< where to compute: on the CPU with so many threads, or on a GPU
    cuxent::Plan plan_;      ///< what to compute: checked once, used every step
    BackendBuffer scratch_;  ///< working memory: the library allocates none during a step
    BackendFloats view1_;
    BackendFloats view2_;
    BackendFloats d_view1_;
    BackendFloats d_view2_;
    BackendFloats loss_;
};

}  // namespace digits
