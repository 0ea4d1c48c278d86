# SPDX-FileCopyrightText: 2026 The cuXent authors
# SPDX-License-Identifier: Apache-2.0

# CUXENT_SANITIZE: a sanitizer is of use only if the library and everything that drives it are
# built with it, so these options hold for this directory and those below it (not for a parent
# project). The first finding ends the program.
if(CUXENT_SANITIZE)
    if(NOT CMAKE_CXX_COMPILER_ID MATCHES "^(GNU|Clang|AppleClang)$")
        message(FATAL_ERROR "CUXENT_SANITIZE: not known for compiler ${CMAKE_CXX_COMPILER_ID}")
    endif()
    string(REPLACE ";" "," sanitizers "${CUXENT_SANITIZE}")
    add_compile_options(-fsanitize=${sanitizers} -fno-sanitize-recover=all -fno-omit-frame-pointer)
    add_link_options(-fsanitize=${sanitizers})
    message(STATUS "cuXent: sanitizers ${sanitizers}")
endif()
