# SPDX-FileCopyrightText: 2026 The cuXent authors
# SPDX-License-Identifier: Apache-2.0

# cmake -P check_readme.cmake: the example that README.md shows is the one that is compiled, i.e.
# what lies between two lines `// [readme]` of the source stands in README.md word for word as a
# block ```cpp.
get_filename_component(root "${CMAKE_CURRENT_LIST_DIR}/.." ABSOLUTE)
set(source "examples/minimal/nt_xent.cpp")

file(READ "${root}/${source}" text)
string(REGEX MATCHALL "// \\[readme\\]" markers "${text}")
list(LENGTH markers n_markers)
if(NOT n_markers EQUAL 2)
    message(FATAL_ERROR "${source}: wanted two lines '// [readme]', found ${n_markers}")
endif()

string(FIND "${text}" "// [readme]\n" begin)
string(LENGTH "// [readme]\n" marker_length)
math(EXPR begin "${begin} + ${marker_length}")
string(SUBSTRING "${text}" ${begin} -1 text)
string(REGEX REPLACE "[ \t]*// \\[readme\\].*" "" block "${text}")

file(READ "${root}/README.md" readme)
string(FIND "${readme}" "```cpp\n${block}```\n" position)
if(position EQUAL -1)
    message(FATAL_ERROR "README.md does not show the example of ${source} as it is:\n${block}")
endif()
