// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include <cuxent/cuxent.h>

#include <ctime>
#include <fstream>
#include <sstream>

#include "embedding_passes.hpp"
#include "machine.hpp"

namespace cuxent::bench {
namespace {

std::string date_now() {
    const std::time_t now = std::time(nullptr);
    std::tm utc{};
    gmtime_r(&now, &utc);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%d %H:%M UTC", &utc);
    return text;
}

std::string one_line(const std::string& text) {
    std::string joined;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) {
        if (!line.empty()) joined += (joined.empty() ? "" : "; ") + line;
    }
    return joined;
}

std::string short_number(double value) {
    std::ostringstream text;
    text << value;
    return text.str();
}

}  // namespace

std::string processor_name() {
    std::ifstream file("/proc/cpuinfo");
    for (std::string line; std::getline(file, line);) {
        const std::size_t colon = line.find(": ");
        if (line.rfind("model name", 0) == 0 && colon != std::string::npos) {
            return line.substr(colon + 2);
        }
    }
    return "unknown";
}

Machine describe_machine(int n_threads, double temperature, const std::string& blas) {
    return {{"processor", processor_name()},
            {"threads", std::to_string(n_threads)},
            {"library", one_line(cuxentGetBuildInfo())},
            {"baseline", std::string("vector code ") + vector_target() + ", " + blas},
            {"temperature", short_number(temperature)},
            {"date", date_now()},
            {"commit", CUXENT_BENCH_COMMIT}};
}

}  // namespace cuxent::bench
