# SPDX-FileCopyrightText: 2026 The cuXent authors
# SPDX-License-Identifier: Apache-2.0
"""InfoNCE with gathered negatives in plain NumPy: prints the numbers of gathered_golden.h.

The table and the indices come from the SplitMix64 of reference/random_rows.h, so that the tests
make the same ones. Gradients are those of numerically plain formulas in fp64: no code is shared
with the library or its oracle.

    python3 gathered_golden.py > gathered_golden.h
"""
import numpy as np

N_TABLE, DIM, N_ROWS, N_NEGATIVES, TEMPERATURE, SEED = 10_000, 300, 32, 5, 0.1, 7
GAMMA = 0x9E3779B97F4A7C15


def uniforms(seed, count):
    with np.errstate(over="ignore"):
        start = np.uint64((seed * GAMMA + 1) % 2**64)
        x = start + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(GAMMA)
        x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        x = x ^ (x >> np.uint64(31))
    return ((x >> np.uint64(11)).astype(np.float64) + 0.5) * 2.0**-53


def normals(seed, count):
    u = uniforms(seed, 2 * count)
    return np.sqrt(-2 * np.log(u[0::2])) * np.cos(2 * np.pi * u[1::2])


def loss_and_gradient(table, anchors, positives, negatives, decoupled):
    norms = np.linalg.norm(table, axis=1, keepdims=True)
    z = table / norms
    columns = np.concatenate([positives[:, None], negatives], axis=1)  # target first
    logits = np.einsum("bd,bcd->bc", z[anchors], z[columns]) / TEMPERATURE
    e = np.exp(logits)
    denominator = e[:, 1:].sum(axis=1) + (0 if decoupled else e[:, 0])
    row_loss = np.log(denominator) - logits[:, 0]
    g = e / denominator[:, None]
    if decoupled:
        g[:, 0] = 0
    g[:, 0] -= 1
    g /= len(anchors)
    d_z = np.zeros_like(z)
    np.add.at(d_z, anchors, np.einsum("bc,bcd->bd", g, z[columns]) / TEMPERATURE)
    np.add.at(d_z, columns, g[:, :, None] * z[anchors][:, None, :] / TEMPERATURE)
    d_table = (d_z - z * (z * d_z).sum(axis=1, keepdims=True)) / norms
    d_temperature = -(g * logits).sum() / TEMPERATURE
    return row_loss, d_table, d_temperature


def main():
    table = normals(SEED, N_TABLE * DIM).reshape(N_TABLE, DIM)
    picks = (uniforms(SEED + 1, N_ROWS * (N_NEGATIVES + 2)) * N_TABLE).astype(np.int64)
    anchors, positives = picks[:N_ROWS], picks[N_ROWS:2 * N_ROWS]
    negatives = picks[2 * N_ROWS:].reshape(N_ROWS, N_NEGATIVES)
    print("// SPDX-FileCopyrightText: 2026 The cuXent authors")
    print("// SPDX-License-Identifier: Apache-2.0")
    print("/** @file gathered_golden.h @brief Written by gathered_golden.py. */")
    print("#ifndef CUXENT_TESTS_REFERENCE_GATHERED_GOLDEN_H")
    print("#define CUXENT_TESTS_REFERENCE_GATHERED_GOLDEN_H\n")
    print("#include <cstdint>\n")
    print("namespace reference::golden {\n")
    print("// clang-format off")
    print(f"constexpr std::int64_t kTableRows = {N_TABLE}, kDim = {DIM};")
    print(f"constexpr std::int64_t kRows = {N_ROWS}, kNegatives = {N_NEGATIVES};")
    print(f"constexpr std::uint64_t kSeed = {SEED};  // of the table; the indices' is one more")
    print(f"constexpr double kTemperature = {TEMPERATURE};\n")
    print("/// Loss (mean), the first and last row losses, d temperature, the L2 norm of d table and")
    print("/// the first entries of it for the first anchor, positive and negative.")
    print("struct Form {")
    print("    bool decoupled;")
    print("    double loss, first_row, last_row, d_temperature, gradient_norm;")
    print("    double d_anchor, d_positive, d_negative;")
    print("};")
    print("constexpr Form kForms[] = {")
    for decoupled in (False, True):
        row_loss, d_table, d_temperature = loss_and_gradient(
            table, anchors, positives, negatives, decoupled)
        values = [row_loss.mean(), row_loss[0], row_loss[-1], d_temperature,
                  np.linalg.norm(d_table), d_table[anchors[0], 0], d_table[positives[0], 0],
                  d_table[negatives[0, 0], 0]]
        print(f"    {{{str(decoupled).lower()}, " + ", ".join(repr(float(v)) for v in values) + "},")
    print("};")
    print("// clang-format on\n")
    print("}  // namespace reference::golden\n")
    print("#endif  // CUXENT_TESTS_REFERENCE_GATHERED_GOLDEN_H")


if __name__ == "__main__":
    main()
