# SPDX-FileCopyrightText: 2026 The cuXent authors
# SPDX-License-Identifier: Apache-2.0

# cuxent_set_warnings(<target>...)
#
# Switches on warnings for cuXent's own targets, never for those that link them. They are errors
# only where the person who builds asked for it (CUXENT_WARNINGS_AS_ERRORS).
function(cuxent_set_warnings)
    set(common -Wall -Wextra -Wpedantic -Wshadow -Wcast-qual -Wundef -Wvla -Wimplicit-fallthrough)
    # A size cut to 32 bits is this library's classic bug, so conversions are watched.
    set(cxx_only -Wconversion -Wold-style-cast -Wnon-virtual-dtor -Woverloaded-virtual -Wextra-semi)
    if(CUXENT_WARNINGS_AS_ERRORS)
        list(APPEND common -Werror)
    endif()
    foreach(target IN LISTS ARGN)
        target_compile_options(
            "${target}"
            PRIVATE
                "$<$<COMPILE_LANG_AND_ID:CXX,GNU,Clang,AppleClang>:${common};${cxx_only}>"
                "$<$<COMPILE_LANG_AND_ID:C,GNU,Clang,AppleClang>:${common}>")
    endforeach()
endfunction()
