// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file report.hpp
 * @brief The table on the terminal, and the same numbers as Google Benchmark counters for JSON.
 */
#ifndef CUXENT_BENCH_REPORT_HPP
#define CUXENT_BENCH_REPORT_HPP

#include <benchmark/benchmark.h>

#include <iosfwd>
#include <vector>

#include "line.hpp"

namespace cuxent::bench {

/// The lines under the table say how its columns are defined.
void print_table_head(std::ostream& out);
void print_line(const Line& line, std::ostream& out);
void print_table_foot(std::ostream& out);

/// Numbers of a line as counters, its words as "key=value" pairs in the label.
void export_line(const Line& line, benchmark::State& state);

/// Prints and counts problems that failed; the table is printed line by line.
class FailureReporter : public benchmark::BenchmarkReporter {
 public:
    explicit FailureReporter(std::ostream& out) : out_(out) {}
    bool ReportContext(const Context& context) override;
    void ReportRuns(const std::vector<Run>& runs) override;
    [[nodiscard]] int n_failed() const { return n_failed_; }

 private:
    std::ostream& out_;
    int n_failed_ = 0;
};

}  // namespace cuxent::bench

#endif  // CUXENT_BENCH_REPORT_HPP
