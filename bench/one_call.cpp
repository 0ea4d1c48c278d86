// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "one_call.hpp"

#include <exception>
#include <iomanip>
#include <ostream>

#include "accuracy.hpp"
#include "baseline.hpp"
#include "library.hpp"

namespace cuxent::bench {
namespace {

// A plan counts the gradients of both operands, and does not know of frozen columns.
double planned_flop(const cuxentPlanInfo& info, const BenchProblem& problem, Mode mode) {
    if (problem.frozen && mode == Mode::kForwardBackward) {
        return flop_factor(problem, mode, false) * flop_unit(problem);
    }
    return mode == Mode::kForwardBackward ? info.forward_backward_flop
                                          : info.forward_flop + info.backward_flop;
}

// False for a wrong result.
bool run_problem(const Batch& batch, const LossAndGradient& baseline, const NamedDevice& device,
                 Mode mode, std::ostream& out) {
    Library library(*device.device, batch, mode);
    const Accuracy accuracy = check_results(library.results(), baseline, batch);
    const cuxentPlanInfo info = library.plan_info();
    const Footprint footprint = library.footprint();
    out << "problem=" << to_string(batch.problem) << " mode=" << to_string(mode)
        << " backend=" << device.name << " strategy=" << library.strategy()
        << " tile_rows=" << info.tile_rows << " plan_flop=" << std::setprecision(17)
        << planned_flop(info, batch.problem, mode) << std::setprecision(6)
        << " saved_bytes=" << footprint.saved << " scratch_bytes=" << footprint.scratch
        << " gradient_error=" << accuracy.from_baseline.gradient
        << " tolerance=" << accuracy.tolerance
        << " results=" << (accuracy.accurate ? "right" : "WRONG") << std::endl;
    return accuracy.accurate;
}

}  // namespace

ExitStatus run_one_call(const Options& options, const std::vector<NamedDevice>& devices,
                        ThreadTeam& team, std::ostream& out) {
    ExitStatus status = kSuccess;
    for (const BenchProblem& problem : options.problems) {
        try {
            const Batch batch = make_batch(problem, options.temperature, options.seed);
            const LossAndGradient baseline =
                make_baseline(batch, options.mode, options.baseline, team)->results();
            for (const NamedDevice& device : devices) {
                if (!run_problem(batch, baseline, device, options.mode, out)) status = kCannotRun;
            }
        } catch (const std::exception& error) {
            out << to_string(problem) << " failed: " << error.what() << std::endl;
            status = kCannotRun;
        }
    }
    return status;
}

}  // namespace cuxent::bench
