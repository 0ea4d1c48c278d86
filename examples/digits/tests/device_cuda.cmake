# SPDX-FileCopyrightText: 2026 The cuXent authors
# SPDX-License-Identifier: Apache-2.0

# cmake -DPROGRAM= -DDATA= -DFOLDER= -P device_cuda.cmake
#
# --device cuda trains, or says that it cannot and leaves nothing behind.
file(REMOVE_RECURSE "${FOLDER}")
execute_process(
    COMMAND "${PROGRAM}" --data "${DATA}" --out "${FOLDER}" --steps 2 --batch 32 --seeds 7
        --device cuda --quiet
    RESULT_VARIABLE exit_code
    OUTPUT_VARIABLE output
    ERROR_VARIABLE errors)

if(exit_code EQUAL 0 AND EXISTS "${FOLDER}/loss.csv")
    message(STATUS "trained")
elseif(exit_code EQUAL 1 AND errors MATCHES "train_digits: .*CUDA" AND NOT EXISTS "${FOLDER}")
    message(STATUS "refused: ${errors}")
else()
    message(FATAL_ERROR "exit code ${exit_code}\n${output}\n${errors}")
endif()
