// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file ranks_test.cpp @brief Ranks of targets, their mean, and top-k accuracy. */
#include <cmath>
#include <cstring>
#include <limits>
#include <optional>

#include "backend/call_data.h"
#include "backend/strided_matrix.h"
#include "backend/suite.h"
#include "harness/rounding.h"

namespace backend {
namespace {

using Integers = std::vector<std::int64_t>;

/// Integers in device memory.
class IntegerArray {
 public:
    IntegerArray(Device& device, const Integers& values, cuxentIndexType type)
        : n_(values.size()),
          bytes_each_(type == CUXENT_INDEX_INT64 ? 8 : 4),
          memory_(device, n_ * bytes_each_) {
        std::vector<std::byte> bytes(n_ * bytes_each_);
        for (std::size_t i = 0; i < n_; ++i) {
            const auto narrow = static_cast<std::int32_t>(values[i]);
            if (bytes_each_ == 8) std::memcpy(&bytes[8 * i], &values[i], 8);
            if (bytes_each_ == 4) std::memcpy(&bytes[4 * i], &narrow, 4);
        }
        memory_.write(bytes);
    }
    [[nodiscard]] void* data() const { return memory_.data(); }
    [[nodiscard]] bool intact() const { return memory_.guards_intact(); }
    /// Of 64 bits.
    [[nodiscard]] Integers read() const {
        Integers values(n_);
        std::memcpy(values.data(), memory_.read().data(), 8 * n_);
        return values;
    }

 private:
    std::size_t n_;
    std::size_t bytes_each_;
    GuardedMemory memory_;
};

/// A ranking to take. Without targets they go by the offset.
struct RankCase {
    cuxentRanking what{};
    Strides strides;
    Integers targets;
};

std::ostream& operator<<(std::ostream& out, const RankCase& c) {
    return out << c.what.n_rows << " x " << c.what.n_cols << " " << harness::name_of(c.what.type)
               << ", ties " << c.what.ties << ", targets " << c.targets.size() << " of type "
               << c.what.target_type << ", offset " << c.what.target_offset << ", padding "
               << c.strides.padding;
}

class RanksOf : public OnEveryType {
 protected:
    struct Got {
        Integers rank, ties;
        double mean_rank;
        std::vector<double> top;
    };

    [[nodiscard]] RankCase ranking(std::int64_t n_rows, std::int64_t n_cols) const {
        RankCase c;
        c.what.n_rows = n_rows;
        c.what.n_cols = n_cols;
        c.what.type = type();
        c.what.ties = CUXENT_TIES_REALISTIC;
        c.what.n_top = 3;
        c.what.top[0] = 1;
        c.what.top[1] = 5;
        c.what.top[2] = std::numeric_limits<std::int64_t>::max();
        return c;
    }

    /// Normal deviates of which many are equal.
    [[nodiscard]] std::vector<double> coarse(std::int64_t n, std::uint64_t seed) const {
        std::vector<double> x = random_elements(type(), n, seed);
        for (double& value : x) value = std::round(2 * value) / 2;
        return x;
    }

    [[nodiscard]] Integers random_targets(const RankCase& c) const {
        reference::NormalGenerator random(99);
        Integers targets;
        for (std::int64_t i = 0; i < c.what.n_rows; ++i) {
            targets.push_back(
                static_cast<std::int64_t>(random.uniform() * static_cast<double>(c.what.n_cols)));
        }
        return targets;
    }

    [[nodiscard]] Got take(const RankCase& c, const std::vector<double>& x) {
        const cuxentRanking& what = c.what;
        const cuxentType scalar = harness::scalar_type(type());
        StridedMatrix similarities(device(), type(), what.n_rows, what.n_cols, c.strides);
        similarities.write(x);
        const auto n = static_cast<std::size_t>(what.n_rows);
        const IntegerArray rank(device(), Integers(n, -7), CUXENT_INDEX_INT64);
        const IntegerArray ties(device(), Integers(n, -7), CUXENT_INDEX_INT64);
        const IntegerArray targets(device(), c.targets, what.target_type);
        const StridedMatrix mean_rank(device(), scalar, 1, 1, {});
        const StridedMatrix top(device(), scalar, 1, std::max(1, what.n_top), {});
        const cuxentRankResults results{static_cast<std::int64_t*>(rank.data()),
                                        static_cast<std::int64_t*>(ties.data()),
                                        mean_rank.as_output().data, top.as_output().data};

        device().call([&] {
            cuxent::rank_targets(device().handle(), what, similarities.as_input(),
                                 c.targets.empty() ? nullptr : targets.data(), results,
                                 device().stream());
        });
        device().synchronize();

        EXPECT_EQ(similarities.damage() + mean_rank.damage_around() + top.damage_around(), "");
        EXPECT_TRUE(rank.intact() && ties.intact());
        return {rank.read(), ties.read(), mean_rank.read()[0], top.read()};
    }

