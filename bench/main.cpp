// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file main.cpp
 * @brief cuxent_bench: one Google Benchmark for each problem and backend, one iteration a round.
 */
#include <benchmark/benchmark.h>

#include <algorithm>
#include <exception>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "blas.hpp"
#include "machine.hpp"
#include "measurement.hpp"
#include "one_call.hpp"
#include "options.hpp"
#include "report.hpp"
#include "requirements.hpp"

namespace cuxent::bench {
namespace {

// Rate of sgemm at D = 128, to plan the number of rounds with.
double sgemm_flops_now(ThreadTeam& team) {
    const GemmRates rates = make_cpu_gemm_peak(CUXENT_TYPE_FLOAT32, 128, team)->measure();
    return std::max(rates.one_call, rates.call_per_thread);
}

std::vector<NamedDevice> available(const std::vector<NamedBackend>& backends, ThreadTeam& team) {
    std::vector<NamedDevice> found;
    for (const auto& [name, backend] : backends) {
        try {
            found.push_back({name, make_device(backend, team)});
            std::cout << "backend " << name << ": " << found.back().device->description() << '\n';
        } catch (const std::exception& error) {
            std::cout << "backend " << name << " skipped: " << error.what() << '\n';
        }
    }
    return found;
}

void run_benchmark(benchmark::State& state, const BenchProblem& problem, const NamedDevice& device,
                   const Options& options, ThreadTeam& team, std::vector<Line>& lines) {
    std::unique_ptr<Measurement> measurement;
    try {
        measurement = std::make_unique<Measurement>(problem, device, options, team);
    } catch (const std::exception& error) {
        state.SkipWithError(error.what());
        return;
    }
    for ([[maybe_unused]] auto iteration : state) {
        state.SetIterationTime(measurement->run_round());
    }
    lines.push_back(measurement->line());
    export_line(lines.back(), state);
    print_line(lines.back(), std::cout);
}

void start_google_benchmark(const Options& options, const Machine& machine, char* program) {
    std::vector<std::string> arguments;
    if (!options.json.empty()) {
        arguments.push_back("--benchmark_out=" + options.json);
        arguments.emplace_back("--benchmark_out_format=json");
    }
    for (const std::string& argument : options.google_benchmark) arguments.push_back(argument);
    std::vector<char*> pointers{program};  // Google Benchmark keeps this one
    for (std::string& argument : arguments) pointers.push_back(argument.data());
    int n_arguments = static_cast<int>(pointers.size());
    benchmark::Initialize(&n_arguments, pointers.data());
    if (benchmark::ReportUnrecognizedArguments(n_arguments, pointers.data())) {
        throw std::invalid_argument("see --help");
    }
    for (const auto& [key, value] : machine) benchmark::AddCustomContext(key, value);
}

int run(const Options& options, char* program) {
    if (options.list) {
        for (const BenchProblem& problem : options.problems)
            std::cout << to_string(problem) << '\n';
        return kSuccess;
    }
    if (options.problems.empty()) throw std::invalid_argument("--match: finds no problem");
    Machine machine =
        describe_machine(options.n_threads, options.temperature, require_optimized_blas());
    for (const auto& [key, value] : machine) std::cout << key << ": " << value << '\n';
    ThreadTeam team(options.n_threads);
    const std::vector<NamedDevice> devices = available(options.backends, team);
    if (devices.empty()) throw std::runtime_error("--backends: none of them is available");
    if (options.one_call) return run_one_call(options, devices, team, std::cout);
    for (const NamedDevice& device : devices) {
        machine.emplace_back("backend " + device.name, device.device->description());
    }
    start_google_benchmark(options, machine, program);
    const double sgemm_flops = sgemm_flops_now(team);
    std::cout << "sgemm 2048 x 2048 x 128 now: " << sgemm_flops / 1e9 << " GFLOP/s\n\n";

    std::vector<Line> lines;
    for (const BenchProblem& problem : options.problems) {
        for (const NamedDevice& device : devices) {
            const std::string name =
                to_string(problem) + "/" + to_string(options.mode) + "/" + device.name;
            benchmark::RegisterBenchmark(name.c_str(),
                                         [&, problem](benchmark::State& state) {
                                             run_benchmark(state, problem, device, options, team,
                                                           lines);
                                         })
                ->Iterations(rounds_for(problem, options, sgemm_flops))
                ->UseManualTime()
                ->Unit(benchmark::kMicrosecond);
        }
    }
    print_table_head(std::cout);
    FailureReporter reporter(std::cout);
    benchmark::RunSpecifiedBenchmarks(&reporter);
    print_table_foot(std::cout);
    benchmark::Shutdown();
    std::cout << '\n';
    const ExitStatus status = check_requirements(lines, options, std::cout);
    return reporter.n_failed() > 0 ? kCannotRun : status;
}

}  // namespace
}  // namespace cuxent::bench

int main(int argc, char** argv) {
    try {
        return cuxent::bench::run(cuxent::bench::parse_options(argc, argv), argv[0]);
    } catch (const std::exception& error) {
        std::cerr << "cuxent_bench: " << error.what() << '\n';
        return cuxent::bench::kCannotRun;
    }
}
