// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file gathered_losses.cpp
 * @brief Losses over an embedding table in a file, for gathered_losses_test.py.
 *
 *     gathered_losses FILE V D B K TEMPERATURE
 *
 * FILE: the table (V x D float32), then anchors (B), positives (B) and negatives (B x K) as int32,
 * all in the machine's byte order. Prints a line a form, InfoNCE and then decoupled: the mean loss
 * and the B row losses.
 */
#include <cstdint>
#include <cstdio>
#include <exception>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "cuxent/cuxent.hpp"

namespace {

struct Data {
    std::vector<float> table;
    std::vector<std::int32_t> anchors;
    std::vector<std::int32_t> positives;
    std::vector<std::int32_t> negatives;
};

template <typename Value>
std::vector<Value> read(std::istream& stream, std::int64_t count) {
    std::vector<Value> values(static_cast<std::size_t>(count));
    const auto bytes = static_cast<std::streamsize>(values.size() * sizeof(Value));
    if (!stream.read(reinterpret_cast<char*>(values.data()), bytes)) {
        throw std::runtime_error("the file is too short");
    }
    return values;
}

void print_losses(const cuxentProblem& problem, const Data& data, double temperature) {
    const cuxent::Handle handle;
    const cuxent::Plan plan(handle, problem);
    const cuxent::HostBuffer saved(plan.sizes().saved);
    const cuxent::HostBuffer scratch(plan.sizes().forward_scratch);
    cuxentInputs inputs{};
    inputs.rows[0] = {data.table.data(), problem.dim};
    inputs.indices = {data.anchors.data(), data.positives.data(), data.negatives.data()};
    inputs.scale.value = temperature;
    float loss = 0.0F;
    std::vector<float> row_loss(data.anchors.size());
    cuxentOutputs outputs{};
    outputs.loss = &loss;
    outputs.row_loss = row_loss.data();

    plan.forward(handle, inputs, outputs, saved, scratch);

    std::printf("%.9g", static_cast<double>(loss));
    for (const float row : row_loss) std::printf(" %.9g", static_cast<double>(row));
    std::printf("\n");
}

void run(char** argv) {
    cuxent::Problem problem;
    problem.loss = CUXENT_LOSS_GATHERED_INFO_NCE;
    problem.n_table_rows = std::stoll(argv[2]);
    problem.dim = std::stoll(argv[3]);
    problem.n_rows = std::stoll(argv[4]);
    problem.n_negatives = std::stoll(argv[5]);
    std::ifstream file(argv[1], std::ios::binary);
    Data data;
    data.table = read<float>(file, problem.n_table_rows * problem.dim);
    data.anchors = read<std::int32_t>(file, problem.n_rows);
    data.positives = read<std::int32_t>(file, problem.n_rows);
    data.negatives = read<std::int32_t>(file, problem.n_rows * problem.n_negatives);
    for (const int decoupled : {0, 1}) {
        problem.decoupled = decoupled;
        print_losses(problem, data, std::stod(argv[6]));
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 7) {
        std::fprintf(stderr, "usage: gathered_losses FILE V D B K TEMPERATURE\n");
        return 2;
    }
    try {
        run(argv);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "gathered_losses: %s\n", error.what());
        return 1;
    }
    return 0;
}
