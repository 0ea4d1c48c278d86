# SPDX-FileCopyrightText: 2026 The cuXent authors
# SPDX-License-Identifier: Apache-2.0

# CUXENT_CUDA against what this machine has. Sets CUXENT_HAS_CUDA, and the target cuxent::cudart; in the
# cache, for scripts, CUXENT_NVCC: the compiler of the CUDA backend, empty in a CPU build.
#
#   AUTO   a CUDA backend if there is nvcc 13.0 or later, a CPU build otherwise
#   ON     that nvcc or an error; CMAKE_CUDA_COMPILER or CUDACXX says where it is
#   OFF    a CPU build
#
# Architectures: CMAKE_CUDA_ARCHITECTURES if set; otherwise machine code for everything from Turing on
# and PTX for what comes after. The CUDA runtime is linked statically (CMAKE_CUDA_RUNTIME_LIBRARY
# changes that) and cuBLAS is loaded by the first CUDA handle: the library starts without either.

set(CUXENT_HAS_CUDA OFF)
if(CUXENT_CUDA STREQUAL "AUTO" OR CUXENT_CUDA)
    include(CheckLanguage)
    if(NOT CMAKE_CUDA_ARCHITECTURES)
        # .ci/kernel_report reads this line.
        set(CMAKE_CUDA_ARCHITECTURES 75-real 80-real 86-real 89-real 90-real 100-real 120)
    endif()
    if(NOT CMAKE_CUDA_RUNTIME_LIBRARY)
        set(CMAKE_CUDA_RUNTIME_LIBRARY Static)
    endif()
    if(NOT CMAKE_CUDA_COMPILER)
        # NVIDIA's installers leave PATH alone.
        find_program(nvcc NAMES nvcc PATHS ENV CUDA_PATH /usr/local/cuda PATH_SUFFIXES bin NO_CACHE)
        if(nvcc AND NOT DEFINED ENV{CUDACXX})
            set(ENV{CUDACXX} "${nvcc}")
        endif()
        if(DEFINED ENV{CUDACXX})
            unset(CMAKE_CUDA_COMPILER CACHE)  # not found by an earlier run: it may have come since
        endif()
    endif()
    check_language(CUDA)
    # The version comes first: an older nvcc fails as a language, not knowing these architectures.
    set(version "")
    if(CMAKE_CUDA_COMPILER)
        execute_process(COMMAND "${CMAKE_CUDA_COMPILER}" --version OUTPUT_VARIABLE version)
        string(REGEX REPLACE ".*release ([0-9.]+).*" "\\1" version "${version}")
    endif()
    if(version VERSION_GREATER_EQUAL 13.0)
        enable_language(CUDA)
        # CMake 3.25, for projects that require it, wants a libnvToolsExt that CUDA 13 has no more.
        set(minimum "${CMAKE_MINIMUM_REQUIRED_VERSION}")
        set(CMAKE_MINIMUM_REQUIRED_VERSION 3.24)
        find_package(CUDAToolkit 13.0 QUIET)
        set(CMAKE_MINIMUM_REQUIRED_VERSION "${minimum}")
    endif()
    if(CUDAToolkit_FOUND)
        set(CUXENT_HAS_CUDA ON)
        list(JOIN CMAKE_CUDA_ARCHITECTURES " " architectures)
        message(STATUS "cuXent: CUDA ${CUDAToolkit_VERSION} for ${architectures}")
    elseif(CUXENT_CUDA STREQUAL "AUTO")
        message(STATUS "cuXent: CPU build (no CUDA toolkit 13.0 or later found)")
    else()
        message(
            FATAL_ERROR "CUXENT_CUDA=${CUXENT_CUDA}: no CUDA toolkit 13.0 or later found. Set "
                        "CMAKE_CUDA_COMPILER to its nvcc, or configure with -DCUXENT_CUDA=OFF. "
                        "CUXENT_CUDA_TOOLKIT=pip sh cmake/setup.sh test fetches a toolkit.")
    endif()
else()
    message(STATUS "cuXent: CPU build (CUXENT_CUDA=${CUXENT_CUDA})")
endif()

set(CUXENT_NVCC "" CACHE INTERNAL "")
if(CUXENT_HAS_CUDA)
    set(CUXENT_NVCC "${CMAKE_CUDA_COMPILER}" CACHE INTERNAL "")
    add_library(cuxent::cudart INTERFACE IMPORTED)
    target_include_directories(cuxent::cudart SYSTEM INTERFACE ${CUDAToolkit_INCLUDE_DIRS})
    if(CMAKE_CUDA_RUNTIME_LIBRARY STREQUAL "Shared")
        target_link_libraries(cuxent::cudart INTERFACE CUDA::cudart)
    else()
        target_link_libraries(cuxent::cudart INTERFACE CUDA::cudart_static)
    endif()
endif()
