// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file pairs_test.cpp @brief Listed pairs: repeated, in any order, empty, of no row or column. */
#include <algorithm>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>

#include "backend/suite.h"

namespace backend {
namespace {

using harness::PairList;
using harness::PairLists;

constexpr cuxentLoss kLosses[] = {CUXENT_LOSS_SUP_CON, CUXENT_LOSS_LABEL_PAIRS};

class PairsTest : public OnEveryBackend {
 protected:
    [[nodiscard]] static Spec spec(cuxentLoss loss, cuxentSetsBy sets_by = CUXENT_SETS_BY_PAIRS) {
        Spec spec;
        spec.loss = loss;
        spec.sets_by = sets_by;
        spec.n_cols = 37;
        spec.scale = 0.1;
        return spec;
    }

    /// A call of `spec` with other lists than its own; it has run.
    [[nodiscard]] std::unique_ptr<Session> run_with(const Spec& spec,
                                                    const PairLists& pairs) const {
        auto changed = std::make_shared<harness::Expectation>(*expectation_of(spec));
        changed->pairs = pairs;
        auto session = std::make_unique<Session>(device(), changed, CallStyle{});
        session->run();
        EXPECT_EQ(session->damage(), "") << spec;
        return session;
    }
};

TEST_P(PairsTest, CountOnceInAnyOrder) {
    for (const cuxentLoss loss : kLosses) {
        const Spec spec = this->spec(loss);
        const PairLists listed = expectation_of(spec)->pairs;
        PairLists once = listed;
        for (PairList* list : {&once.positives, &once.negatives}) {
            std::sort(list->begin(), list->end());
            list->erase(std::unique(list->begin(), list->end()), list->end());
        }
        ASSERT_LT(once.positives.size(), listed.positives.size());
        ASSERT_LT(once.negatives.size(), listed.negatives.size());

        EXPECT_EQ(run_with(spec, listed)->bits(), run_with(spec, once)->bits());
    }
}

TEST_P(PairsTest, MayBeMoreThanThereAreEntries) {
    for (const cuxentSetsBy sets_by : {CUXENT_SETS_BY_PAIRS, CUXENT_SETS_BY_POSITIVE_PAIRS}) {
        const Spec spec = this->spec(CUXENT_LOSS_SUP_CON, sets_by);
        const PairLists listed = expectation_of(spec)->pairs;
        PairLists filled = listed;
        filled.positives.resize(300'000, listed.positives.back());
        std::swap(filled.positives.front(), filled.positives.back());

        EXPECT_EQ(run_with(spec, listed)->bits(), run_with(spec, filled)->bits());
    }
}

TEST_P(PairsTest, OfNoneGiveNothing) {
    for (const cuxentLoss loss : kLosses) {
        const Spec spec = this->spec(loss);
        const PairLists listed = expectation_of(spec)->pairs;
        for (const bool has_negatives : {false, true}) {
            const auto session =
                run_with(spec, {{}, has_negatives ? listed.negatives : PairList{}});
            const Observed observed = session->results();
            EXPECT_EQ(observed.loss, std::vector<double>{0});
            EXPECT_EQ(observed.d_scale, std::vector<double>{0});
            for (const double value : observed.d_rows) EXPECT_EQ(value, 0);
            for (const double value : observed.d_cols) EXPECT_EQ(value, 0);
        }
    }
}

TEST_P(PairsTest, OfNoRowOrColumnAreRefusedOrLeftOutAndCounted) {
    const Spec spec = this->spec(CUXENT_LOSS_SUP_CON);
    const PairLists listed = expectation_of(spec)->pairs;
    const struct {
        std::int64_t row, col;
        int n_out_of_range;
        const char* message;
    } broken[] = {
        {17, 0, 1, "negative_pairs.rows[3]: got 17, wanted a row of the call, 0 to 16"},
        {0, 37, 1, "negative_pairs.cols[3]: got 37, wanted a column of the call, 0 to 36"},
        {-1, 40, 2, "negative_pairs.rows[3]: got -1"},
        {std::int64_t{1} << 40, 5, 1, "negative_pairs.rows[3]: got 1099511627776"},
        {16, std::numeric_limits<std::int64_t>::min(), 1,
         "negative_pairs.cols[3]: got -9223372036854775808"},
    };
    for (const auto& [row, col, n_out_of_range, message] : broken) {
        PairLists pairs = listed;
        pairs.negatives.insert(pairs.negatives.begin() + 3, {row, col});
        if (device().reads_memory_on_host()) {
            try {
                (void)run_with(spec, pairs);
                FAIL() << "took the pair (" << row << ", " << col << ")";
            } catch (const cuxent::Error& error) {
                EXPECT_EQ(error.status(), CUXENT_STATUS_BAD_VALUE);
                EXPECT_NE(std::string(error.what()).find(message), std::string::npos)
                    << error.what();
            }
            continue;
        }
        const auto session = run_with(spec, pairs);

        EXPECT_EQ(session->n_out_of_range(), n_out_of_range);
        EXPECT_EQ(session->bits(), run_with(spec, listed)->bits());
    }
    EXPECT_EQ(run_with(spec, listed)->n_out_of_range(), 0);
}

INSTANTIATE_TEST_SUITE_P(Backend, PairsTest, every_backend(), backend_name);

}  // namespace
}  // namespace backend
