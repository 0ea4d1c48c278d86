// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file call_scale.h @brief Every way to hand a scale to a call beside the losses. */
#ifndef CUXENT_TESTS_BACKEND_CALL_SCALE_H
#define CUXENT_TESTS_BACKEND_CALL_SCALE_H

#include <cmath>
#include <optional>
#include <ostream>

#include "backend/strided_matrix.h"
#include "harness/element.h"

namespace backend {

/// A scale: not given, a number, or a number in memory.
struct ScaleChoice {
    std::optional<double> value;
    bool in_memory = false;
    cuxentScaleKind kind = CUXENT_SCALE_TEMPERATURE;
};

inline const ScaleChoice kScaleChoices[] = {{},
                                            {0.07, false, CUXENT_SCALE_TEMPERATURE},
                                            {0.07, true, CUXENT_SCALE_TEMPERATURE},
                                            {20, false, CUXENT_SCALE_LOGIT},
                                            {20, true, CUXENT_SCALE_LOGIT},
                                            {3, false, CUXENT_SCALE_LOG_LOGIT},
                                            {3, true, CUXENT_SCALE_LOG_LOGIT}};

inline std::ostream& operator<<(std::ostream& out, const ScaleChoice& choice) {
    if (!choice.value) return out << "no scale";
    return out << "scale " << *choice.value << " of kind " << choice.kind
               << (choice.in_memory ? " in memory" : "");
}

/// A scale for calls on elements of `type`, kept where the device reads it.
class GivenScale {
 public:
    GivenScale(Device& device, cuxentType type, const ScaleChoice& choice)
        : choice_(choice), type_(harness::scalar_type(type)), memory_(device, type_, 1, 1, {}) {
        if (!choice.value) return;
        memory_.write({*choice.value});
        // Where it lies in memory, the number beside it must not matter.
        scalar_ = {choice.in_memory ? -1 : *choice.value,
                   choice.in_memory ? memory_.as_input().data : nullptr};
    }

    [[nodiscard]] const cuxentScalar* pointer() const { return choice_.value ? &scalar_ : nullptr; }

    /// What similarities are multiplied by.
    [[nodiscard]] double factor() const {
        if (!choice_.value) return 1;
        const double value =
            choice_.in_memory ? harness::format_of(type_).round(*choice_.value) : *choice_.value;
        if (choice_.kind == CUXENT_SCALE_LOG_LOGIT) return std::exp(value);
        return choice_.kind == CUXENT_SCALE_TEMPERATURE ? 1 / value : value;
    }

 private:
    ScaleChoice choice_;
    cuxentType type_;
    StridedMatrix memory_;
    cuxentScalar scalar_{};
};

}  // namespace backend

#endif  // CUXENT_TESTS_BACKEND_CALL_SCALE_H
