// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "gemm_peak.hpp"

#include <vector>

#include "blas.hpp"
#include "contestant.hpp"

namespace cuxent::bench {
namespace {

template <class T>
class TypedGemmPeak final : public GemmPeak {
 public:
    TypedGemmPeak(std::int64_t dim, ThreadTeam& team)
        : dim_(dim),
          team_(team),
          a_(size(kPeakRows * dim), T(0.5)),
          b_(size(kPeakRows * dim), T(0.25)) {
        for (int thread = 0; thread < team.size(); ++thread)
            c_.emplace_back(size(kPeakRows * kPeakRows));
        measure();  // pages and caches
    }

    GemmRates measure() override {
        const int n_threads = team_.size();
        const double flop = peak_flop(dim_);
        const double shared = host_seconds([&] {
            team_.for_each(n_threads, [&](int part, int) {
                const std::int64_t begin = kPeakRows * part / n_threads;
                multiply(begin, kPeakRows * (part + 1) / n_threads, c_[0]);
            });
        });
        const double separate = host_seconds([&] {
            team_.for_each(n_threads,
                           [&](int part, int) { multiply(0, kPeakRows, c_[size(part)]); });
        });
        return {flop / shared, flop * n_threads / separate};
    }

 private:
    static std::size_t size(std::int64_t n) { return static_cast<std::size_t>(n); }

    void multiply(std::int64_t begin, std::int64_t end, std::vector<T>& c) {
        gemm(end - begin, kPeakRows, dim_, {&a_[size(begin * dim_)], dim_}, {b_.data(), dim_, true},
             T(0), &c[size(begin * kPeakRows)], kPeakRows);
    }

    const std::int64_t dim_;
    ThreadTeam& team_;
    const std::vector<T> a_, b_;
    std::vector<std::vector<T>> c_;
};

}  // namespace

std::unique_ptr<GemmPeak> make_cpu_gemm_peak(cuxentType type, std::int64_t dim, ThreadTeam& team) {
    if (type == CUXENT_TYPE_FLOAT64) return std::make_unique<TypedGemmPeak<double>>(dim, team);
    return std::make_unique<TypedGemmPeak<float>>(dim, team);
}

}  // namespace cuxent::bench
