# SPDX-FileCopyrightText: 2026 The cuXent authors
# SPDX-License-Identifier: Apache-2.0

# CUXENT_CUDA against what this machine has. Sets CUXENT_HAS_CUDA, and the target cuxent::cudart.
#
#   AUTO   a CUDA backend if there is nvcc, a CPU build otherwise
#   ON     nvcc or an error; CMAKE_CUDA_COMPILER or CUDACXX says where it is
#   OFF    a CPU build
#
# Architectures: CMAKE_CUDA_ARCHITECTURES if set; otherwise machine code for everything from Turing on
# and PTX for what comes after. The CUDA runtime is linked statically (CMAKE_CUDA_RUNTIME_LIBRARY
# changes that) and cuBLAS is loaded by the first CUDA handle: the library starts without either.

set(CUXENT_HAS_CUDA OFF)
if(CUXENT_CUDA STREQUAL "AUTO" OR CUXENT_CUDA)
    include(CheckLanguage)
    if(NOT CMAKE_CUDA_ARCHITECTURES)
        set(CMAKE_CUDA_ARCHITECTURES 75-real 80-real 86-real 89-real 90-real 100-real 120)
    endif()
    if(NOT CMAKE_CUDA_RUNTIME_LIBRARY)
        set(CMAKE_CUDA_RUNTIME_LIBRARY Static)
    endif()
    check_language(CUDA)
    if(CMAKE_CUDA_COMPILER)
        enable_language(CUDA)
        find_package(CUDAToolkit 13.0 QUIET)
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
                        "CMAKE_CUDA_COMPILER to its nvcc, or configure with -DCUXENT_CUDA=OFF.")
    endif()
else()
    message(STATUS "cuXent: CPU build (CUXENT_CUDA=${CUXENT_CUDA})")
endif()

if(CUXENT_HAS_CUDA)
    add_library(cuxent::cudart INTERFACE IMPORTED)
    target_include_directories(cuxent::cudart SYSTEM INTERFACE ${CUDAToolkit_INCLUDE_DIRS})
    if(CMAKE_CUDA_RUNTIME_LIBRARY STREQUAL "Shared")
        target_link_libraries(cuxent::cudart INTERFACE CUDA::cudart)
    else()
        target_link_libraries(cuxent::cudart INTERFACE CUDA::cudart_static)
    endif()
endif()
