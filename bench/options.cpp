// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "options.hpp"

#include <CLI/CLI.hpp>

#include <filesystem>
#include <iostream>
#include <map>
#include <regex>

#include "exit_status.hpp"
#include "library.hpp"

namespace cuxent::bench {
namespace {

const std::map<std::string, Mode> kModes{
    {"fb", Mode::kForwardBackward}, {"fwd", Mode::kForward}, {"bwd", Mode::kBackward}};
const std::map<std::string, BaselineForm> kForms{{"best", BaselineForm::kBest},
                                                 {"full", BaselineForm::kFull},
                                                 {"triangle", BaselineForm::kTriangle}};
const std::map<std::string, cuxentBackend> kBackends{{"cpu", CUXENT_BACKEND_CPU},
                                                     {"cuda", CUXENT_BACKEND_CUDA}};

// What the command line says, before it is looked up or read.
struct Arguments {
    std::vector<std::string> lists;
    std::vector<std::string> problems;
    std::string match;
    std::vector<std::string> backends{"cpu", "cuda"};
    double sample_ms = 5;
};

// A list by path, or by the name of one that comes with the benchmark.
std::string list_path(const std::string& name) {
    if (std::filesystem::exists(name)) return name;
    const std::string known = std::string(CUXENT_BENCH_PROBLEMS_DIR) + "/" + name + ".txt";
    return std::filesystem::exists(known) ? known : name;
}

std::vector<BenchProblem> collect_problems(const Arguments& arguments) {
    std::vector<BenchProblem> all;
    for (const std::string& text : arguments.problems) all.push_back(parse_problem(text));
    for (const std::string& list : arguments.lists) {
        for (const BenchProblem& problem : read_problems(list_path(list))) all.push_back(problem);
    }
    if (all.empty()) all = read_problems(list_path("first_bar"));
    const std::regex pattern(arguments.match);
    std::erase_if(all, [&](const BenchProblem& problem) {
        return !std::regex_search(to_string(problem), pattern);
    });
    return all;
}

void declare(CLI::App& app, Arguments& arguments, Options& options) {
    app.add_option("--problems", arguments.lists,
                   "Problem list: a file, or one of bench/problems by name (default: first_bar)")
        ->type_name("FILE");
    app.add_option("--problem", arguments.problems, "One problem, as the table prints it")
        ->type_name("TEXT");
    app.add_option("--match", arguments.match, "Only problems whose text this expression finds")
        ->type_name("REGEX");
    app.add_option("--mode", options.mode, "fb: forward and backward in one call; fwd; bwd")
        ->transform(CLI::CheckedTransformer(kModes))
        ->option_text("fb|fwd|bwd");
    app.add_option("--backends", arguments.backends, "Backends side by side")
        ->delimiter(',')
        ->check(CLI::IsMember(kBackends))
        ->option_text("cpu,cuda");
    app.add_option("--baseline", options.baseline, "Form of the materialised baseline")
        ->transform(CLI::CheckedTransformer(kForms))
        ->option_text("best|full|triangle");
    app.add_option("--threads", options.n_threads,
                   "Threads of CPU backend, baseline and OpenBLAS's sgemm")
        ->check(CLI::Range(1, 64));
    app.add_option("--temperature", options.temperature)->check(CLI::PositiveNumber);
    app.add_option("--seed", options.seed, "Seed of the synthetic embeddings");
    app.add_option("--rounds", options.max_rounds, "At most this many rounds a line")
        ->check(CLI::PositiveNumber);
    app.add_option("--line-seconds", options.line_seconds,
                   "About this long a line, 5 rounds at least")
        ->check(CLI::PositiveNumber);
    app.add_option("--sample-ms", arguments.sample_ms, "Calls are repeated to fill a sample")
        ->check(CLI::PositiveNumber);
    app.add_option("--json", options.json, "Also write results here")->type_name("FILE");
    app.add_option("--require-sgemm-fraction", options.require_sgemm_fraction,
                   "Exit status 1 unless every line reaches this fraction of sgemm's rate; "
                   "forward and backward together count as 4 M^2 D FLOP");
    app.add_option("--require-speedup", options.require_speedup,
                   "Exit status 1 unless every line is this many times as fast as the baseline");
    app.add_flag("--one-call", options.one_call,
                 "Times nothing: one step of each problem, checked, and shown to a profiler as its "
                 "range of interest; a line of key=value words for each");
    app.add_flag("--list", options.list, "Print the problems and leave");
    app.allow_extras();
    app.footer("Google Benchmark's own --benchmark_... options are understood too.");
}

}  // namespace

Options parse_options(int argc, char** argv) {
    Options options;
    Arguments arguments;
    CLI::App app("Measures cuXent against a materialised baseline and the device's own sgemm.");
    declare(app, arguments, options);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        std::exit(app.exit(error) == 0 ? kSuccess : kCannotRun);
    }
    options.problems = collect_problems(arguments);
    for (const std::string& name : arguments.backends) {
        options.backends.emplace_back(name, kBackends.at(name));
    }
    options.sample_seconds = arguments.sample_ms / 1000;
    if (options.n_threads == 0) options.n_threads = default_thread_count();
    options.google_benchmark = app.remaining();
    return options;
}

}  // namespace cuxent::bench
