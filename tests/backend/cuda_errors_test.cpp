// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file cuda_errors_test.cpp @brief Whose errors are whose: the caller's, and the library's. */
#include "backend/cuda_objects.h"
#include "backend/suite.h"

namespace backend {
namespace {

/// What cudaGetLastError() holds is forgotten at both ends of a test.
class CudaErrors : public OnEveryBackend {
 protected:
    CudaErrors() { cudaGetLastError(); }
    ~CudaErrors() override { cudaGetLastError(); }

    [[nodiscard]] Spec spec() const {
        Spec spec;
        spec.n_rows = 20;
        return spec;
    }
};

TEST_P(CudaErrors, OfTheCallerAreNeitherTakenForOursNorForgotten) {
    ASSERT_EQ(cudaSetDevice(-1), cudaErrorInvalidDevice);
    ASSERT_EQ(cudaPeekAtLastError(), cudaErrorInvalidDevice);

    const cuxent::Handle handle(CUXENT_BACKEND_CUDA, device().ordinal());
    const Observed in_two_calls = run(device(), spec());
    CallStyle fused;
    fused.fused = true;
    const Observed in_one_call = run(device(), spec(), fused);

    EXPECT_TRUE(agrees(in_two_calls, *expectation_of(spec())));
    EXPECT_TRUE(agrees(in_one_call, *expectation_of(spec())));
    EXPECT_EQ(cudaPeekAtLastError(), cudaErrorInvalidDevice);
}

/// Calls that go straight to a stream, so that the test can spoil a capture of its own.
class SpoiltCapture : public CudaErrors {};

TEST_P(SpoiltCapture, IsReportedAndLeavesNoErrorBehind) {
    Session session(device(), expectation_of(spec()), {});
    session.prepare();
    const Stream stream(device().ordinal());
    check_cuda(cudaStreamBeginCapture(stream.get(), cudaStreamCaptureModeThreadLocal),
               "cudaStreamBeginCapture");
    ASSERT_NE(cudaStreamSynchronize(stream.get()), cudaSuccess);  // may not be captured
    cudaGetLastError();

    try {
        session.enqueue_forward({device().handle(), stream.get()});
        ADD_FAILURE() << "not refused";
    } catch (const cuxent::Error& error) {
        EXPECT_EQ(error.status(), CUXENT_STATUS_EXECUTION_FAILED) << error.what();
    }

    EXPECT_EQ(cudaPeekAtLastError(), cudaSuccess);
    cudaGraph_t graph = nullptr;
    EXPECT_EQ(cudaStreamEndCapture(stream.get(), &graph), cudaErrorStreamCaptureInvalidated);
    EXPECT_TRUE(agrees(run(device(), spec()), *expectation_of(spec())));
}

// Without a device there is none to try; IsAvailable says so.
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(CudaErrors);
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(SpoiltCapture);
INSTANTIATE_TEST_SUITE_P(Backend, CudaErrors, every_cuda(), backend_name);
INSTANTIATE_TEST_SUITE_P(Backend, SpoiltCapture, every_direct_cuda(), backend_name);

}  // namespace
}  // namespace backend
