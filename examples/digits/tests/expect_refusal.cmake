# SPDX-FileCopyrightText: 2026 The cuXent authors
# SPDX-License-Identifier: Apache-2.0

# cmake -DPROGRAM= -DARGUMENTS=a|b|c -DEXIT_CODE= -DMESSAGE=<regex> -DFOLDER= -P expect_refusal.cmake
string(REPLACE "|" ";" arguments "${ARGUMENTS}")
file(REMOVE_RECURSE "${FOLDER}")

execute_process(
    COMMAND "${PROGRAM}" ${arguments} --out "${FOLDER}"
    RESULT_VARIABLE exit_code
    OUTPUT_VARIABLE output
    ERROR_VARIABLE errors)

if(NOT exit_code STREQUAL EXIT_CODE)
    message(FATAL_ERROR "exit code ${exit_code}, wanted ${EXIT_CODE}\n${output}\n${errors}")
endif()
if(NOT errors MATCHES "${MESSAGE}")
    message(FATAL_ERROR "wanted a message that matches\n  ${MESSAGE}\ngot\n  ${errors}")
endif()
if(EXISTS "${FOLDER}")
    message(FATAL_ERROR "${FOLDER} was made")
endif()
