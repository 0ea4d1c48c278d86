// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file cuda_faults_test.cpp @brief Every call to the runtime and to cuBLAS fails once, in turn.
 */
#include <cstring>
#include <functional>
#include <optional>
#include <stdexcept>

#include "backend/call_fault.h"
#include "backend/cuda_objects.h"
#include "backend/guarded_memory.h"
#include "backend/suite.h"
#include "backend/table_run.h"

namespace backend {
namespace {

using Bytes = std::vector<std::byte>;

class CudaFaults : public OnEveryBackend {
 protected:
    /// What the library has made of a call.
    struct Outcome {
        std::optional<cuxent::Error> error;
        bool is_of_the_test = false;  ///< it was the test's own call that failed
    };
    static Outcome outcome_of(const std::function<void()>& call) {
        try {
            call();
        } catch (const cuxent::Error& error) {
            return {error};
        } catch (const std::runtime_error&) {
            return {{}, true};
        }
        return {};
    }

    /// The message names what has failed in the words of its library.
    static void expect_clear(const cuxent::Error& error, const std::string& what) {
        const std::string message = error.what();
        const bool is_known = message.find("cudaErrorUnknown") != std::string::npos ||
                              message.find("CUBLAS_STATUS_INTERNAL_ERROR") != std::string::npos ||
                              message.find("internal") != std::string::npos;
        EXPECT_TRUE(is_known) << what << ": " << message;
        EXPECT_EQ(error.status(), CUXENT_STATUS_EXECUTION_FAILED) << what << ": " << message;
    }

    /// Lets each call within `call` fail; after each the same call must give the same result.
    void expect_recovery(const std::function<void()>& call, const std::function<Bytes()>& result) {
        const int current = current_device();
        const auto run = [&] {
            call();
            device().synchronize();
            return result();
        };
        const Bytes want = run();
        for (int n = 1;; ++n) {
            CallFault fault(n);
            const auto [error, is_of_the_test] = outcome_of(call);
            fault.withdraw();
            const std::string struck = CallFault::struck();
            if (struck.empty()) {
                EXPECT_FALSE(error.has_value()) << error->what();
                EXPECT_GT(n, 1) << "nothing was there to fail";
                return;
            }
            SCOPED_TRACE("call " + std::to_string(n) + ": " + struck);
            if (error) {
                expect_clear(*error, struck);
            } else if (!is_of_the_test) {
                EXPECT_EQ(struck, "cudaSetDevice") << "went unnoticed";  // when it puts back
            }
            EXPECT_EQ(cudaGetLastError(), cudaSuccess);
            check_cuda(cudaSetDevice(current), "cudaSetDevice");
            device().synchronize();
            ASSERT_EQ(run(), want) << "not the same afterwards";
        }
    }

