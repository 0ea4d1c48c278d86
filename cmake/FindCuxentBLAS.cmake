# SPDX-FileCopyrightText: 2026 The cuXent authors
# SPDX-License-Identifier: Apache-2.0

# Finds the BLAS that goes into libcuxent.so: a static OpenBLAS of the OpenMP kind, in the target
# cuxent::blas, together with src/cpu/serial_openmp.c, which answers its OpenMP calls.
#
# Of OpenBLAS's builds this is the one whose calls may come from any number of threads at once and
# still stay on the thread that makes them (see serial_openmp.c). Static, because a private copy can
# neither clash with nor be replaced by a BLAS of the program that loads the library.
#
# Inputs, to use another build of OpenBLAS:
#   CUXENT_BLAS_LIBRARY      its libopenblas.a (position-independent, USE_OPENMP=1)
#   CUXENT_BLAS_INCLUDE_DIR  folder with its cblas.h and openblas_config.h
# Outputs: cuxent::blas, CuxentBLAS_FOUND, CuxentBLAS_VERSION

find_library(
    CUXENT_BLAS_LIBRARY
    NAMES libopenblas.a
    PATHS /usr/lib /usr/local/lib
    PATH_SUFFIXES ${CMAKE_LIBRARY_ARCHITECTURE}/openblas-openmp openblas-openmp
    NO_DEFAULT_PATH  # the default path leads to whichever OpenBLAS is the system's choice
    DOC "Static library of an OpenBLAS built with OpenMP")
find_path(
    CUXENT_BLAS_INCLUDE_DIR
    NAMES openblas_config.h
    PATH_SUFFIXES ${CMAKE_LIBRARY_ARCHITECTURE}/openblas-openmp openblas-openmp
    DOC "Folder with cblas.h and openblas_config.h of that OpenBLAS")
mark_as_advanced(CUXENT_BLAS_LIBRARY CUXENT_BLAS_INCLUDE_DIR)

set(CuxentBLAS_VERSION "")
if(CUXENT_BLAS_INCLUDE_DIR AND EXISTS "${CUXENT_BLAS_INCLUDE_DIR}/openblas_config.h")
    file(STRINGS "${CUXENT_BLAS_INCLUDE_DIR}/openblas_config.h" line REGEX "OPENBLAS_VERSION")
    if(line MATCHES "OpenBLAS ([0-9]+(\\.[0-9]+)*)")
        set(CuxentBLAS_VERSION "${CMAKE_MATCH_1}")
    endif()
endif()

# openblas_get_parallel(): 0 serial, 1 its own threads, 2 OpenMP. Asked once for each library.
if(CUXENT_BLAS_LIBRARY
   AND CUXENT_BLAS_INCLUDE_DIR
   AND NOT CMAKE_CROSSCOMPILING
   AND NOT "${CUXENT_BLAS_CHECKED}" STREQUAL "${CUXENT_BLAS_LIBRARY}")
    set(probe "${CMAKE_CURRENT_BINARY_DIR}/CMakeFiles/cuxent_blas_probe.c")
    file(WRITE "${probe}" "#include <cblas.h>
int main(void) {
    float one = 1.0F, sum = 0.0F;
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, 1, 1, 1, one, &one, 1, &one, 1, one,
                &sum, 1);
    return sum == one ? openblas_get_parallel() : 100;
}
")
    unset(CUXENT_BLAS_PROBE_RUNS CACHE)
    try_run(
        CUXENT_BLAS_PROBE_RUNS CUXENT_BLAS_PROBE_LINKS "${CMAKE_CURRENT_BINARY_DIR}"
        SOURCES "${probe}" "${PROJECT_SOURCE_DIR}/src/cpu/serial_openmp.c"
        CMAKE_FLAGS "-DINCLUDE_DIRECTORIES=${CUXENT_BLAS_INCLUDE_DIR}"
        LINK_LIBRARIES "${CUXENT_BLAS_LIBRARY}" m pthread
        COMPILE_OUTPUT_VARIABLE probe_output)
    if(NOT CUXENT_BLAS_PROBE_LINKS)
        message(
            FATAL_ERROR "CUXENT_BLAS_LIBRARY: ${CUXENT_BLAS_LIBRARY} with the headers in "
                        "${CUXENT_BLAS_INCLUDE_DIR} is not an OpenBLAS that links:\n"
                        "${probe_output}")
    elseif(NOT CUXENT_BLAS_PROBE_RUNS EQUAL 2)
        message(
            FATAL_ERROR "CUXENT_BLAS_LIBRARY: ${CUXENT_BLAS_LIBRARY} is not an OpenBLAS built with "
                        "OpenMP (probe: ${CUXENT_BLAS_PROBE_RUNS}; 0 serial, 1 threads of its own, "
                        "100 a wrong product). Only that one may be called from several threads "
                        "at once without a process-wide setting. Debian and Ubuntu: "
                        "apt install libopenblas-openmp-dev")
    endif()
    set(CUXENT_BLAS_CHECKED "${CUXENT_BLAS_LIBRARY}" CACHE INTERNAL "OpenBLAS known to fit")
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(
    CuxentBLAS
    REQUIRED_VARS CUXENT_BLAS_LIBRARY CUXENT_BLAS_INCLUDE_DIR
    VERSION_VAR CuxentBLAS_VERSION
    REASON_FAILURE_MESSAGE
        "cuXent needs the static library of an OpenBLAS built with OpenMP. Debian and Ubuntu: \
apt install libopenblas-openmp-dev. Elsewhere: build OpenBLAS with USE_OPENMP=1 and set \
CUXENT_BLAS_LIBRARY to its libopenblas.a and CUXENT_BLAS_INCLUDE_DIR to its headers.")

# An interface target of plain paths: it leaves no trace in the exported package.
if(CuxentBLAS_FOUND AND NOT TARGET cuxent::blas)
    add_library(cuxent::blas INTERFACE IMPORTED)
    target_include_directories(cuxent::blas SYSTEM INTERFACE "${CUXENT_BLAS_INCLUDE_DIR}")
    target_link_libraries(cuxent::blas INTERFACE "${CUXENT_BLAS_LIBRARY}" cuxent_serial_openmp m)
endif()
