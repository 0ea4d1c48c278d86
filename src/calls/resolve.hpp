// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cuxent/cuxent.h"

namespace cuxent::impl {

// Each checks a description and returns it with every default resolved. Throws Failure with a
// message that names the field, what came and what was wanted.

cuxentNormalization resolved(const cuxentNormalization& given);

}  // namespace cuxent::impl
