// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
// The sampler: every argument is checked here, before anything is touched.
#include <limits>
#include <string>

#include "api/indices.hpp"
#include "api/objects.hpp"
#include "api/wall.hpp"
#include "engine/sampling.hpp"

namespace {

using cuxent::impl::Failure;

void check_range(const char* field, std::int64_t got, std::int64_t least, std::int64_t most) {
    if (got >= least && got <= most) return;
    throw Failure(CUXENT_STATUS_BAD_VALUE,
                  std::string("sampler.") + field + ": got " + std::to_string(got) + ", wanted " +
                      std::to_string(least) + " to " + std::to_string(most));
}

void check_struct_size(std::size_t got) {
    if (got == sizeof(cuxentSampler)) return;
    throw Failure(CUXENT_STATUS_VERSION_MISMATCH,
                  "struct_size: got " + std::to_string(got) + ", wanted " +
                      std::to_string(sizeof(cuxentSampler)) +
                      "; the caller was compiled against another cuxent.h");
}

void check_sampler(const cuxentSampler& sampler) {
    constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
    constexpr std::int64_t kMostRows = std::int64_t{1} << 32U;   // what a grid has room for
    constexpr std::int64_t kMostDrawn = std::int64_t{1} << 38U;  // likewise
    constexpr std::int64_t kMostSlots = std::int64_t{1} << 48U;  // see negative_draw.h
    check_struct_size(sampler.struct_size);
    cuxent::impl::check_index_type("sampler.index_type", sampler.index_type);
    check_range("n_rows", sampler.n_rows, 1, kMostRows);
    check_range("n_negatives", sampler.n_negatives, 1, kMostDrawn / sampler.n_rows);
    check_range("row_offset", sampler.row_offset, 0,
                kMostSlots / sampler.n_negatives - sampler.n_rows);
    check_range("exclude_anchor", sampler.exclude_anchor, 0, 1);
    check_range("without_repeats", sampler.without_repeats, 0, 1);
    const std::int64_t n_excluded = sampler.exclude_anchor != 0 ? 2 : 1;
    const std::int64_t n_drawn = sampler.without_repeats != 0 ? sampler.n_negatives : 1;
    check_range("n_table_rows", sampler.n_table_rows, n_excluded + n_drawn,
                sampler.index_type == CUXENT_INDEX_INT64
                    ? kMost
                    : std::numeric_limits<std::int32_t>::max());
}

/// The step as a value where the host can read it; still a pointer where it cannot.
cuxentCounter resolved_step(cuxentCounter step, bool is_host) {
    constexpr std::size_t kAlignment = sizeof(std::uint64_t);
    const std::size_t off = reinterpret_cast<std::uintptr_t>(step.data) % kAlignment;
    if (off != 0) {
        throw Failure(CUXENT_STATUS_MISALIGNED, "step.data: got an address " + std::to_string(off) +
                                                    " bytes past alignment, wanted a multiple of " +
                                                    std::to_string(kAlignment));
    }
    if (step.data == nullptr || !is_host) return step;
    return {*static_cast<const std::uint64_t*>(step.data), nullptr};
}

}  // namespace

cuxentStatus cuxentSamplerInit(cuxentSampler* sampler, size_t struct_size) noexcept {
    return cuxent::impl::wall(nullptr, __func__, [&] {
        cuxent::impl::require(sampler, "sampler");
        check_struct_size(struct_size);
        *sampler = cuxentSampler{};
        sampler->struct_size = struct_size;
        sampler->index_type = CUXENT_INDEX_INT32;
    });
}

cuxentStatus cuxentSampleNegatives(cuxentHandle handle, const cuxentSampler* sampler,
                                   const void* anchors, const void* positives, cuxentCounter step,
                                   void* negatives, cuxentStream stream) noexcept {
    return cuxent::impl::wall(handle, __func__, [&] {
        cuxent::impl::require_handle(handle);
        cuxent::impl::require(sampler, "sampler");
        check_sampler(*sampler);
        cuxent::impl::Backend& backend = *handle->backend;
        const bool is_host = backend.is_host();
        const bool excludes_anchor = sampler->exclude_anchor != 0;
        const auto check_operand = [&](const char* argument, const void* indices) {
            cuxent::impl::require(indices, argument);
            cuxent::impl::check_index_pointer(argument, indices, sampler->index_type);
            if (!is_host) return;
            cuxent::impl::check_indices(argument, indices, sampler->index_type, sampler->n_rows,
                                        sampler->n_table_rows);
        };
        if (excludes_anchor) check_operand("anchors", anchors);
        check_operand("positives", positives);
        cuxent::impl::require(negatives, "negatives");
        cuxent::impl::check_index_pointer("negatives", negatives, sampler->index_type);
        if (is_host && stream != nullptr) {
            throw Failure(CUXENT_STATUS_BAD_VALUE, "stream: got a pointer, wanted NULL on the CPU");
        }
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
