# SPDX-FileCopyrightText: 2026 The cuXent authors
# SPDX-License-Identifier: Apache-2.0

# Finds Highway (vector code for every instruction set, chosen at run time): cuxent::highway.
#
# A static library is taken before a shared one; Debian and Ubuntu ship only the shared one, which
# is then a run-time dependency of libcuxent.so (package libhwy1 or libhwy1t64).
#
# Inputs: CUXENT_HIGHWAY_LIBRARY, CUXENT_HIGHWAY_INCLUDE_DIR (folder that contains hwy/)
# Outputs: cuxent::highway, CuxentHighway_FOUND, CuxentHighway_VERSION

find_library(CUXENT_HIGHWAY_LIBRARY NAMES libhwy.a hwy DOC "Highway library")
find_path(CUXENT_HIGHWAY_INCLUDE_DIR NAMES hwy/highway.h DOC "Folder that contains hwy/highway.h")
mark_as_advanced(CUXENT_HIGHWAY_LIBRARY CUXENT_HIGHWAY_INCLUDE_DIR)

set(CuxentHighway_VERSION "")
if(CUXENT_HIGHWAY_INCLUDE_DIR)
    # The version numbers have moved from one of these headers to the other.
    foreach(header highway.h base.h)
        if(EXISTS "${CUXENT_HIGHWAY_INCLUDE_DIR}/hwy/${header}")
            file(
                STRINGS "${CUXENT_HIGHWAY_INCLUDE_DIR}/hwy/${header}" lines
                REGEX "^#define HWY_(MAJOR|MINOR|PATCH) [0-9]+")
            if(lines MATCHES "MAJOR ([0-9]+).*MINOR ([0-9]+).*PATCH ([0-9]+)")
                set(CuxentHighway_VERSION "${CMAKE_MATCH_1}.${CMAKE_MATCH_2}.${CMAKE_MATCH_3}")
            endif()
        endif()
    endforeach()
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(
    CuxentHighway
    REQUIRED_VARS CUXENT_HIGHWAY_LIBRARY CUXENT_HIGHWAY_INCLUDE_DIR
    VERSION_VAR CuxentHighway_VERSION
    REASON_FAILURE_MESSAGE
        "cuXent needs Highway 1.0.3 or later. Debian and Ubuntu: apt install libhwy-dev. \
Elsewhere: set CUXENT_HIGHWAY_LIBRARY and CUXENT_HIGHWAY_INCLUDE_DIR.")

# An interface target of plain paths: it leaves no trace in the exported package.
if(CuxentHighway_FOUND AND NOT TARGET cuxent::highway)
    add_library(cuxent::highway INTERFACE IMPORTED)
    target_include_directories(cuxent::highway SYSTEM INTERFACE "${CUXENT_HIGHWAY_INCLUDE_DIR}")
    target_link_libraries(cuxent::highway INTERFACE "${CUXENT_HIGHWAY_LIBRARY}")
    if(NOT CUXENT_HIGHWAY_LIBRARY MATCHES "\\.a$")
        target_compile_definitions(cuxent::highway INTERFACE HWY_SHARED_DEFINE)
    endif()
endif()

# Targets that cuXent leaves out: a baseline, AVX2 and AVX-512 are what matters, the others only add
# compile time and size. The baseline is portable code: the SSE2 target of Highway 1.0.4 and later
# converts Inf, NaN and subnormal numbers of 16 bits wrongly.
set(CUXENT_HIGHWAY_DISABLED "HWY_SSSE3|HWY_SSE4|HWY_AVX3_DL")
if(CuxentHighway_VERSION VERSION_GREATER_EQUAL 1.0.4)
    string(PREPEND CUXENT_HIGHWAY_DISABLED "HWY_SSE2|")
endif()
