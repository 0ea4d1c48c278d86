// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "device_distortion.h"
#include "image_shape.h"
#include "launch.h"
#include "random.cuh"

namespace digits {
namespace {

constexpr int kSide = static_cast<int>(kImageSide);
constexpr int kPixelsAThread = 2;  // a normal number comes with a second one for free
constexpr int kThreadsARow = static_cast<int>(kPixels) / kPixelsAThread;
constexpr int kBlock = 128;
constexpr int kRowsABlock = kBlock / kThreadsARow;

/// Random numbers of one picture: one for its shift, one for the noise of each thread.
constexpr int kDrawsARow = 1 + kThreadsARow;

__global__ void distort_batch_kernel(const float* images, const std::int32_t* batches, int n_pairs,
                                     DeviceDistortion distortion, const StepScalars* scalars,
                                     float* views) {
    const int n_rows = 2 * n_pairs;
    const int row =
        static_cast<int>(blockIdx.x) * kRowsABlock + static_cast<int>(threadIdx.x) / kThreadsARow;
    if (row >= n_rows) return;
    const int part = static_cast<int>(threadIdx.x) % kThreadsARow;
    const auto step = static_cast<std::uint64_t>(scalars->step);

    const std::uint64_t first_draw = (step * n_rows + row) * kDrawsARow;
    const std::uint64_t shift_bits = random_bits(distortion.seed, first_draw);
    const float2 noise = normal_pair(random_bits(distortion.seed, first_draw + 1 + part));

    // All threads of a row draw the same shift. The remainder favours no shift by more than 2^-31.
    const auto n_shifts = static_cast<std::uint32_t>(2 * distortion.max_shift + 1);
    const int right = static_cast<int>(low_half(shift_bits) % n_shifts) - distortion.max_shift;
    const int down = static_cast<int>(high_half(shift_bits) % n_shifts) - distortion.max_shift;

    const std::int32_t picture = batches[step * n_pairs + row % n_pairs];
    const float* image = images + static_cast<std::size_t>(picture) * kPixels;
    float* view = views + static_cast<std::size_t>(row) * kPixels;
    for (int i = 0; i < kPixelsAThread; ++i) {
        const int pixel = part * kPixelsAThread + i;
        const int from_y = pixel / kSide - down;
        const int from_x = pixel % kSide - right;
        const bool inside = from_y >= 0 && from_y < kSide && from_x >= 0 && from_x < kSide;
        const float ink = inside ? image[from_y * kSide + from_x] : 0.0F;
        view[pixel] = ink + distortion.noise_sigma * (i == 0 ? noise.x : noise.y);
    }
}

}  // namespace

void distort_batch(const float* images, const std::int32_t* batches, int n_pairs,
                   const DeviceDistortion& distortion, const StepScalars* scalars, float* views,
                   cudaStream_t stream) {
    distort_batch_kernel<<<blocks_for(2 * static_cast<std::size_t>(n_pairs), kRowsABlock), kBlock,
                           0, stream>>>(images, batches, n_pairs, distortion, scalars, views);
    check_launch("distort_batch");
}

}  // namespace digits