    [[nodiscard]] static std::vector<Spec> specs() {
        std::vector<Spec> all;
        const auto add = [&all](cuxentLoss loss) -> Spec& {
            all.emplace_back();
            all.back().loss = loss;
            all.back().n_rows = 5;
            all.back().dim = 6;
            return all.back();
        };
        add(CUXENT_LOSS_NT_XENT);
        add(CUXENT_LOSS_NT_XENT).row_weights = RowWeights::kRandom;
        add(CUXENT_LOSS_INFO_NCE).n_negatives = 3;
        Spec& clip = add(CUXENT_LOSS_CLIP);
        clip.n_cols = 5;
        clip.guide_dim = 4;
        clip.reduction = CUXENT_REDUCTION_MEAN;
        clip.mean_over = CUXENT_MEAN_OVER_WEIGHTS;
        clip.row_weights = RowWeights::kRandom;
        Spec& smoothed = add(CUXENT_LOSS_NT_XENT);
        smoothed.label_smoothing = 0.1;
        smoothed.col_bias = ColBias::kRandom;
        smoothed.z_loss = 0.1;
        Spec& weighted = add(CUXENT_LOSS_NT_XENT);
        weighted.decoupled = true;
        weighted.vmf_sigma = 0.5;
        weighted.vmf_attached = true;
        add(CUXENT_LOSS_SIGLIP).bias = -1;
        Spec& listed = add(CUXENT_LOSS_SUP_CON);
        listed.sets_by = CUXENT_SETS_BY_PAIRS;
        listed.n_cols = 5;
        add(CUXENT_LOSS_LABEL_PAIRS).n_classes = 2;
        Spec& classes = add(CUXENT_LOSS_CLASS_SOFTMAX);
        classes.n_cols = 4;
        classes.classes.margin_kind = CUXENT_MARGIN_ARCFACE;
        classes.classes.margin = 0.2;
        classes.classes.island_weight = 0.1;
        Spec& gathered = add(CUXENT_LOSS_GATHERED_INFO_NCE);
        gathered.n_negatives = 3;
        gathered.guide_dim = 4;
        return all;
    }
};

TEST_P(CudaFaults, OfAHandleLeaveNothingBehind) {
    const int before = live_cublas_handles();
    for (int n = 1;; ++n) {
        CallFault fault(n);
        std::optional<cuxent::Handle> handle;
        const auto error =
            outcome_of([&] { handle.emplace(CUXENT_BACKEND_CUDA, device().ordinal()); }).error;
        fault.withdraw();
        if (CallFault::struck().empty()) {
            EXPECT_TRUE(handle.has_value());
            EXPECT_GT(n, 2);
            break;
        }
        SCOPED_TRACE(CallFault::struck());
        EXPECT_EQ(error.has_value(), !handle.has_value());
        if (error) {
            EXPECT_STRNE(error->what(), "");
        }
        handle.reset();
        EXPECT_EQ(live_cublas_handles(), before);
        check_cuda(cudaSetDevice(0), "cudaSetDevice");
    }
    EXPECT_EQ(live_cublas_handles(), before);
}

TEST_P(CudaFaults, OfEveryLossAreReportedAndForgotten) {
    for (const Spec& spec : specs()) {
        for (const bool frozen : {false, true}) {
            SCOPED_TRACE(to_string(spec));
            CallStyle style;
            style.wanted.d_cols = !frozen;
            Session session(device(), expectation_of(spec), style);
            session.prepare();
            const Queue queue{device().handle(), device().stream()};
            const auto bits = [&] { return session.bits(); };

            expect_recovery([&] { session.enqueue_forward(queue); }, bits);
            expect_recovery([&] { session.enqueue_backward(queue); }, bits);
            expect_recovery([&] { session.forward_backward(); }, bits);
        }
    }
}

TEST_P(CudaFaults, OfATableAreReportedAndForgotten) {
    Spec spec;
    spec.loss = CUXENT_LOSS_GATHERED_INFO_NCE;
    spec.n_rows = 5;
    spec.n_negatives = 3;
    const auto expectation = expectation_of(spec);
    const TableProblem problem = table_problem(*expectation);
    for (const bool packed : {false, true}) {
        TableStyle style;
        style.fused = true;
        style.packed = packed;
        std::optional<TableResult> result;
        const auto bits = [&] {
            Bytes image(result->observed.d_rows.size() * sizeof(double));
            std::memcpy(image.data(), result->observed.d_rows.data(), image.size());
            return image;
        };

        expect_recovery([&] { result = run_table(device(), *expectation, problem, style); }, bits);
    }
}

TEST_P(CudaFaults, OfTheCallsBesideTheLossesAreReportedAndForgotten) {
    constexpr std::int64_t kRows = 3;
    constexpr std::int64_t kDim = 4;
    constexpr std::size_t kBytes = 64 * sizeof(float);
    const GuardedMemory a(device(), kBytes);
    const GuardedMemory b(device(), kBytes);
    const GuardedMemory ranks(device(), kBytes);
    const GuardedMemory ties(device(), kBytes);
    GuardedMemory rows(device(), kBytes);
    GuardedMemory indices(device(), kBytes);
    Bytes image(kBytes);
    for (std::size_t i = 0; i < 64; ++i) {
        const float value = 1 + static_cast<float>(i * 7 % 11);
        std::memcpy(&image[i * sizeof(value)], &value, sizeof(value));
    }
    rows.write(image);
    indices.write(Bytes(kBytes));
    const cuxentConstMatrix x{rows.data(), kDim};
    const cuxentMatrix z{a.data(), kDim};
    const cuxentHandle handle = device().handle().get();
    const cuxentStream stream = device().stream();
    const auto bits = [&] {
        Bytes all = a.read();
        for (const auto* more : {&b, &ranks, &ties}) {
            const Bytes bytes = more->read();
            all.insert(all.end(), bytes.begin(), bytes.end());
        }
        return all;
    };
    cuxentNormalization normalization{};
    normalization.n_rows = kRows;
    normalization.dim = kDim;
    cuxentSimilarity similarity{};
    similarity.n_rows = kRows;
    similarity.dim = kDim;
    cuxentSimilarity matrix = similarity;
    matrix.n_cols = kRows;
    std::size_t scratch_bytes = 0;
    cuxent::check(cuxentSimilarityMatrixScratch(handle, &matrix, &scratch_bytes));
    const GuardedMemory scratch(device(), scratch_bytes);
    cuxentSoftmax softmax{};
    softmax.n_rows = kRows;
    softmax.n_cols = kDim;
    cuxentSoftmaxResults shares{};
    shares.softmax = z;
    cuxentRanking ranking{};
    ranking.n_rows = kRows;
    ranking.n_cols = kDim;
    ranking.n_top = 1;
    ranking.top[0] = 2;
    const cuxentRankResults ranked{static_cast<std::int64_t*>(ranks.data()),
                                   static_cast<std::int64_t*>(ties.data()), a.data(), b.data()};
    cuxentQueue queue{b.data(), kDim, 8, kDim, CUXENT_TYPE_FLOAT32};
    cuxentEnqueue enqueue{};
    enqueue.n_rows = kRows;
    cuxentSampler sampler;
    cuxent::check(cuxentSamplerInit(&sampler, sizeof(sampler)));
    sampler.n_rows = kRows;
    sampler.n_negatives = 2;
    sampler.n_table_rows = 9;

    const std::vector<std::function<cuxentStatus()>> calls = {
        [&] { return cuxentNormalizeRows(handle, &normalization, x, z, nullptr, stream); },
        [&] { return cuxentNormalizeRowsBackward(handle, &normalization, x, x, z, 0, stream); },
        [&] { return cuxentPairSimilarity(handle, &similarity, x, x, nullptr, a.data(), stream); },
        [&] {
            return cuxentSimilarityMatrix(handle, &matrix, x, x, nullptr, z, scratch.buffer(),
                                          stream);
        },
        [&] { return cuxentRowSoftmax(handle, &softmax, x, nullptr, &shares, stream); },
        [&] { return cuxentRankTargets(handle, &ranking, x, nullptr, &ranked, stream); },
        [&] {
            return cuxentSummarizeRanks(handle, &ranking, ranked.rank, ranked.ties, a.data(),
                                        b.data(), stream);
        },
        [&] {
            cuxentQueuePosition position{2, nullptr};
            return cuxentEnqueueRows(handle, &queue, &enqueue, x, &position, stream);
        },
        [&] {
            return cuxentSampleNegatives(handle, &sampler, nullptr, indices.data(), {1, nullptr},
                                         a.data(), stream);
        },
    };
    for (std::size_t i = 0; i < calls.size(); ++i) {
        SCOPED_TRACE("call " + std::to_string(i));
        expect_recovery([&] { cuxent::check(calls[i]()); }, bits);
    }
}

// Without a device there is none to try; IsAvailable says so.
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(CudaFaults);
INSTANTIATE_TEST_SUITE_P(Backend, CudaFaults, every_direct_cuda(), backend_name);

}  // namespace
}  // namespace backend
