# SPDX-FileCopyrightText: 2026 The cuXent authors
# SPDX-License-Identifier: Apache-2.0

# cmake -DPROGRAM=... -DPAGE=... -P check_page.cmake: what the program prints stands in the page,
# section by section (they are separated by empty lines), each as a block ```text.
execute_process(
    COMMAND "${PROGRAM}"
    OUTPUT_VARIABLE output
    RESULT_VARIABLE result)
if(NOT result EQUAL 0)
    message(FATAL_ERROR "${PROGRAM}: exit status ${result}")
endif()
file(READ "${PAGE}" page)

string(REGEX REPLACE "\n\n" ";" sections "${output}")
list(LENGTH sections n_sections)
if(n_sections LESS 2)
    message(FATAL_ERROR "${PROGRAM} printed ${n_sections} sections:\n${output}")
endif()
foreach(section IN LISTS sections)
    string(STRIP "${section}" section)
    string(FIND "${page}" "```text\n${section}\n```\n" position)
    if(position EQUAL -1)
        message(FATAL_ERROR "${PAGE} does not show what ${PROGRAM} prints:\n${section}")
    endif()
endforeach()
