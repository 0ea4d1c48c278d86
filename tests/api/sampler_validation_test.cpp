// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file sampler_validation_test.cpp @brief Every rule of the sampler, broken once. */
#include <gtest/gtest.h>

#include <cstdint>
#include <ostream>
#include <string>

#include "cuxent/cuxent.hpp"

namespace {

constexpr std::int32_t kUntouched = -7;

/// Arguments of a call that succeeds: two anchors, three negatives each.
struct Call {
    cuxentSampler sampler{};
    std::int32_t anchor_rows[2] = {0, 1};
    std::int32_t positive_rows[2] = {1, 2};
    std::int32_t drawn[6] = {kUntouched, kUntouched, kUntouched,
                             kUntouched, kUntouched, kUntouched};
    const cuxentSampler* sampler_pointer = &sampler;
    const void* anchors = anchor_rows;
    const void* positives = positive_rows;
    cuxentCounter step{0, nullptr};
    void* negatives = drawn;
    cuxentStream stream = nullptr;

    Call() {
        cuxent::check(cuxentSamplerInit(&sampler, sizeof(sampler)));
        sampler.n_rows = 2;
        sampler.n_negatives = 3;
        sampler.n_table_rows = 5;
        sampler.exclude_anchor = 1;
        sampler.without_repeats = 1;
    }

