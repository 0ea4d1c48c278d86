// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Marks what host and device code share.
#if defined(__CUDACC__)
#define CUXENT_HOST_DEVICE __host__ __device__
#else
#define CUXENT_HOST_DEVICE
#endif
