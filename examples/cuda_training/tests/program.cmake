# SPDX-FileCopyrightText: 2026 The cuXent authors
# SPDX-License-Identifier: Apache-2.0

# cmake -DPROGRAM= -P program.cmake
#
# Without a device the program says so in the library's words; with one it trains, and its exit
# code says whether that was enough.
execute_process(
    COMMAND "${PROGRAM}" --steps 2 --batch 8 --quiet --require-margin 100
    RESULT_VARIABLE exit_code
    OUTPUT_VARIABLE output
    ERROR_VARIABLE errors)

if(exit_code EQUAL 3 AND output MATCHES "last loss [0-9]" AND errors MATCHES "wanted 100.0")
    message(STATUS "trained")
elseif(exit_code EQUAL 1 AND errors MATCHES "train_digits_cuda: .*CUXENT_BACKEND_CUDA")
    message(STATUS "refused: ${errors}")
else()
    message(FATAL_ERROR "exit code ${exit_code}\n${output}\n${errors}")
endif()
