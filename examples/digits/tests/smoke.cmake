# SPDX-FileCopyrightText: 2026 The cuXent authors
# SPDX-License-Identifier: Apache-2.0

# cmake -DPROGRAM= -DDATA= -DFOLDER= -P smoke.cmake
#
# A few steps leave the three files and nothing else; the number of threads changes no bit of them.
file(REMOVE_RECURSE "${FOLDER}")

function(train folder wanted_exit_code)
    execute_process(
        COMMAND "${PROGRAM}" --data "${DATA}" --out "${FOLDER}/${folder}" --steps 5 --batch 32
            --seeds 7,8 ${ARGN}
        RESULT_VARIABLE exit_code
        OUTPUT_VARIABLE output
        ERROR_VARIABLE errors)
    if(NOT exit_code EQUAL wanted_exit_code)
        message(FATAL_ERROR
            "${ARGN}: exit code ${exit_code}, wanted ${wanted_exit_code}\n${output}\n${errors}")
    endif()
endfunction()

train(one_thread 0 --threads 1)
train(two_threads 0 --threads 2 --quiet)
train(no_gain 3 --require-margin 100)

file(GLOB files RELATIVE "${FOLDER}/one_thread" "${FOLDER}/one_thread/*" "${FOLDER}/one_thread/.*")
list(SORT files)
if(NOT files STREQUAL "accuracy.csv;embedding.csv;loss.csv")
    message(FATAL_ERROR "the folder has ${files}")
endif()

file(STRINGS "${FOLDER}/one_thread/loss.csv" lines)
list(LENGTH lines n_lines)
list(GET lines 0 header)
if(NOT n_lines EQUAL 6 OR NOT header STREQUAL "step,seed_7,seed_8")
    message(FATAL_ERROR "loss.csv has ${n_lines} lines, the first is ${header}")
endif()

foreach(file IN LISTS files)
    file(SHA256 "${FOLDER}/one_thread/${file}" one_thread)
    file(SHA256 "${FOLDER}/two_threads/${file}" two_threads)
    if(NOT one_thread STREQUAL two_threads)
        message(FATAL_ERROR "${file} depends on the number of threads")
    endif()
endforeach()
