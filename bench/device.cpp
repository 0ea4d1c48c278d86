// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "device.hpp"

namespace cuxent::bench {

std::unique_ptr<Device> make_device(cuxentBackend backend, ThreadTeam& team) {
    return backend == CUXENT_BACKEND_CPU ? make_cpu_device(team) : make_cuda_device();
}

}  // namespace cuxent::bench
