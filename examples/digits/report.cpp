// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "report.h"

#include <iomanip>
#include <sstream>
#include <string_view>

namespace digits {
namespace {

std::string_view name_of(Representation representation) {
    switch (representation) {
        case Representation::kRaw:
            return "raw";
        case Representation::kUntrained:
            return "untrained";
        case Representation::kTrained:
            return "trained";
    }
    return "";
}

}  // namespace

std::string accuracy_table(std::span<const RunResult> runs) {
    std::ostringstream text;
    text << std::fixed << std::setprecision(1)
         << "5-NN accuracy on held-out digits, in %\n\n"
            "         |           clean            |      shifted and noisy     |\n"
            "    seed |    raw  untrained  trained |    raw  untrained  trained |  gain\n"
            "---------+----------------------------+----------------------------+-------\n";
    for (const RunResult& run : runs) {
        text << std::setw(8) << run.seed << " |";
        for (const auto member : {&Accuracy::clean, &Accuracy::distorted}) {
            for (const Representation representation : kRepresentations) {
                const int width = representation == Representation::kRaw         ? 7
                                  : representation == Representation::kUntrained ? 11
                                                                                 : 9;
                text << std::setw(width) << 100.0 * run.of(representation).*member;
            }
            text << " |";
        }
        text << std::showpos << std::setw(6) << run.margin() << std::noshowpos << '\n';
    }
    text << "\ngain: points by which training beats the better of raw and untrained\n";
    return text.str();
}

std::string accuracy_csv(std::span<const RunResult> runs) {
    std::ostringstream text;
    text << "seed,representation,clean,shifted_noisy\n" << std::fixed << std::setprecision(6);
    for (const RunResult& run : runs) {
        for (const Representation representation : kRepresentations) {
            const Accuracy& accuracy = run.of(representation);
            text << run.seed << ',' << name_of(representation) << ',' << accuracy.clean << ','
                 << accuracy.distorted << '\n';
        }
    }
    return text.str();
}

std::string loss_csv(std::span<const RunResult> runs) {
    std::ostringstream text;
    text << "step";
    for (const RunResult& run : runs) text << ",seed_" << run.seed;
    text << '\n' << std::setprecision(9);
    for (std::size_t step = 0; step < runs.front().losses.size(); ++step) {
        text << step + 1;
        for (const RunResult& run : runs) text << ',' << run.losses[step];
        text << '\n';
    }
    return text.str();
}

std::string embedding_csv(const RunResult& run) {
    std::ostringstream text;
    text << "representation,digits,label,x,y\n" << std::setprecision(6);
    for (const Point& point : run.points) {
        text << name_of(point.representation) << ','
             << (point.is_distorted ? "shifted_noisy" : "clean") << ',' << point.label << ','
             << point.x << ',' << point.y << '\n';
    }
    return text.str();
}

}  // namespace digits
