// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "report.hpp"

#include <array>
#include <cstdio>
#include <ostream>

namespace cuxent::bench {
namespace {

template <class... Values>
std::string formatted(const char* format, Values... values) {
    std::array<char, 160> text{};
    std::snprintf(text.data(), text.size(), format, values...);
    return text.data();
}

// "188.2 ms [185.1-190.9]": the unit is that of the median.
std::string time_text(const Spread& seconds) {
    const bool micro = seconds.median < 1e-3;
    const bool milli = !micro && seconds.median < 1;
    const double unit = micro ? 1e6 : milli ? 1e3 : 1;
    return formatted("%.4g %s [%.4g-%.4g]", seconds.median * unit,
                     micro   ? "us"
                     : milli ? "ms"
                             : "s",
                     seconds.p10 * unit, seconds.p90 * unit);
}

std::string bytes_text(std::size_t bytes) {
    const auto value = static_cast<double>(bytes);
    if (value >= 1e9) return formatted("%.2fG", value / 1e9);
    if (value >= 1e6) return formatted("%.1fM", value / 1e6);
    return bytes == 0 ? "0" : formatted("%.1fk", value / 1e3);
}

const char* verdict_text(const Spread& speedup) {
    switch (compare(speedup, 1.0)) {
        case Verdict::kAbove:
            return "faster";
        case Verdict::kBelow:
            return "slower";
        default:
            return "inconclusive";
    }
}

struct Column {
    const char* name;
    int width;  // negative: flush left
};

constexpr std::array<Column, 11> kColumns{{{"problem", -46},
                                           {"mode/backend/strategy", -22},
                                           {"time [p10-p90]", -27},
                                           {"GFLOP/s", 8},
                                           {"of", 6},
                                           {"% sgemm [p10-p90]", 18},
                                           {"GB/s", 6},
                                           {"baseline (form/block/threads)", -36},
                                           {"x baseline [p10-p90]", -32},
                                           {"saved+scratch", -16},
                                           {"error: baseline, fp64", -0}}};

void print_row(const std::array<std::string, kColumns.size()>& cells, std::ostream& out) {
    std::string row;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        row += formatted("%*s ", kColumns[i].width, cells[i].c_str());
    }
    out << row << std::endl;  // each line as soon as it is known
}

}  // namespace

void print_table_head(std::ostream& out) {
    std::array<std::string, kColumns.size()> names;
    for (std::size_t i = 0; i < names.size(); ++i) names[i] = kColumns[i].name;
    print_row(names, out);
}

void print_line(const Line& line, std::ostream& out) {
    const Spread& fraction = line.gemm_fraction;
    const Accuracy& accuracy = line.accuracy;
    const std::string oracle =
        accuracy.oracle_used ? formatted("%.1e", accuracy.from_oracle.gradient) : std::string("-");
    print_row({to_string(line.problem),
               std::string(to_string(line.mode)) + "/" + line.backend + "/" + line.strategy,
               time_text(line.seconds), formatted("%.1f", line.flops.median / 1e9),
               flop_text(line.flop_factor, line.problem),
               formatted("%.0f [%.0f-%.0f]", 100 * fraction.median, 100 * fraction.p10,
                         100 * fraction.p90),
               line.bytes_per_second > 0 ? formatted("%.1f", line.bytes_per_second / 1e9) : "-",
               formatted("%.4g ms ", line.baseline_seconds.median * 1e3) + line.baseline_strategy,
               formatted("%.2f [%.2f-%.2f] %s", line.speedup.median, line.speedup.p10,
                         line.speedup.p90, verdict_text(line.speedup)),
               bytes_text(line.footprint.saved) + "+" + bytes_text(line.footprint.scratch),
               formatted("%.1e, ", accuracy.from_baseline.gradient) + oracle +
                   (accuracy.accurate ? "" : " WRONG")},
              out);
}

void print_table_foot(std::ostream& out) {
    out << "\n"
           "time        median of the rounds [10th-90th percentile], one call; cuda: by events\n"
           "of          FLOP counted: products only; similarities, computed twice where they are "
           "not\n"
           "            kept, and their gradient. M^2 D: a triangle; N^2 D: clip, both directions "
           "of\n"
           "            N = M / 2 pairs; MCD: C columns; MKD: K columns of each row's own\n"
           "% sgemm     of a 2048 x 2048 x D product's rate in the same round (dgemm for f64):\n"
           "            cpu: OpenBLAS's, the better of one product shared by the threads and one\n"
           "            for each thread; cuda: cuBLAS's\n"
           "GB/s        operands, and kept similarities once written and once read\n"
           "x baseline  materialised BLAS + vector code + threads, on the CPU; inconclusive: the\n"
           "            interval of the ratios of single rounds contains 1\n"
           "error       relative L2 difference of the gradients from the baseline's, and from "
           "fp64\n"
           "            loops for small M\n";
}

void export_line(const Line& line, benchmark::State& state) {
    auto& counters = state.counters;
    const auto put_spread = [&](const std::string& name, const Spread& spread, double unit) {
        counters[name] = spread.median * unit;
        counters[name + "_p10"] = spread.p10 * unit;
        counters[name + "_p90"] = spread.p90 * unit;
    };
    counters["m"] = static_cast<double>(line.problem.n_rows);
    counters["k"] = static_cast<double>(line.problem.n_negatives);
    counters["c"] = static_cast<double>(line.problem.n_classes);
    counters["d"] = static_cast<double>(line.problem.dim);
    counters["cpu_threads"] = line.n_threads;
    counters["rounds"] = line.n_rounds;
    counters["flop_factor"] = line.flop_factor;
    put_spread("time_us", line.seconds, 1e6);
    put_spread("baseline_us", line.baseline_seconds, 1e6);
    put_spread("gflops", line.flops, 1e-9);
    put_spread("sgemm_fraction", line.gemm_fraction, 1);
    put_spread("speedup", line.speedup, 1);
    counters["sgemm_gflops"] = line.gemm_flops * 1e-9;
    counters["gbytes_per_second"] = line.bytes_per_second * 1e-9;
    counters["saved_bytes"] = static_cast<double>(line.footprint.saved);
    counters["scratch_bytes"] = static_cast<double>(line.footprint.scratch);
    counters["loss_error"] = line.accuracy.from_baseline.loss;
    counters["gradient_error"] = line.accuracy.from_baseline.gradient;
    counters["tolerance"] = line.accuracy.tolerance;
    if (line.accuracy.oracle_used) {
        counters["loss_error_fp64"] = line.accuracy.from_oracle.loss;
        counters["gradient_error_fp64"] = line.accuracy.from_oracle.gradient;
        counters["baseline_gradient_error_fp64"] = line.accuracy.baseline_from_oracle.gradient;
    }
    state.SetLabel("problem=" + to_string(line.problem) + " mode=" + to_string(line.mode) +
                   " backend=" + line.backend + " strategy=" + line.strategy + " baseline=" +
                   line.baseline_strategy + " verdict=" + verdict_text(line.speedup) +
                   " results=" + (line.accuracy.accurate ? "right" : "WRONG"));
}

bool FailureReporter::ReportContext(const Context& /*context*/) {
    return true;
}

void FailureReporter::ReportRuns(const std::vector<Run>& runs) {
    for (const Run& run : runs) {
        if (!run.error_occurred) continue;
        out_ << run.benchmark_name() << " failed: " << run.error_message << std::endl;
        ++n_failed_;
    }
}

}  // namespace cuxent::bench
