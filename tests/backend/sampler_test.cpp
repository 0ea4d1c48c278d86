// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file sampler_test.cpp @brief Drawn negatives: exclusions, repeats, uniformity, the same numbers
 * everywhere. */
#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>
#include <set>

#include "backend/guarded_memory.h"
#include "backend/suite.h"

namespace backend {
namespace {

using Rows = std::vector<std::int64_t>;

/// Anchors and positives of a draw, and how it is asked for.
struct Draw {
    cuxentSampler sampler{};
    std::uint64_t step = 3;
    bool step_in_memory = false;
    Rows anchors;
    Rows positives;

    Draw(std::int64_t n_rows, std::int64_t n_negatives, std::int64_t n_table_rows) {
        cuxent::check(cuxentSamplerInit(&sampler, sizeof(sampler)));
        sampler.n_rows = n_rows;
        sampler.n_negatives = n_negatives;
        sampler.n_table_rows = n_table_rows;
        sampler.seed = 42;
        for (std::int64_t i = 0; i < n_rows; ++i) {
            anchors.push_back(i * 5 % n_table_rows);
            positives.push_back(i * 7 % n_table_rows);
        }
    }

    [[nodiscard]] std::size_t index_bytes() const {
        return sampler.index_type == CUXENT_INDEX_INT64 ? 8 : 4;
    }
};

GuardedMemory memory_of(Device& device, const Draw& draw, const Rows& rows) {
    std::vector<std::byte> bytes(rows.size() * draw.index_bytes());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        // Little endian: the low half comes first.
        std::memcpy(&bytes[i * draw.index_bytes()], &rows[i], draw.index_bytes());
    }
    GuardedMemory memory(device, bytes.size());
    memory.write(bytes);
    return memory;
}

/// The negatives that a backend draws.
Rows negatives_of(Device& device, const Draw& draw) {
    const std::size_t width = draw.index_bytes();
    const GuardedMemory anchors = memory_of(device, draw, draw.anchors);
    const GuardedMemory positives = memory_of(device, draw, draw.positives);
    const auto count = static_cast<std::size_t>(draw.sampler.n_rows * draw.sampler.n_negatives);
    GuardedMemory negatives(device, count * width);
    GuardedMemory step(device, sizeof(draw.step));
    std::vector<std::byte> step_bytes(sizeof(draw.step));
    std::memcpy(step_bytes.data(), &draw.step, sizeof(draw.step));
    step.write(step_bytes);
    const cuxentCounter counter =
        draw.step_in_memory ? cuxentCounter{99, step.data()} : cuxentCounter{draw.step, nullptr};

    device.call([&] {
        cuxent::check(
            cuxentSampleNegatives(device.handle().get(), &draw.sampler,
                                  draw.sampler.exclude_anchor != 0 ? anchors.data() : nullptr,
                                  positives.data(), counter, negatives.data(), device.stream()));
    });
    device.synchronize();

    EXPECT_TRUE(negatives.guards_intact());
    const std::vector<std::byte> bytes = negatives.read();
    Rows rows(count, 0);
    for (std::size_t i = 0; i < count; ++i) std::memcpy(&rows[i], &bytes[i * width], width);
    return rows;
}

/// Every combination of the options.
template <class Body>
void for_each_option(Draw draw, const Body& body) {
    for (const auto index_type : {CUXENT_INDEX_INT32, CUXENT_INDEX_INT64}) {
        for (const int exclude_anchor : {0, 1}) {
            for (const int without_repeats : {0, 1}) {
                draw.sampler.index_type = index_type;
                draw.sampler.exclude_anchor = exclude_anchor;
                draw.sampler.without_repeats = without_repeats;
                body(draw);
            }
        }
    }
}

class Sampler : public OnEveryBackend {};

TEST_P(Sampler, DrawsOnlyWhatIsAllowed) {
    for (const std::int64_t n_table_rows : {9, 1000}) {
        for_each_option(Draw(37, 7, n_table_rows), [&](const Draw& draw) {
            const Rows negatives = negatives_of(device(), draw);
            for (std::size_t i = 0; i < 37; ++i) {
                std::set<std::int64_t> distinct;
                for (std::size_t k = 0; k < 7; ++k) {
                    const std::int64_t row = negatives[i * 7 + k];
                    EXPECT_GE(row, 0);
                    EXPECT_LT(row, n_table_rows);
                    EXPECT_NE(row, draw.positives[i]);
                    if (draw.sampler.exclude_anchor != 0) {
                        EXPECT_NE(row, draw.anchors[i]);
                    }
                    distinct.insert(row);
                }
                if (draw.sampler.without_repeats != 0) {
                    EXPECT_EQ(distinct.size(), 7U);
                }
            }
        });
    }
}

TEST_P(Sampler, GivesTheNumbersOfTheCpu) {
    for_each_option(Draw(70, 40, 500), [&](Draw draw) {
        for (const bool in_memory : {false, true}) {
            draw.step_in_memory = in_memory;
            EXPECT_EQ(negatives_of(device(), draw), negatives_of(device_named("cpu"), draw));
        }
    });
}

TEST_P(Sampler, DrawsAllThatIsLeftIfThatIsAskedFor) {
    Draw draw(20, 3, 5);
    draw.sampler.exclude_anchor = 1;
    draw.sampler.without_repeats = 1;

    const Rows negatives = negatives_of(device(), draw);

    for (std::size_t i = 0; i < 20; ++i) {
        std::set<std::int64_t> all{draw.anchors[i], draw.positives[i]};
        for (std::size_t k = 0; k < 3; ++k) all.insert(negatives[i * 3 + k]);
        EXPECT_GE(all.size(), draw.anchors[i] == draw.positives[i] ? 4U : 5U);
    }
}

TEST_P(Sampler, StepAndSeedChangeTheNumbers) {
    const Draw draw(10, 5, 1000);
    Draw other_step = draw;
    other_step.step += 1;
    Draw other_seed = draw;
    other_seed.sampler.seed += 1;

    const Rows negatives = negatives_of(device(), draw);

    EXPECT_NE(negatives, negatives_of(device(), other_step));
    EXPECT_NE(negatives, negatives_of(device(), other_seed));
    EXPECT_EQ(negatives, negatives_of(device(), draw));
}

TEST_P(Sampler, APieceOfABatchDrawsWhatTheBatchDraws) {
    for_each_option(Draw(12, 5, 100), [&](const Draw& whole) {
        Draw piece = whole;
        piece.sampler.n_rows = 5;
        piece.sampler.row_offset = 7;
        piece.anchors.erase(piece.anchors.begin(), piece.anchors.begin() + 7);
        piece.positives.erase(piece.positives.begin(), piece.positives.begin() + 7);

        const Rows all = negatives_of(device(), whole);

        EXPECT_EQ(negatives_of(device(), piece), Rows(all.begin() + 7 * 5, all.end()));
    });
}

TEST_P(Sampler, IndexOutsideTheTableIsNamedOrExcludesNothing) {
    Draw draw(4, 3, 10);
    draw.positives[2] = 10;
    if (device().reads_memory_on_host()) {
        try {
            negatives_of(device(), draw);
            ADD_FAILURE() << "was accepted";
        } catch (const cuxent::Error& error) {
            EXPECT_EQ(error.status(), CUXENT_STATUS_BAD_VALUE);
            EXPECT_NE(std::string(error.what()).find("positives[2]: got 10, wanted"),
                      std::string::npos)
                << error.what();
        }
    } else {
        for (const std::int64_t row : negatives_of(device(), draw)) EXPECT_LT(row, 10);
    }
}

INSTANTIATE_TEST_SUITE_P(Backend, Sampler, every_backend(), backend_name);

/// Counts of a fixed seed against a distribution that is uniform.
void expect_uniform(const std::map<std::int64_t, int>& counts, std::size_t n_values) {
    int total = 0;
    for (const auto& [value, count] : counts) total += count;
    const double expected = static_cast<double>(total) / static_cast<double>(n_values);
    double chi_square = static_cast<double>(n_values - counts.size()) * expected;
    for (const auto& [value, count] : counts) {
        chi_square += std::pow(count - expected, 2) / expected;
    }
    const auto freedom = static_cast<double>(n_values - 1);
    EXPECT_LE(chi_square, freedom + 5 * std::sqrt(2 * freedom));
}

TEST(SamplerOnCpu, EveryRowThatIsLeftIsAsLikely) {
    for_each_option(Draw(6000, 4, 11), [&](Draw draw) {
        std::fill(draw.anchors.begin(), draw.anchors.end(), 3);
        std::fill(draw.positives.begin(), draw.positives.end(), 8);
        std::map<std::int64_t, int> counts;
        for (const std::int64_t row : negatives_of(device_named("cpu"), draw)) ++counts[row];
        expect_uniform(counts, draw.sampler.exclude_anchor != 0 ? 9 : 10);
    });
}

TEST(SamplerOnCpu, EverySetWithoutRepeatsIsAsLikely) {
    Draw draw(12000, 3, 7);
    draw.sampler.without_repeats = 1;
    std::fill(draw.positives.begin(), draw.positives.end(), 0);

    const Rows negatives = negatives_of(device_named("cpu"), draw);

    std::map<std::int64_t, int> counts;  // a set as bits
    for (std::size_t i = 0; i < negatives.size(); i += 3) {
        ++counts[1LL << negatives[i] | 1LL << negatives[i + 1] | 1LL << negatives[i + 2]];
    }
    expect_uniform(counts, 20);  // 6 over 3
}

TEST(SamplerOnCpu, NumberOfThreadsChangesNothing) {
    Device& cpu = device_named("cpu");
    const int before = cpu.handle().thread_count();
    for_each_option(Draw(3000, 5, 100), [&](const Draw& draw) {
        cpu.handle().set_thread_count(1);
        const Rows alone = negatives_of(cpu, draw);
        cpu.handle().set_thread_count(5);
        EXPECT_EQ(negatives_of(cpu, draw), alone);
    });
    cpu.handle().set_thread_count(before);
}

}  // namespace
}  // namespace backend
