# SPDX-FileCopyrightText: 2026 The cuXent authors
# SPDX-License-Identifier: Apache-2.0

# cmake -DPROGRAM= -DTEXT= -DFOLDER= -P smoke.cmake
#
# A few steps leave the three files and nothing else; the same options give the same files, another
# seed gives others.
file(REMOVE_RECURSE "${FOLDER}")

function(train folder)
    execute_process(
        COMMAND "${PROGRAM}" --text "${TEXT}" --out "${FOLDER}/${folder}" --dim 16 --steps 600
            --words taa,tbb ${ARGN}
        RESULT_VARIABLE exit_code
        OUTPUT_VARIABLE output
        ERROR_VARIABLE errors)
    if(NOT exit_code EQUAL 0)
        message(FATAL_ERROR "${ARGN}: exit code ${exit_code}\n${output}\n${errors}")
    endif()
endfunction()

train(first)
train(again --quiet)
train(other_seed --seed 2)

file(GLOB files RELATIVE "${FOLDER}/first" "${FOLDER}/first/*" "${FOLDER}/first/.*")
list(SORT files)
if(NOT files STREQUAL "held_out.csv;loss.csv;neighbours.csv")
    message(FATAL_ERROR "the folder has ${files}")
endif()

file(STRINGS "${FOLDER}/first/loss.csv" lines)
list(LENGTH lines n_lines)
list(GET lines 0 header)
if(NOT n_lines EQUAL 3 OR NOT header STREQUAL "step,infonce,decoupled")
    message(FATAL_ERROR "loss.csv has ${n_lines} lines, the first is ${header}")
endif()

foreach(file IN LISTS files)
    file(SHA256 "${FOLDER}/first/${file}" first)
    file(SHA256 "${FOLDER}/again/${file}" again)
    file(SHA256 "${FOLDER}/other_seed/${file}" other_seed)
    if(NOT first STREQUAL again)
        message(FATAL_ERROR "${file}: the same options gave another one")
    endif()
    if(first STREQUAL other_seed)
        message(FATAL_ERROR "${file} does not depend on the seed")
    endif()
endforeach()