    /// Compares with the oracle.
    void expect_right(const RankCase& c, const std::vector<double>& x) {
        Integers targets = c.targets;
        for (std::int64_t i = 0; c.targets.empty() && i < c.what.n_rows; ++i) {
            targets.push_back(i + c.what.target_offset);
        }
        const reference::Ranks want = reference::rank_targets(x, c.what.n_cols, targets);
        const Got got = take(c, x);

        EXPECT_EQ(got.rank, want.rank) << c;
        EXPECT_EQ(got.ties, want.ties) << c;
        const double u = harness::format_of(harness::scalar_type(type())).unit_roundoff();
        const auto n = static_cast<double>(targets.size());
        std::vector<double> hits(static_cast<std::size_t>(c.what.n_top), 0);
        double sum = 0;
        for (std::size_t i = 0; i < targets.size(); ++i) {
            const auto ties = static_cast<double>(want.ties[i]);
            const double behind = c.what.ties == CUXENT_TIES_OPTIMISTIC    ? 0
                                  : c.what.ties == CUXENT_TIES_PESSIMISTIC ? ties
                                                                           : ties / 2;
            const double rank = static_cast<double>(want.rank[i]) + behind;
            sum += rank;
            for (std::size_t k = 0; k < hits.size(); ++k) {
                hits[k] += rank <= static_cast<double>(c.what.top[k]) ? 1 : 0;
            }
        }
        EXPECT_NEAR(got.mean_rank, sum / n, 2 * u * sum / n) << c;
        for (std::size_t k = 0; k < hits.size(); ++k) {
            EXPECT_NEAR(got.top[k], hits[k] / n, 2 * u) << c << " top " << c.what.top[k];
        }
    }
};

TEST_P(RanksOf, EveryShapeAndStrideIsCountedRight) {
    for (const auto& [n_rows, n_cols] : kRowShapes) {
        for (const Strides& strides : {Strides{}, Strides{3, 1}}) {
            RankCase c = ranking(n_rows, n_cols);
            c.strides = strides;
            c.targets = random_targets(c);
            c.what.target_type = CUXENT_INDEX_INT32;

            expect_right(c, coarse(n_rows * n_cols, 1));
        }
    }
}

TEST_P(RanksOf, EveryRuleForTiesIsKept) {
    for (const cuxentTies ties :
         {CUXENT_TIES_REALISTIC, CUXENT_TIES_OPTIMISTIC, CUXENT_TIES_PESSIMISTIC}) {
        RankCase c = ranking(300, 12);
        c.what.ties = ties;
        c.targets = random_targets(c);
        c.what.target_type = CUXENT_INDEX_INT64;

        expect_right(c, coarse(300 * 12, 2));
    }
}

TEST_P(RanksOf, TheDiagonalIsATarget) {
    for (const std::int64_t offset : {0, 4}) {
        RankCase c = ranking(9, 13);
        c.what.target_offset = offset;

        expect_right(c, coarse(9 * 13, 3));
    }
}

TEST_P(RanksOf, ACollapsedEncoderIsRightByChanceAlone) {
    RankCase c = ranking(4, 9);
    const Got realistic = take(c, std::vector<double>(36, 0.5));
    c.what.ties = CUXENT_TIES_OPTIMISTIC;
    const Got optimistic = take(c, std::vector<double>(36, 0.5));

    EXPECT_EQ(realistic.mean_rank, 5);
    EXPECT_EQ(realistic.top[0], 0);
    EXPECT_EQ(realistic.top[1], 1);
    EXPECT_EQ(optimistic.mean_rank, 1);
    EXPECT_EQ(optimistic.top[0], 1);
}

TEST_P(RanksOf, NanFlattersNobody) {
    RankCase c = ranking(3, 30);
    std::vector<double> x = coarse(90, 4);
    x[0] = std::nan("");   // the target of row 0
    x[35] = std::nan("");  // beside the target of row 1
    x[62] = -std::numeric_limits<double>::infinity();

    expect_right(c, x);
    EXPECT_EQ(take(c, x).rank[0], 30);
}

TEST_P(RanksOf, ATargetThatDoesNotExistIsRefusedOrMarked) {
    for (const std::int64_t bad : {-1, 12, 2000000000}) {
        RankCase c = ranking(3, 12);
        c.what.target_type = CUXENT_INDEX_INT32;
        c.targets = {0, bad, 11};
        const std::vector<double> x = coarse(36, 5);
        if (device().reads_memory_on_host()) {
            EXPECT_THROW((void)take(c, x), cuxent::Error) << bad;
            continue;
        }
        const Got got = take(c, x);
        const reference::Ranks want = reference::rank_targets(x, 12, {0, 0, 11});

        EXPECT_EQ(got.rank, (Integers{want.rank[0], 0, want.rank[2]})) << bad;
        EXPECT_EQ(got.ties[1], 0);
        EXPECT_TRUE(std::isnan(got.mean_rank));
        EXPECT_TRUE(std::isnan(got.top[0]));
    }
}

INSTANTIATE_TEST_SUITE_P(Backend, RanksOf, every_type(), type_name);

}  // namespace
}  // namespace backend
