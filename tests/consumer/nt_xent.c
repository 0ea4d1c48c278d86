/* SPDX-FileCopyrightText: 2026 The cuXent authors
 * SPDX-License-Identifier: Apache-2.0 */
/* A loss in plain C99. The header may come first and twice. */
#include <cuxent/cuxent.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <cuxent/cuxent.h> /* again */

static int failed(const char* what, cuxentStatus status) {
    fprintf(stderr, "%s: %s: %s\n", what, cuxentGetStatusName(status), cuxentGetLastErrorMessage());
    return EXIT_FAILURE;
}

/* The first multiple of 256 in a block with room for it. */
static void* aligned(void* block) {
    return (void*)(((uintptr_t)block + 255) / 256 * 256);
}

int main(void) {
    /* Two orthogonal pairs with equal views: L = log(e + 2) - 1 at temperature 1. */
    const float rows[4][2] = {{1, 0}, {0, 2}, {3, 0}, {0, 4}};
    const double wanted = log(exp(1.0) + 2.0) - 1.0;
    cuxentHandle handle = NULL;
    cuxentPlan plan = NULL;
    cuxentProblem problem;
    cuxentSizes sizes;
    cuxentInputs inputs = {0};
    cuxentOutputs outputs = {0};
    cuxentBuffer saved, scratch;
    cuxentStatus status;
    float loss = 0;
    void *saved_block, *scratch_block;

    if ((status = cuxentCreate(&handle, CUXENT_BACKEND_CPU, 0))) return failed("create", status);
    if ((status = cuxentProblemInit(&problem, sizeof problem))) return failed("init", status);
    problem.n_rows = 2;
    problem.dim = 2;
    if ((status = cuxentPlanCreate(handle, &problem, &plan))) return failed("plan", status);
    if ((status = cuxentPlanSizes(plan, &sizes))) return failed("sizes", status);
    saved_block = malloc(sizes.saved + 256);
    scratch_block = malloc(sizes.forward_scratch + 256);
    if (saved_block == NULL || scratch_block == NULL) return EXIT_FAILURE;
    saved.data = aligned(saved_block);
    saved.bytes = sizes.saved;
    scratch.data = aligned(scratch_block);
    scratch.bytes = sizes.forward_scratch;
    inputs.rows[0].data = rows;
    inputs.rows[0].ld = 2;
    inputs.scale.value = 1;
    outputs.loss = &loss;
    status = cuxentForward(handle, plan, &inputs, &outputs, saved, scratch, NULL);
    if (status) return failed("forward", status);
    free(saved_block);
    free(scratch_block);
    cuxentPlanDestroy(plan);
    cuxentDestroy(handle);
    if (!(fabs(loss - wanted) < 1e-6)) {
        fprintf(stderr, "loss: got %.9g, want %.9g\n", loss, wanted);
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}
