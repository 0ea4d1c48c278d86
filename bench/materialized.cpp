// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "materialized.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <stdexcept>

#include "blas.hpp"
#include "buffer.hpp"
#include "embedding_passes.hpp"
#include "similarity_passes.hpp"

namespace cuxent::bench {
namespace {

// Added to the leading dimension of M x M and block x M buffers: with a power of two the rows of a
// column fall into the same cache sets.
constexpr std::int64_t kPadding = 16;

constexpr std::int64_t kMaxBlock = 512;

// Below this e = exp((s - 1) / temperature) can underflow for every negative of a row.
constexpr double kLeastTemperature = 0.0125;

// One way to run: chosen by tune().
struct Setting {
    bool triangle;
    std::int64_t block;
    int n_threads;
};

template <class T>
class Materialized final : public Contestant {
 public:
    Materialized(const Batch& batch, Mode mode, BaselineForm form, ThreadTeam& team)
        : Contestant(mode),
          batch_(batch),
          team_(team),
          n_rows_(batch.problem.n_rows),
          dim_(batch.problem.dim),
          ld_(n_rows_ + kPadding),
          z_(n_rows_ * dim_),
          inv_norm_(n_rows_),
          e_(n_rows_ * ld_),
          row_sum_(n_rows_),
          col_sum_((n_rows_ / least_block() + 1) * n_rows_),
          pos_(n_rows_),
          loss_(n_rows_),
          neg_weight_(n_rows_),
          pos_weight_(n_rows_),
          w_(team.size() * panel_size()),
          dz_(team.size() * most_block() * dim_),
          dx_(batch.embeddings.size()) {
        tune(form);
        make_step();  // a backward pass alone finds its forward pass here
    }

    double seconds(int n_calls) override {
        return host_seconds([&] { make_calls(n_calls); });
    }

    LossAndGradient results() override {
        make_step();
        return {mean_loss_,
                decode(dx_.data(), static_cast<std::size_t>(n_rows_ * dim_), batch_.problem.type)};
    }

    [[nodiscard]] std::string strategy() const override {
        return std::string(setting_.triangle ? "triangle" : "full") + "/" +
               std::to_string(setting_.block) + "/" + std::to_string(setting_.n_threads) + "t";
    }

 private:
    // ---- Phases ---------------------------------------------------------------------------------

    void forward_backward() override {
        forward();
        backward();
    }

    void forward() override {
        for_blocks([this](std::int64_t begin, std::int64_t end, int) {
            run(NormalizeRows<T>{embedding(batch_.embeddings.data(), begin), batch_.problem.type,
                                 end - begin, dim_, z_.at(begin * dim_), inv_norm_.at(begin)});
        });
        for_blocks([this](std::int64_t begin, std::int64_t end, int) { similarities(begin, end); });
        for_blocks([this](std::int64_t begin, std::int64_t end, int) { finish(begin, end); });
        mean_loss_ =
            std::accumulate(loss_.at(0), loss_.at(n_rows_), 0.0) / static_cast<double>(n_rows_);
    }

    void backward() override {
        for_blocks([this](std::int64_t begin, std::int64_t end, int thread) {
            gradient(begin, end, thread);
        });
    }

    // E of the rows begin to end, in the triangle from their own diagonal block to the right.
    void similarities(std::int64_t begin, std::int64_t end) {
        const std::int64_t first = setting_.triangle ? begin : 0;
        T* e = e_.at(begin * ld_ + first);
        gemm(end - begin, n_rows_ - first, dim_, {z_.at(begin * dim_), dim_},
             {z_.at(first * dim_), dim_, true}, T(0), e, ld_);
        for (std::int64_t i = begin; i < end; ++i) {
            T* row = e_.at(i * ld_);
            const std::int64_t partner = partner_of(i);
            if (i < partner) *pos_.at(i) = *pos_.at(partner) = row[partner];
            if (partner >= first) row[partner] = kMasked;
            row[i] = kMasked;
        }
        T* col_sum = nullptr;
        if (setting_.triangle && end < n_rows_) {
            col_sum = col_sum_.at(begin / setting_.block * n_rows_ + end);
            std::fill_n(col_sum, n_rows_ - end, T(0));
        }
        constexpr double kLog2E = 1.4426950408889634;
        run(ExpRows<T>{e, ld_, end - begin, n_rows_ - first,
                       static_cast<T>(kLog2E / batch_.temperature), row_sum_.at(begin), end - first,
                       col_sum});
    }

    void finish(std::int64_t begin, std::int64_t end) {
        if (setting_.triangle) {
            for (std::int64_t block = 0; block < begin / setting_.block; ++block) {
                const T* col_sum = col_sum_.at(block * n_rows_);
                for (std::int64_t i = begin; i < end; ++i) *row_sum_.at(i) += col_sum[i];
            }
        }
        const T inv_temperature = static_cast<T>(1 / batch_.temperature);
        run(FinishRows<T>{row_sum_.at(begin), pos_.at(begin), end - begin, inv_temperature,
                          inv_temperature, loss_.at(begin), neg_weight_.at(begin),
                          pos_weight_.at(begin)});
    }

