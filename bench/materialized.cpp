// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "materialized.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

#include "blas.hpp"
#include "buffer.hpp"
#include "embedding_passes.hpp"
#include "row_results.hpp"
#include "similarity_passes.hpp"
#include "targets.hpp"

namespace cuxent::bench {
namespace {

// Added to the leading dimension of the matrix and of its blocks: with a power of two the rows of a
// column fall into the same cache sets.
constexpr std::int64_t kPadding = 16;

constexpr std::int64_t kMaxBlock = 512;

// One way to run: chosen by tune().
struct Setting {
    bool triangle;
    std::int64_t block;
    int n_threads;
};

// An operand with its gradient.
template <class T>
struct Side {
    const std::byte* x;
    std::byte* dx;
    std::int64_t n_rows;
    Buffer<T> z, inv_norm;

    Side(const std::byte* x_, std::byte* dx_, std::int64_t n, std::int64_t dim)
        : x(x_), dx(dx_), n_rows(n), z(n * dim), inv_norm(n) {}
};

// What the matrix is, by loss.
struct Shape {
    bool symmetric;  // the rows are the columns
    bool both_ways;  // columns have losses as well (CLIP)
    std::int64_t n_rows, n_cols;

    explicit Shape(const BenchProblem& problem)
        : symmetric(bench::n_cols(problem) == 0 && problem.loss != CUXENT_LOSS_CLIP),
          both_ways(problem.loss == CUXENT_LOSS_CLIP),
          n_rows(both_ways ? problem.n_rows / 2 : problem.n_rows),
          n_cols(symmetric || both_ways ? n_rows : bench::n_cols(problem)) {}
};

template <class T>
class Materialized final : public Contestant {
 public:
    Materialized(const Batch& batch, Mode mode, BaselineForm form, ThreadTeam& team)
        : Contestant(mode),
          batch_(batch),
          team_(team),
          function_(row_function(batch.problem)),
          shape_(batch.problem),
          targets_(targets_of(batch)),
          dim_(batch.problem.dim),
          ld_(shape_.n_cols + kPadding),
          dx_(batch.rows.size() + (batch.problem.frozen ? 0 : batch.cols.size())),
          rows_(batch.rows.data(), dx_.data(), shape_.n_rows, dim_),
          own_cols_(second_operand(),
                    batch.problem.frozen ? nullptr : dx_.data() + row_bytes(shape_.n_rows),
                    shape_.symmetric ? 0 : shape_.n_cols, dim_),
          cols_(shape_.symmetric ? rows_ : own_cols_),
          row_results_(batch, targets_, shape_.n_rows),
          col_results_(batch, targets_, shape_.both_ways ? shape_.n_cols : 0),
          e_(shape_.n_rows * ld_),
          col_sum_((shape_.n_rows / least_block() + 1) * shape_.n_cols),
          no_weight_(shape_.n_cols),
          class_sum_(batch.problem.n_classes * dim_),
          w_(team.size() * panel_size()),
          dz_(team.size() * most_block() * dim_) {
        tune(form);
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
        normalize(rows_);
        if (!shape_.symmetric) normalize(cols_);
        if (function_ == RowFunction::kMeanOfTargets) add_up_classes();
        for_blocks(shape_.n_rows,
                   [this](std::int64_t begin, std::int64_t end, int) { similarities(begin, end); });
        for_blocks(shape_.n_rows,
                   [this](std::int64_t begin, std::int64_t end, int) { finish(begin, end); });
        double loss = row_results_.total_loss(shape_.n_rows);
        if (shape_.both_ways) {
            for_blocks(shape_.n_cols, [this](std::int64_t begin, std::int64_t end, int) {
                add_column_sums(begin, end, n_blocks(shape_.n_rows), col_results_);
                col_results_.finish(begin, end);
            });
            loss += col_results_.total_loss(shape_.n_cols);
        }
        mean_loss_ = loss / static_cast<double>(batch_.problem.n_rows);
    }