    cuxentStatus run(const cuxent::Handle& handle) const {
        return cuxentSampleNegatives(handle.get(), sampler_pointer, anchors, positives, step,
                                     negatives, stream);
    }
};

struct BrokenRule {
    std::string name;
    cuxentStatus status;
    std::string message;  ///< how it begins, after the function's name
    void (*damage)(Call&);
};

std::ostream& operator<<(std::ostream& out, const BrokenRule& rule) {
    return out << rule.name;
}

const void* one_byte_on(const void* pointer) {
    return static_cast<const char*>(pointer) + 1;
}

const BrokenRule kRules[] = {
    {"sampler_null", CUXENT_STATUS_NULL_POINTER, "sampler: got NULL",
     [](Call& c) { c.sampler_pointer = nullptr; }},
    {"struct_size", CUXENT_STATUS_VERSION_MISMATCH, "struct_size: got 8",
     [](Call& c) { c.sampler.struct_size = 8; }},
    {"n_rows", CUXENT_STATUS_BAD_VALUE, "sampler.n_rows: got 0, wanted 1 to ",
     [](Call& c) { c.sampler.n_rows = 0; }},
    {"n_rows_most", CUXENT_STATUS_BAD_VALUE, "sampler.n_rows: got 4294967297, wanted 1 to ",
     [](Call& c) { c.sampler.n_rows = (std::int64_t{1} << 32) + 1; }},
    {"n_negatives", CUXENT_STATUS_BAD_VALUE, "sampler.n_negatives: got 0, wanted 1 to ",
     [](Call& c) { c.sampler.n_negatives = 0; }},
    {"n_negatives_most", CUXENT_STATUS_BAD_VALUE, "sampler.n_negatives: got ",
     [](Call& c) { c.sampler.n_negatives = std::int64_t{1} << 38; }},
    {"row_offset", CUXENT_STATUS_BAD_VALUE, "sampler.row_offset: got -1, wanted 0 to ",
     [](Call& c) { c.sampler.row_offset = -1; }},
    {"row_offset_most", CUXENT_STATUS_BAD_VALUE, "sampler.row_offset: got ",
     [](Call& c) { c.sampler.row_offset = std::int64_t{1} << 48; }},
    {"index_type", CUXENT_STATUS_BAD_VALUE, "sampler.index_type: got 99",
     [](Call& c) { c.sampler.index_type = static_cast<cuxentIndexType>(99); }},
    {"exclude_anchor", CUXENT_STATUS_BAD_VALUE, "sampler.exclude_anchor: got 2, wanted 0 to 1",
     [](Call& c) { c.sampler.exclude_anchor = 2; }},
    {"without_repeats", CUXENT_STATUS_BAD_VALUE, "sampler.without_repeats: got -1, wanted 0 to 1",
     [](Call& c) { c.sampler.without_repeats = -1; }},
    {"too_few_to_draw", CUXENT_STATUS_BAD_VALUE, "sampler.n_table_rows: got 4, wanted 5 to ",
     [](Call& c) { c.sampler.n_table_rows = 4; }},
    {"none_to_draw", CUXENT_STATUS_BAD_VALUE, "sampler.n_table_rows: got 2, wanted 3 to ",
     [](Call& c) {
         c.sampler.without_repeats = 0;
         c.sampler.n_table_rows = 2;
     }},
    {"table_beyond_int32", CUXENT_STATUS_BAD_VALUE, "sampler.n_table_rows: got 2147483648, wanted",
     [](Call& c) { c.sampler.n_table_rows = std::int64_t{1} << 31; }},
    {"anchors_null", CUXENT_STATUS_NULL_POINTER, "anchors: got NULL",
     [](Call& c) { c.anchors = nullptr; }},
    {"anchors_misaligned", CUXENT_STATUS_MISALIGNED, "anchors: got an address 1 bytes past",
     [](Call& c) { c.anchors = one_byte_on(c.anchors); }},
    {"anchor_outside", CUXENT_STATUS_BAD_VALUE,
     "anchors[1]: got -1, wanted a row of the table, 0 to 4",
     [](Call& c) { c.anchor_rows[1] = -1; }},
    {"positives_null", CUXENT_STATUS_NULL_POINTER, "positives: got NULL",
     [](Call& c) { c.positives = nullptr; }},
    {"positives_misaligned", CUXENT_STATUS_MISALIGNED, "positives: got an address 1 bytes past",
     [](Call& c) { c.positives = one_byte_on(c.positives); }},
    {"positive_outside", CUXENT_STATUS_BAD_VALUE,
     "positives[0]: got 5, wanted a row of the table, 0 to 4",
     [](Call& c) { c.positive_rows[0] = 5; }},
    {"negatives_null", CUXENT_STATUS_NULL_POINTER, "negatives: got NULL",
     [](Call& c) { c.negatives = nullptr; }},
    {"negatives_misaligned", CUXENT_STATUS_MISALIGNED, "negatives: got an address 1 bytes past",
     [](Call& c) { c.negatives = const_cast<void*>(one_byte_on(c.negatives)); }},
    {"step_misaligned", CUXENT_STATUS_MISALIGNED, "step.data: got an address 1 bytes past",
     [](Call& c) {
         alignas(8) static const char memory[16] = {};
         c.step.data = one_byte_on(memory);
     }},
    {"stream", CUXENT_STATUS_BAD_VALUE, "stream: got a pointer, wanted NULL on the CPU",
     [](Call& c) { c.stream = &c; }},
};

class SamplerValidation : public testing::TestWithParam<BrokenRule> {};

TEST_P(SamplerValidation, RefusesBeforeAnythingIsWritten) {
    const cuxent::Handle handle;
    Call call;
    GetParam().damage(call);

    EXPECT_EQ(call.run(handle), GetParam().status);

    const std::string message = cuxentGetLastErrorMessage();
    EXPECT_EQ(message.find("cuxentSampleNegatives: " + GetParam().message), 0U) << message;
    for (const std::int32_t row : call.drawn) EXPECT_EQ(row, kUntouched);
}

INSTANTIATE_TEST_SUITE_P(Rules, SamplerValidation, testing::ValuesIn(kRules),
                         [](const auto& param) { return param.param.name; });

TEST(SamplerValidation, AcceptsTheCallThatTheRulesBreak) {
    const cuxent::Handle handle;
    const Call call;

    EXPECT_EQ(call.run(handle), CUXENT_STATUS_SUCCESS);
}

TEST(SamplerValidation, HandleIsRequired) {
    const Call call;

    EXPECT_EQ(cuxentSampleNegatives(nullptr, &call.sampler, call.anchors, call.positives, call.step,
                                    call.negatives, nullptr),
              CUXENT_STATUS_NULL_HANDLE);
}

TEST(SamplerInit, ChecksItsArguments) {
    cuxentSampler sampler{};

    EXPECT_EQ(cuxentSamplerInit(nullptr, sizeof(sampler)), CUXENT_STATUS_NULL_POINTER);
    EXPECT_EQ(cuxentSamplerInit(&sampler, 3), CUXENT_STATUS_VERSION_MISMATCH);
}

}  // namespace
