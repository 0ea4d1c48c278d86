// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file abi_fuzzer.cpp
 * @brief libFuzzer's entry: calls of the C ABI on the CPU, with arguments from its bytes.
 *
 * Pointers are null, misaligned or good for what the documentation says is read or written there;
 * everything else may be anything. The sanitizers judge what the library does to memory, judge.h
 * what it says and leaves.
 */
#include "fuzz/calls.h"
#include "fuzz/judge.h"

namespace {

cuxentHandle make_handle(int n_threads) {
    cuxentHandle handle = nullptr;
    if (cuxentCreate(&handle, CUXENT_BACKEND_CPU, 0) != CUXENT_STATUS_SUCCESS ||
        cuxentSetThreadCount(handle, n_threads) != CUXENT_STATUS_SUCCESS) {
        fuzz::fail("cuxentCreate", "refused");
    }
    return handle;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static cuxentHandle alone = make_handle(1);
    static cuxentHandle with_others = make_handle(3);
    fuzz::Draw draw(data, size);
    cuxentHandle handle = draw.one_in(8) ? with_others : alone;
    draw.one_in(4) ? fuzz::call_beside_the_losses(handle, draw) : fuzz::call_a_loss(handle, draw);
    return 0;
}
