// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file reference_loss.h @brief The losses of the library in the words of the reference. */
#ifndef CUXENT_TESTS_HARNESS_REFERENCE_LOSS_H
#define CUXENT_TESTS_HARNESS_REFERENCE_LOSS_H

#include <stdexcept>

#include "cuxent/cuxent.h"
#include "reference/contrastive.h"

namespace harness {

inline reference::Loss reference_loss(cuxentLoss loss) {
    switch (loss) {
        case CUXENT_LOSS_NT_XENT:
            return reference::Loss::kNtXent;
        case CUXENT_LOSS_INFO_NCE:
            return reference::Loss::kInfoNce;
        case CUXENT_LOSS_CLIP:
            return reference::Loss::kClip;
        case CUXENT_LOSS_SIGLIP:
            return reference::Loss::kSigLip;
        case CUXENT_LOSS_SUP_CON:
            return reference::Loss::kSupCon;
        case CUXENT_LOSS_LABEL_PAIRS:
            return reference::Loss::kPairs;
        case CUXENT_LOSS_GATHERED_INFO_NCE:
            return reference::Loss::kGatheredInfoNce;
        case CUXENT_LOSS_CLASS_SOFTMAX:
            return reference::Loss::kClassSoftmax;
    }
    throw std::invalid_argument("not a loss");
}

}  // namespace harness

#endif  // CUXENT_TESTS_HARNESS_REFERENCE_LOSS_H