    void backward() override {
        for_blocks(shape_.n_rows, [this](std::int64_t begin, std::int64_t end, int thread) {
            row_gradient(begin, end, thread);
        });
        if (shape_.symmetric || batch_.problem.frozen) return;
        for_blocks(shape_.n_cols, [this](std::int64_t begin, std::int64_t end, int thread) {
            T* dz = dz_.at(thread * most_block() * dim_);
            add_column_panel(begin, end, shape_.n_rows, T(0), w_.at(thread * panel_size()), dz);
            normalize_backward(cols_, begin, end, dz);
        });
    }

    void normalize(const Side<T>& operand) {
        for_blocks(operand.n_rows, [&](std::int64_t begin, std::int64_t end, int) {
            run(NormalizeRows<T>{operand.x + row_bytes(begin), batch_.problem.type, end - begin,
                                 dim_, operand.z.at(begin * dim_), operand.inv_norm.at(begin)});
        });
    }

    void normalize_backward(const Side<T>& operand, std::int64_t begin, std::int64_t end,
                            const T* dz) const {
        run(NormalizeBackwardRows<T>{operand.z.at(begin * dim_), dz, operand.inv_norm.at(begin),
                                     end - begin, dim_, operand.dx + row_bytes(begin),
                                     batch_.problem.type});
    }

    // E of the rows begin to end, in the triangle from their own diagonal block to the right.
    void similarities(std::int64_t begin, std::int64_t end) {
        const std::int64_t first = setting_.triangle ? begin : 0;
        const std::int64_t n_cols = shape_.n_cols - first;
        T* e = e_.at(begin * ld_ + first);
        gemm(end - begin, n_cols, dim_, {rows_.z.at(begin * dim_), dim_},
             {cols_.z.at(first * dim_), dim_, true}, T(0), e, ld_);
        for (std::int64_t i = begin; i < end; ++i) {
            take_targets(i, first);
            if (shape_.symmetric) *e_.at(i * ld_ + i) = kMasked;
        }
        if (function_ == RowFunction::kSigmoid) {
            run(SigmoidRows<T>{e, ld_, end - begin, n_cols, static_cast<T>(1 / batch_.temperature),
                               static_cast<T>(batch_.bias), row_results_.sum(begin)});
            return;
        }
        // The triangle sums the columns whose rows come later.
        const std::int64_t first_summed = setting_.triangle ? end - first : 0;
        const bool sums_columns = shape_.both_ways || (setting_.triangle && end < shape_.n_rows);
        T* col_sum = nullptr;
        if (sums_columns) {
            col_sum = col_sum_.at(begin / setting_.block * shape_.n_cols + first + first_summed);
            std::fill_n(col_sum, n_cols - first_summed, T(0));
        }
        constexpr double kLog2E = 1.4426950408889634;
        run(ExpRows<T>{e, ld_, end - begin, n_cols, static_cast<T>(kLog2E / batch_.temperature),
                       row_results_.sum(begin), first_summed, col_sum});
    }

    // Keeps the similarities of row i with its targets, and masks them where they are apart.
    void take_targets(std::int64_t i, std::int64_t first) {
        if (function_ == RowFunction::kMeanOfTargets) {
            *row_results_.pos(i) = mean_of_targets(i);
            return;
        }
        T* row = e_.at(i * ld_);
        for (std::int64_t slot = targets_.first(i); slot < targets_.first(i + 1); ++slot) {
            const std::int64_t j = targets_.column_of(slot);
            if (j < first) continue;
            // Of a symmetric pair the upper row writes both.
            if (!shape_.symmetric || i < j) *row_results_.pos(slot) = row[j];
            if (shape_.symmetric && i < j) *row_results_.pos(targets_.mirror_of(slot)) = row[j];
            if (shape_.both_ways) *col_results_.pos(slot) = row[j];
            row[j] = kMasked;
        }
    }

    void finish(std::int64_t begin, std::int64_t end) {
        if (setting_.triangle) add_column_sums(begin, end, begin / setting_.block, row_results_);
        row_results_.finish(begin, end);
    }

