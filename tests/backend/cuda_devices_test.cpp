// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file cuda_devices_test.cpp
 * @brief Two devices in one process, whichever is current.
 *
 * Where there is only one, DeviceOf.IsAvailable/second_cuda says so.
 */
#include <array>
#include <string>
#include <thread>
#include <vector>

#include "backend/cuda_objects.h"
#include "backend/suite.h"

namespace backend {
namespace {

constexpr int kRepeats = 3;

class SeveralDevices : public OnEveryBackend {
 protected:
    [[nodiscard]] Device& second() const { return device(); }
    [[nodiscard]] static Device& first() { return device_named("cuda"); }

    [[nodiscard]] static Spec spec() {
        Spec spec;
        spec.n_rows = 70;
        spec.scale = 0.07;
        return spec;
    }

    [[nodiscard]] static Session session(Device& device) {
        return {device, expectation_of(spec()), {}};
    }

    /// Makes a call with each device current, and expects that device to stay so.
    template <class Call>
    static void expect_current_stays(const char* what, const Call& call) {
        for (const int device : {0, 1}) {
            const CurrentDevice here(device);
            call();
            EXPECT_EQ(current_device(), device) << what;
        }
    }
};

TEST_P(SeveralDevices, StayCurrentThroughTheLifeOfAHandle) {
    for (const int ordinal : {0, 1}) {
        expect_current_stays("create and destroy", [&] {
            const cuxent::Handle handle(CUXENT_BACKEND_CUDA, ordinal);
            cuxent::Problem problem;
            problem.n_rows = problem.dim = 4;
            EXPECT_GT(cuxent::Plan(handle, problem).sizes().saved, 0U);
        });
    }
}

TEST_P(SeveralDevices, StayCurrentThroughCallsThatAgreeWithTheOracle) {
    CallStyle fused;
    fused.fused = true;
    for (Device* device : {&first(), &second()}) {
        for (const CallStyle& style : {CallStyle{}, fused}) {
            expect_current_stays("execute", [&] {
                EXPECT_TRUE(agrees(run(*device, spec(), style), *expectation_of(spec())));
            });
        }
    }
}

TEST_P(SeveralDevices, StayCurrentThroughCallsThatFail) {
    Session session = this->session(second());
    session.prepare();
    cuxentHandle const handle = second().handle().get();
    cuxentPlan const plan = session.plan().get();

    expect_current_stays("no such device", [] {
        cuxentHandle unset = nullptr;
        EXPECT_EQ(cuxentCreate(&unset, CUXENT_BACKEND_CUDA, 1 << 20), CUXENT_STATUS_BAD_VALUE);
    });
    expect_current_stays("no inputs", [&] {
        EXPECT_EQ(cuxentForward(handle, plan, nullptr, nullptr, {}, {}, nullptr),
                  CUXENT_STATUS_NULL_POINTER);
    });
    expect_current_stays("a stream of another device", [&] {
        try {
            session.enqueue_forward({second().handle(), first().stream()});
            ADD_FAILURE() << "not refused";
        } catch (const cuxent::Error& error) {
            EXPECT_EQ(error.status(), CUXENT_STATUS_EXECUTION_FAILED) << error.what();
        }
    });
    EXPECT_EQ(cudaPeekAtLastError(), cudaSuccess);
}

TEST_P(SeveralDevices, DoNotShareAPlan) {
    Session session = this->session(first());
    session.prepare();

    try {
        session.enqueue_forward({second().handle(), second().stream()});
        ADD_FAILURE() << "not refused";
    } catch (const cuxent::Error& error) {
        EXPECT_EQ(error.status(), CUXENT_STATUS_PLAN_MISMATCH);
        EXPECT_NE(std::string(error.what()).find("device"), std::string::npos) << error.what();
    }
}

TEST_P(SeveralDevices, ServeAThreadEachAtOnce) {
    std::vector<std::byte> expected[2];
    std::vector<std::byte> observed[2];
    const std::array<Device*, 2> devices = {&first(), &second()};
    const auto expectation = expectation_of(spec());  // made once: threads only read it
    for (const std::size_t i : {0, 1}) {
        Session session(*devices[i], expectation, {});
        session.run();
        expected[i] = session.bits();
    }

    std::vector<std::thread> threads;
    for (const std::size_t i : {0, 1}) {
        threads.emplace_back([&, i] {
            for (int repeat = 0; repeat < kRepeats; ++repeat) {
                Session session(*devices[i], expectation, {});
                session.run();
                observed[i] = session.bits();
                EXPECT_EQ(session.damage(), "");
            }
        });
    }
    for (std::thread& thread : threads) thread.join();

    for (const std::size_t i : {0, 1}) EXPECT_EQ(observed[i], expected[i]) << "device " << i;
}

// With fewer than two devices there is nothing to try; IsAvailable says so.
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(SeveralDevices);
INSTANTIATE_TEST_SUITE_P(Backend, SeveralDevices,
                         testing::ValuesIn(available_devices({"second_cuda"})), backend_name);

}  // namespace
}  // namespace backend
