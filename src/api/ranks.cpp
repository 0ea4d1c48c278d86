// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
// Ranks of targets, and what they sum up to: checks, of every index as well where the host can read
// them.
#include "api/similarity_call.hpp"
#include "calls/resolve.hpp"

namespace {

using namespace cuxent::impl;  // NOLINT(google-build-using-namespace): the vocabulary of this file
namespace kernels = cuxent::kernels;

void check_targets(const cuxentRanking& what, const void* targets, bool is_host) {
    if (targets == nullptr) return;
    const kernels::Integers indices = index_array(targets, what.target_type);
    check_integers("targets", "", indices);
    if (!is_host) return;
    check_index_range("targets", indices, what.n_rows, what.n_cols - 1, "0 to n_cols - 1 = ");
}

void check_results(const cuxentRanking& what, const cuxentRankResults& results) {
    require(results.rank, "results", ".rank");
    require(results.ties, "results", ".ties");
    check_alignment("results", ".rank", results.rank, sizeof(std::int64_t));
    check_alignment("results", ".ties", results.ties, sizeof(std::int64_t));
    check_alignment("results", ".mean_rank", results.mean_rank, scalar_bytes(what.type));
    check_alignment("results", ".top", results.top, scalar_bytes(what.type));
}

}  // namespace

cuxentStatus cuxentRankTargets(cuxentHandle handle, const cuxentRanking* ranking,
                               cuxentConstMatrix similarities, const void* targets,
                               const cuxentRankResults* results, cuxentStream stream) noexcept {
    return wall(handle, __func__, [&] {
        require_handle(handle);
        require(ranking, "ranking");
        check_stream(handle->backend->is_host(), stream);
        const cuxentRanking what = resolved(*ranking, targets != nullptr);
        check_matrix("similarities", similarities, what.type, what.n_cols, "n_cols");
        require(results, "results");
        check_results(what, *results);
        check_targets(what, targets, handle->backend->is_host());
        handle->backend->similarity_calls().rank_targets(
            {what, similarities, targets, *results, stream});
    });
}

cuxentStatus cuxentSummarizeRanks(cuxentHandle handle, const cuxentRanking* ranking,
                                  const int64_t* rank, const int64_t* ties, void* mean_rank,
                                  void* top, cuxentStream stream) noexcept {
    return wall(handle, __func__, [&] {
        require_handle(handle);
        require(ranking, "ranking");
        check_stream(handle->backend->is_host(), stream);
        const cuxentRanking what = resolved_summary(*ranking);
        require(rank, "rank");
        require(ties, "ties");
        check_alignment("rank", "", rank, sizeof(std::int64_t));
        check_alignment("ties", "", ties, sizeof(std::int64_t));
        check_alignment("mean_rank", "", mean_rank, scalar_bytes(what.type));
        check_alignment("top", "", top, scalar_bytes(what.type));
        handle->backend->similarity_calls().summarize_ranks(
            {what, rank, ties, mean_rank, top, stream});
    });
}