    // dX of the rows begin to end. W of the columns before `first` is read from the rows above.
    void gradient(std::int64_t begin, std::int64_t end, int thread) {
        const std::int64_t n = end - begin;
        const std::int64_t first = setting_.triangle ? begin : 0;
        T* dz = dz_.at(thread * most_block() * dim_);
        T* w = w_.at(thread * panel_size());
        run(WeightRows<T>{e_.at(begin * ld_ + first), ld_, n, n_rows_ - first,
                          neg_weight_.at(begin), neg_weight_.at(first), w, ld_});
        for (std::int64_t i = begin; i < end; ++i) {
            if (partner_of(i) >= first) w[(i - begin) * ld_ + partner_of(i) - first] = positive(i);
        }
        gemm(n, dim_, n_rows_ - first, {w, ld_}, {z_.at(first * dim_), dim_}, T(0), dz, dim_);
        if (first > 0) {
            run(WeightRows<T>{e_.at(begin), ld_, first, n, neg_weight_.at(0), neg_weight_.at(begin),
                              w, n});
            for (std::int64_t i = begin; i < end; ++i) {
                if (partner_of(i) < first) w[partner_of(i) * n + i - begin] = positive(i);
            }
            gemm(n, dim_, first, {w, n, true}, {z_.at(0), dim_}, T(1), dz, dim_);
        }
        run(NormalizeBackwardRows<T>{z_.at(begin * dim_), dz, inv_norm_.at(begin), n, dim_,
                                     embedding(dx_.data(), begin), batch_.problem.type});
    }

    // ---- Setting --------------------------------------------------------------------------------

    // Tries every setting that may be the best one and keeps the fastest.
    void tune(BaselineForm form) {
        constexpr std::int64_t kSmall = 1024;  // above it one thread is never the faster choice
        double best_seconds = std::numeric_limits<double>::infinity();
        Setting best{};
        for (const bool triangle : {false, true}) {
            if (form == (triangle ? BaselineForm::kFull : BaselineForm::kTriangle)) continue;
            for (std::int64_t block = least_block(); block <= most_block(); block *= 2) {
                for (const int n_threads : {1, team_.size()}) {
                    if (n_threads == 1 && n_rows_ > kSmall && team_.size() > 1) continue;
                    setting_ = {triangle, block, n_threads};
                    const double time = trial_seconds();
                    if (time < best_seconds) {
                        best_seconds = time;
                        best = setting_;
                    }
                }
            }
        }
        setting_ = best;
    }

    // The least of a few tries, as many as fit into a short while.
    double trial_seconds() {
        constexpr int kTries = 20;
        constexpr double kBudgetSeconds = 0.05;
        double least = std::numeric_limits<double>::infinity();
        double spent = 0;
        for (int trial = 0; trial < kTries && spent < kBudgetSeconds; ++trial) {
            const double time = host_seconds([this] { make_step(); });
            least = std::min(least, time);
            spent += time;
        }
        return least;
    }

    // Blocks from 1/16 of the rows, but 32 rows to fill a kernel, up to kMaxBlock.
    [[nodiscard]] std::int64_t least_block() const {
        std::int64_t block = 32;
        while (block < kMaxBlock / 4 && block * 16 < n_rows_) block *= 2;
        return block;
    }
    [[nodiscard]] std::int64_t most_block() const {
        return std::max(least_block(), std::min(kMaxBlock, n_rows_));
    }
    [[nodiscard]] std::int64_t panel_size() const { return most_block() * ld_; }

    // ---- Indices --------------------------------------------------------------------------------

    template <class Phase>
    void for_blocks(const Phase& phase) {
        const std::int64_t block = setting_.block;
        const auto n_blocks = static_cast<int>((n_rows_ + block - 1) / block);
        const auto task = [&](int index, int thread) {
            phase(index * block, std::min((index + 1) * block, n_rows_), thread);
        };
        if (setting_.n_threads > 1) {
            team_.for_each(n_blocks, task);
        } else {
            for (int index = 0; index < n_blocks; ++index) task(index, 0);
        }
    }

    [[nodiscard]] std::int64_t partner_of(std::int64_t i) const {
        return i < n_rows_ / 2 ? i + n_rows_ / 2 : i - n_rows_ / 2;
    }

    // W at the positive of row i.
    [[nodiscard]] T positive(std::int64_t i) const {
        return -(*pos_weight_.at(i) + *pos_weight_.at(partner_of(i)));
    }

    template <class Byte>
    [[nodiscard]] Byte* embedding(Byte* data, std::int64_t row) const {
        return data + static_cast<std::size_t>(row * dim_) * element_size(batch_.problem.type);
    }

    static constexpr T kMasked = std::numeric_limits<T>::lowest() / 1024;  // finite after scaling

    const Batch& batch_;
    ThreadTeam& team_;
    const std::int64_t n_rows_, dim_, ld_;
    const Buffer<T> z_, inv_norm_, e_, row_sum_, col_sum_, pos_, loss_, neg_weight_, pos_weight_;
    const Buffer<T> w_, dz_;  // for each thread
    std::vector<std::byte> dx_;
    double mean_loss_ = 0;
    Setting setting_{};
};

}  // namespace

std::unique_ptr<Contestant> make_materialized(const Batch& batch, Mode mode, BaselineForm form,
                                              ThreadTeam& team) {
    if (batch.temperature < kLeastTemperature) {
        throw std::invalid_argument("temperature: the baseline needs at least 0.0125");
    }
    if (batch.problem.type == CUXENT_TYPE_FLOAT64) {
        return std::make_unique<Materialized<double>>(batch, mode, form, team);
    }
    return std::make_unique<Materialized<float>>(batch, mode, form, team);
}

}  // namespace cuxent::bench