    // Adds what the first `n_blocks` row blocks have of the columns begin to end; of columns that
    // are no rows there is nothing else.
    void add_column_sums(std::int64_t begin, std::int64_t end, std::int64_t n_blocks,
                         const RowResults<T>& results) const {
        if (shape_.both_ways) std::fill_n(results.sum(begin), end - begin, T(0));
        for (std::int64_t block = 0; block < n_blocks; ++block) {
            const T* col_sum = col_sum_.at(block * shape_.n_cols);
            for (std::int64_t j = begin; j < end; ++j) *results.sum(j) += col_sum[j];
        }
    }

    // dX of the rows begin to end. W of the columns before `first` is read from the rows above.
    void row_gradient(std::int64_t begin, std::int64_t end, int thread) {
        const std::int64_t n = end - begin;
        const std::int64_t first = setting_.triangle ? begin : 0;
        T* dz = dz_.at(thread * most_block() * dim_);
        T* w = w_.at(thread * panel_size());
        run(WeightRows<T>{e_.at(begin * ld_ + first), ld_, n, shape_.n_cols - first,
                          row_results_.neg_weight(begin), col_weight(first), w, ld_});
        for (std::int64_t i = begin; i < end; ++i) {
            for (std::int64_t slot = targets_.first(i); slot < targets_.first(i + 1); ++slot) {
                const std::int64_t j = targets_.column_of(slot);
                if (j >= first) w[(i - begin) * ld_ + j - first] -= pull(slot);
            }
        }
        gemm(n, dim_, shape_.n_cols - first, {w, ld_}, {cols_.z.at(first * dim_), dim_}, T(0), dz,
             dim_);
        if (first > 0) add_column_panel(begin, end, first, T(1), w, dz);
        normalize_backward(rows_, begin, end, dz);
    }

    // dz = beta dz + W^T Z for the columns begin to end, W that of the first `n_from` rows.
    void add_column_panel(std::int64_t begin, std::int64_t end, std::int64_t n_from, T beta, T* w,
                          T* dz) const {
        const std::int64_t n = end - begin;
        run(WeightRows<T>{e_.at(begin), ld_, n_from, n, row_results_.neg_weight(0),
                          col_weight(begin), w, n});
        if (shape_.symmetric) {
            for (std::int64_t j = begin; j < end; ++j) {
                for (std::int64_t slot = targets_.first(j); slot < targets_.first(j + 1); ++slot) {
                    const std::int64_t i = targets_.column_of(slot);
                    if (i < n_from) w[i * n + j - begin] -= pull(slot);
                }
            }
        } else {
            for (std::int64_t i = 0; i < n_from; ++i) {  // one target a row
                const std::int64_t j = targets_.column_of(i);
                if (begin <= j && j < end) w[i * n + j - begin] -= pull(i);
            }
        }
        gemm(n, dim_, n_from, {w, n, true}, {rows_.z.at(0), dim_}, beta, dz, dim_);
    }

    // ---- Targets --------------------------------------------------------------------------------

    // What W has of a target beside its e.
    [[nodiscard]] T pull(std::int64_t slot) const {
        const T own = row_results_.slot_weight(slot);
        if (shape_.symmetric) return own + row_results_.slot_weight(targets_.mirror_of(slot));
        return shape_.both_ways ? own + col_results_.slot_weight(slot) : own;
    }

    [[nodiscard]] const T* col_weight(std::int64_t j) const {
        if (shape_.symmetric) return row_results_.neg_weight(j);
        return shape_.both_ways ? col_results_.neg_weight(j) : no_weight_.at(j);
    }

    [[nodiscard]] T* class_sum_of(std::int64_t row) const {
        return class_sum_.at(batch_.labels[static_cast<std::size_t>(row)] * dim_);
    }

    void add_up_classes() {
        std::fill_n(class_sum_.at(0), batch_.problem.n_classes * dim_, T(0));
        for (std::int64_t i = 0; i < shape_.n_rows; ++i) {
            const T* z = rows_.z.at(i * dim_);
            T* sum = class_sum_of(i);
            for (std::int64_t k = 0; k < dim_; ++k) sum[k] += z[k];
        }
    }

