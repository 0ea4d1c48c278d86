// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// Gradient with respect to z = x / |x| -> gradient with respect to x, from x itself.
//
//   dx = (dz - z <z, dz>) / |x|
//
// Norm and z are taken as in normalize_rows.cu; nothing is read of what that kernel wrote. A row
// that became 0 has gradient 0, a clamped one dz / eps.
//
// Shapes: x, dz, dx n_rows x dim with leading dimensions; dx in the type of x, dz in that or in the
// arithmetic type. Bytes, with b_x and b_z those of x and dz: n dim (2 b_x + b_z) for dim <= 1024;
// a wider row of x and dz is read four times, n dim 3 (b_x + b_z) more; n dim b_x more where it
// accumulates. Determinism: fixed order within a warp.
#include "kernels/element.cuh"
#include "kernels/enqueue.cuh"
#include "kernels/load.cuh"
#include "kernels/norm.cuh"

namespace cuxent::kernels {
namespace {

struct Arguments {
    ConstRows x;
    ConstRows dz;
    std::int64_t n_rows;
    std::int64_t dim;
    NormRule rule;
    void* dx;
    std::int64_t ld_dx;
    bool accumulate;
};

/// Entries of a row of x and of dz: held together, so that both are read once.
template <class T>
struct Entry {
    T x, dz;
};

// One block a multiprocessor is enough to ask for: otherwise ptxas spills for the sake of
// occupancy.
template <class T, class E, class G, int kHeld>
__global__ void __launch_bounds__(kRowThreads, 1)
    normalize_rows_backward_kernel(const Arguments a) {
    const std::int64_t row = row_of_warp();
    if (row >= a.n_rows) return;
    const E* x = static_cast<const E*>(a.x.data) + row * a.x.ld;
    const G* dz = static_cast<const G*>(a.dz.data) + row * a.dz.ld;
    E* to = static_cast<E*>(a.dx) + row * a.ld_dx;
    const auto read = [x, dz](std::int64_t column) {
        return Entry<T>{widen<T>(x[column]), widen<T>(dz[column])};
    };
    with_row<Entry<T>, kHeld>(a.dim, read, [&](const auto& held) {
        const RowNorm<T> n =
            row_norm<T>(part_of(held, [](const Entry<T>& e) { return e.x; }), a.rule);
        T radial = 0;
        held.for_each(
            [&](std::int64_t, const Entry<T>& e) { radial = fma(n.z(e.x), e.dz, radial); });
        const WayBack<T> back = way_back(a.rule, n.norm, warp_sum(radial), T(1));
        held.for_each([&](std::int64_t column, const Entry<T>& e) {
            T dx = back.dx(n.z(e.x), e.dz);
            if (a.accumulate) dx += widen<T>(to[column]);
            to[column] = Narrow<E>::from(dx);
        });
    });
}

template <class T, class E, class G>
cudaError_t launch(const Arguments& a, cudaStream_t stream) {
    const unsigned grid = row_grid(a.n_rows);
    return with_held(a.dim, [&](auto held) {
        return enqueue(normalize_rows_backward_kernel<T, E, G, decltype(held)::value>, grid,
                       kRowThreads, stream, a);
    });
}

template <class E>
cudaError_t launch_from(const Arguments& a, cudaStream_t stream) {
    return a.dz.element == Element::kFloat ? launch<float, E, float>(a, stream)
                                           : launch<float, E, E>(a, stream);
}

template <class T, class E, class G>
cudaError_t load_widths() {
    return load(normalize_rows_backward_kernel<T, E, G, 8>,
                normalize_rows_backward_kernel<T, E, G, 32>,
                normalize_rows_backward_kernel<T, E, G, 0>);
}

}  // namespace

template <>
cudaError_t normalize_rows_backward<float>(const ConstRows& x, const ConstRows& dz,
                                           std::int64_t n_rows, std::int64_t dim,
                                           const NormRule& rule, void* dx, std::int64_t ld_dx,
                                           bool accumulate, cudaStream_t stream) {
    const Arguments a{x, dz, n_rows, dim, rule, dx, ld_dx, accumulate};
    switch (x.element) {
        case Element::kHalf:
            return launch_from<__half>(a, stream);
        case Element::kBFloat:
            return launch_from<__nv_bfloat16>(a, stream);
        default:
            return launch_from<float>(a, stream);
    }
}

template <>
cudaError_t normalize_rows_backward<double>(const ConstRows& x, const ConstRows& dz,
                                            std::int64_t n_rows, std::int64_t dim,
                                            const NormRule& rule, void* dx, std::int64_t ld_dx,
                                            bool accumulate, cudaStream_t stream) {
    return launch<double, double, double>({x, dz, n_rows, dim, rule, dx, ld_dx, accumulate},
                                          stream);
}

cudaError_t load_normalize_rows_backward() {
    return load_all(load_widths<float, float, float>, load_widths<float, __half, __half>,
                    load_widths<float, __half, float>,
                    load_widths<float, __nv_bfloat16, __nv_bfloat16>,
                    load_widths<float, __nv_bfloat16, float>, load_widths<double, double, double>);
}

}  // namespace cuxent::kernels
