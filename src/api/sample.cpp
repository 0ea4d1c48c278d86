// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
// The sampler: every argument is checked here, before anything is touched.
#include <limits>
#include <string>

#include "api/argument_checks.hpp"
#include "api/objects.hpp"
#include "api/table.hpp"
#include "api/wall.hpp"
#include "base/fields.hpp"
#include "engine/sampling.hpp"

namespace {

using namespace cuxent::impl;  // NOLINT(google-build-using-namespace): the vocabulary of this file

void check_struct_size(std::size_t got) {
    if (got == sizeof(cuxentSampler)) return;
    refuse(CUXENT_STATUS_VERSION_MISMATCH, "struct_size", std::to_string(got),
           std::to_string(sizeof(cuxentSampler)) +
               "; the caller was compiled against another cuxent.h");
}

void check_sampler(const cuxentSampler& sampler) {
    constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
    constexpr std::int64_t kMostRows = std::int64_t{1} << 32U;   // what a grid has room for
    constexpr std::int64_t kMostDrawn = std::int64_t{1} << 38U;  // likewise
    constexpr std::int64_t kMostSlots = std::int64_t{1} << 48U;  // see negative_draw.h
    check_struct_size(sampler.struct_size);
    constexpr Fields kSampler("sampler");
    kSampler.check_enum("index_type", sampler.index_type, CUXENT_INDEX_INT64,
                        "CUXENT_INDEX_INT32 or CUXENT_INDEX_INT64");
    kSampler.check_range("n_rows", sampler.n_rows, 1, kMostRows);
    kSampler.check_range("n_negatives", sampler.n_negatives, 1, kMostDrawn / sampler.n_rows);
    kSampler.check_range("row_offset", sampler.row_offset, 0,
                         kMostSlots / sampler.n_negatives - sampler.n_rows);
    kSampler.check_range("exclude_anchor", sampler.exclude_anchor, 0, 1);
    kSampler.check_range("without_repeats", sampler.without_repeats, 0, 1);
    const std::int64_t n_excluded = sampler.exclude_anchor != 0 ? 2 : 1;
    const std::int64_t n_drawn = sampler.without_repeats != 0 ? sampler.n_negatives : 1;
    kSampler.check_range("n_table_rows", sampler.n_table_rows, n_excluded + n_drawn,
                         sampler.index_type == CUXENT_INDEX_INT64
                             ? kMost
                             : std::numeric_limits<std::int32_t>::max());
}

/// The step as a value where the host can read it; still a pointer where it cannot.
cuxentCounter resolved_step(cuxentCounter step, bool is_host) {
    check_alignment("step", ".data", step.data, sizeof(std::uint64_t));
    if (step.data == nullptr || !is_host) return step;
    return {*static_cast<const std::uint64_t*>(step.data), nullptr};
}

}  // namespace

cuxentStatus cuxentSamplerInit(cuxentSampler* sampler, size_t struct_size) noexcept {
    return wall(nullptr, __func__, [&] {
        require(sampler, "sampler");
        check_struct_size(struct_size);
        *sampler = cuxentSampler{};
        sampler->struct_size = struct_size;
        sampler->index_type = CUXENT_INDEX_INT32;
    });
}

cuxentStatus cuxentSampleNegatives(cuxentHandle handle, const cuxentSampler* sampler,
                                   const void* anchors, const void* positives, cuxentCounter step,
                                   void* negatives, cuxentStream stream) noexcept {
    return wall(handle, __func__, [&] {
        require_handle(handle);
        require(sampler, "sampler");
        check_sampler(*sampler);
        Backend& backend = *handle->backend;
        const bool is_host = backend.is_host();
        const bool excludes_anchor = sampler->exclude_anchor != 0;
        const auto check_operand = [&](const char* argument, const void* indices) {
            require(indices, argument);
            check_table_indices(argument, index_array(indices, sampler->index_type),
                                sampler->n_rows, sampler->n_table_rows, is_host);
        };
        if (excludes_anchor) check_operand("anchors", anchors);
        check_operand("positives", positives);
        require(negatives, "negatives");
        check_integers("negatives", "", index_array(negatives, sampler->index_type));
        check_stream(is_host, stream);
        backend.sample_negatives(
            {{sampler->n_rows, sampler->n_negatives, sampler->n_table_rows, sampler->row_offset,
              sampler->without_repeats != 0, sampler->seed},
             sampler->index_type,
             excludes_anchor ? anchors : nullptr,
             positives,
             resolved_step(step, is_host),
             negatives,
             stream});
    });
}
