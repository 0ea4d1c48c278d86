// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/argument_checks.hpp"
#include "api/objects.hpp"
#include "api/wall.hpp"

namespace cuxent::impl {

/// What all calls check first; returns the description with its defaults.
template <class Description>
Description begin_call(cuxentHandle handle, const Description* what, const char* name,
                       Description (*resolve)(const Description&), cuxentStream stream) {
    require_handle(handle);
    require(what, name);
    check_stream(handle->backend->is_host(), stream);
    return resolve(*what);
}

}  // namespace cuxent::impl
