// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "gathered_baseline.hpp"

#include <algorithm>

#include "blas.hpp"
#include "buffer.hpp"
#include "embedding_passes.hpp"
#include "row_results.hpp"
#include "similarity_passes.hpp"
#include "targets.hpp"

namespace cuxent::bench {
namespace {

template <class T>
class GatheredBaseline final : public Contestant {
 public:
    GatheredBaseline(const Batch& batch, Mode mode, ThreadTeam& team)
        : Contestant(mode),
          batch_(batch),
          team_(team),
          targets_(targets_of(batch)),
          n_rows_(batch.problem.n_rows),
          n_negatives_(batch.problem.n_negatives),
          dim_(batch.problem.dim),
          dx_(batch.rows.size() + batch.cols.size()),
          z_((n_rows_ + n_cols(batch.problem)) * dim_),
          inv_norm_(n_rows_ + n_cols(batch.problem)),
          results_(batch, targets_, n_rows_),
          e_(n_rows_ * n_negatives_),
          no_weight_(n_negatives_),
          scratch_(team.size() * scratch_size()) {
        make_step();  // a backward pass alone finds its forward pass here
    }

    double seconds(int n_calls) override {
        return host_seconds([&] { make_calls(n_calls); });
    }

    LossAndGradient results() override {
        make_step();
        const cuxentType type = batch_.problem.type;
        return {mean_loss_, decode(dx_.data(), dx_.size() / element_size(type), type)};
    }

    [[nodiscard]] std::string strategy() const override {
        return "gathered/" + std::to_string(kBlock) + "/" + std::to_string(team_.size()) + "t";
    }

 private:
    static constexpr std::int64_t kBlock = 16;

    void forward_backward() override {
        forward();
        backward();
    }

    void forward() override {
        for_blocks([this](std::int64_t begin, std::int64_t end, int) {
            for (const auto& [first, n] : {Range{begin, end - begin}, positives(begin, end),
                                           Range{negative(begin), (end - begin) * n_negatives_}}) {
                const std::byte* x = first < n_rows_
                                         ? batch_.rows.data() + row_bytes(first)
                                         : batch_.cols.data() + row_bytes(first - n_rows_);
                run(NormalizeRows<T>{x, batch_.problem.type, n, dim_, z(first),
                                     inv_norm_.at(first)});
            }
            for (std::int64_t i = begin; i < end; ++i) {
                gemv(1, dim_, {z(n_rows_ + i), dim_}, z(i), results_.pos(i));
                gemv(n_negatives_, dim_, {z(negative(i)), dim_}, z(i), e_.at(i * n_negatives_));
            }
            constexpr double kLog2E = 1.4426950408889634;
            run(ExpRows<T>{e_.at(begin * n_negatives_), n_negatives_, end - begin, n_negatives_,
                           static_cast<T>(kLog2E / batch_.temperature), results_.sum(begin), 0,
                           nullptr});
            results_.finish(begin, end);
        });
        mean_loss_ = results_.total_loss(n_rows_) / static_cast<double>(n_rows_);
    }

    void backward() override {
        for_blocks([this](std::int64_t begin, std::int64_t end, int thread) {
            T* w = scratch_.at(thread * scratch_size());
            T* dz = w + n_negatives_;
            for (std::int64_t i = begin; i < end; ++i) {
                const T pull = -results_.slot_weight(i);
                run(WeightRows<T>{e_.at(i * n_negatives_), n_negatives_, 1, n_negatives_,
                                  results_.neg_weight(i), no_weight_.at(0), w, n_negatives_});
                gemv(n_negatives_, dim_, {z(negative(i)), dim_, true}, w, dz);
                add_multiple(pull, z(n_rows_ + i), dz);
                normalize_backward(i, 1, dz);
                std::fill_n(dz, dim_, T(0));
                add_multiple(pull, z(i), dz);
                normalize_backward(n_rows_ + i, 1, dz);
                std::fill_n(dz, n_negatives_ * dim_, T(0));
                for (std::int64_t k = 0; k < n_negatives_; ++k) {
                    add_multiple(w[k], z(i), dz + k * dim_);
                }
                normalize_backward(negative(i), n_negatives_, dz);
            }
        });
    }

    void normalize_backward(std::int64_t first, std::int64_t n, const T* dz) {
        run(NormalizeBackwardRows<T>{z(first), dz, inv_norm_.at(first), n, dim_,
                                     dx_.data() + row_bytes(first), batch_.problem.type});
    }

    void add_multiple(T factor, const T* x, T* to) const {
        for (std::int64_t k = 0; k < dim_; ++k) to[k] += factor * x[k];
    }

    template <class Phase>
    void for_blocks(const Phase& phase) {
        const auto task = [&](int index, int thread) {
            phase(index * kBlock, std::min((index + 1) * kBlock, n_rows_), thread);
        };
        team_.for_each(static_cast<int>((n_rows_ + kBlock - 1) / kBlock), task);
    }

    // ---- Indices: anchors, positives, negatives of the first anchor, of the second, ...
    // ----------

    struct Range {
        std::int64_t first, n;
    };
    [[nodiscard]] Range positives(std::int64_t begin, std::int64_t end) const {
        return {n_rows_ + begin, end - begin};
    }
    [[nodiscard]] std::int64_t negative(std::int64_t anchor) const {
        return 2 * n_rows_ + anchor * n_negatives_;
    }
    [[nodiscard]] T* z(std::int64_t row) const { return z_.at(row * dim_); }
    [[nodiscard]] std::int64_t row_bytes(std::int64_t n) const {
        return n * dim_ * static_cast<std::int64_t>(element_size(batch_.problem.type));
    }
    [[nodiscard]] std::int64_t scratch_size() const {
        return n_negatives_ + std::max<std::int64_t>(n_negatives_, 1) * dim_;
    }

    const Batch& batch_;
    ThreadTeam& team_;
    const Targets targets_;
    const std::int64_t n_rows_, n_negatives_, dim_;
    std::vector<std::byte> dx_;
    const Buffer<T> z_, inv_norm_;
    const RowResults<T> results_;
    const Buffer<T> e_, no_weight_;
    const Buffer<T> scratch_;  // for each thread: weights, then gradients
    double mean_loss_ = 0;
};

}  // namespace

std::unique_ptr<Contestant> make_gathered_baseline(const Batch& batch, Mode mode,
                                                   ThreadTeam& team) {
    if (batch.problem.type == CUXENT_TYPE_FLOAT64) {
        return std::make_unique<GatheredBaseline<double>>(batch, mode, team);
    }
    return std::make_unique<GatheredBaseline<float>>(batch, mode, team);
}

}  // namespace cuxent::bench