    // The mean of z_i z_j over the others of a class is z_i (their sum - z_i) over their number.
    [[nodiscard]] T mean_of_targets(std::int64_t i) const {
        constexpr std::int64_t kLanes = 16;  // sums side by side, for vectors
        T sums[kLanes] = {};
        const T* z = rows_.z.at(i * dim_);
        const T* sum = class_sum_of(i);
        std::int64_t k = 0;
        for (; k + kLanes <= dim_; k += kLanes) {
            for (std::int64_t lane = 0; lane < kLanes; ++lane) {
                sums[lane] += z[k + lane] * (sum[k + lane] - z[k + lane]);
            }
        }
        for (; k < dim_; ++k) sums[0] += z[k] * (sum[k] - z[k]);
        return std::accumulate(sums, sums + kLanes, T(0)) /
               static_cast<T>(targets_.first(i + 1) - targets_.first(i));
    }

    // ---- Setting --------------------------------------------------------------------------------

    // Tries every setting that may be the best one and keeps the fastest.
    void tune(BaselineForm form) {
        constexpr std::int64_t kSmall = 1024;  // above it one thread is never the faster choice
        double best_seconds = std::numeric_limits<double>::infinity();
        Setting best{};
        for (const bool triangle : {false, true}) {
            if (triangle ? form == BaselineForm::kFull || !shape_.symmetric
                         : form == BaselineForm::kTriangle && shape_.symmetric)
                continue;
            for (std::int64_t block = least_block(); block <= most_block(); block *= 2) {
                for (const int n_threads : {1, team_.size()}) {
                    if (n_threads == 1 && shape_.n_rows > kSmall && team_.size() > 1) continue;
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
        while (block < kMaxBlock / 4 && block * 16 < shape_.n_rows) block *= 2;
        return block;
    }
    [[nodiscard]] std::int64_t most_block() const {
        return std::max(least_block(), std::min(kMaxBlock, shape_.n_rows));
    }
    [[nodiscard]] std::int64_t panel_size() const {
        return most_block() * std::max(ld_, shape_.n_rows);
    }

    // ---- Indices --------------------------------------------------------------------------------

    template <class Phase>
    void for_blocks(std::int64_t n, const Phase& phase) {
        const auto task = [&](int index, int thread) {
            phase(index * setting_.block, std::min((index + 1) * setting_.block, n), thread);
        };
        if (setting_.n_threads > 1) {
            team_.for_each(static_cast<int>(n_blocks(n)), task);
        } else {
            for (int index = 0; index < n_blocks(n); ++index) task(index, 0);
        }
    }
    [[nodiscard]] std::int64_t n_blocks(std::int64_t n) const {
        return (n + setting_.block - 1) / setting_.block;
    }

    [[nodiscard]] std::int64_t row_bytes(std::int64_t n) const {
        return n * dim_ * static_cast<std::int64_t>(element_size(batch_.problem.type));
    }
    // The columns of CLIP are the second view.
    [[nodiscard]] const std::byte* second_operand() const {
        return shape_.both_ways ? batch_.rows.data() + row_bytes(shape_.n_rows)
                                : batch_.cols.data();
    }

    static constexpr T kMasked = std::numeric_limits<T>::lowest() / 1024;  // finite after scaling

    const Batch& batch_;
    ThreadTeam& team_;
    const RowFunction function_;
    const Shape shape_;
    const Targets targets_;
    const std::int64_t dim_, ld_;
    std::vector<std::byte> dx_;  // of the rows, then of the columns
    const Side<T> rows_, own_cols_;
    const Side<T>& cols_;
    const RowResults<T> row_results_, col_results_;
    const Buffer<T> e_, col_sum_, no_weight_, class_sum_;
    const Buffer<T> w_, dz_;  // for each thread
    double mean_loss_ = 0;
    Setting setting_{};
};

}  // namespace

std::unique_ptr<Contestant> make_materialized(const Batch& batch, Mode mode, BaselineForm form,
                                              ThreadTeam& team) {
    if (batch.problem.type == CUXENT_TYPE_FLOAT64) {
        return std::make_unique<Materialized<double>>(batch, mode, form, team);
    }
    return std::make_unique<Materialized<float>>(batch, mode, form, team);
}

}  // namespace cuxent::bench
