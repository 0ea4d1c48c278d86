# SPDX-FileCopyrightText: 2026 The cuXent authors
# SPDX-License-Identifier: Apache-2.0

# Everything between the target `cuxent` and the people who link it: include folders, exported
# names, SONAME, installation, the CMake package, pkg-config and Debian packages.

include(CMakePackageConfigHelpers)

add_library(cuxent::cuxent ALIAS cuxent)
target_include_directories(
    cuxent
    PUBLIC
        "$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>"
        "$<BUILD_INTERFACE:${PROJECT_BINARY_DIR}/include>"
        "$<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>")

# Before 1.0 a minor release may change the ABI, so it changes the SONAME: a program linked with
# 0.1 never starts with 0.2. From 1.0 on only a major release may.
if(PROJECT_VERSION_MAJOR EQUAL 0)
    set(cuxent_soversion "${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR}")
    set(cuxent_compatibility SameMinorVersion)
else()
    set(cuxent_soversion "${PROJECT_VERSION_MAJOR}")
    set(cuxent_compatibility SameMajorVersion)
endif()

set(map "${PROJECT_SOURCE_DIR}/cmake/cuxent.map")
target_link_options(cuxent PRIVATE "LINKER:--version-script=${map}" "LINKER:--exclude-libs,ALL")
if(NOT CUXENT_SANITIZE)
    target_link_options(cuxent PRIVATE "LINKER:--no-undefined")
endif()
set_target_properties(
    cuxent
    PROPERTIES
        VERSION "${PROJECT_VERSION}"
        SOVERSION "${cuxent_soversion}"
        C_VISIBILITY_PRESET hidden
        CXX_VISIBILITY_PRESET hidden
        VISIBILITY_INLINES_HIDDEN ON
        LINK_DEPENDS "${map}"
        # A Highway outside the system's folders is found again where it was linked.
        INSTALL_RPATH_USE_LINK_PATH ON)

set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/cuxent")

install(
    TARGETS cuxent
    EXPORT cuxent-targets
    LIBRARY
        DESTINATION "${CMAKE_INSTALL_LIBDIR}"
        COMPONENT cuxent_runtime
        NAMELINK_COMPONENT cuxent_development)
install(
    DIRECTORY "${PROJECT_SOURCE_DIR}/include/cuxent" "${PROJECT_BINARY_DIR}/include/cuxent"
    DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
    COMPONENT cuxent_development
    FILES_MATCHING
    PATTERN "*.h"
    PATTERN "*.hpp")
install(
    FILES "${PROJECT_SOURCE_DIR}/LICENSE" "${PROJECT_SOURCE_DIR}/docs/third-party.md"
    DESTINATION "${CMAKE_INSTALL_DOCDIR}"
    COMPONENT cuxent_runtime)

install(
    EXPORT cuxent-targets
    NAMESPACE cuxent::
    DESTINATION "${package_dir}"
    COMPONENT cuxent_development)
configure_package_config_file(
    "${PROJECT_SOURCE_DIR}/cmake/cuxent-config.cmake.in" "${PROJECT_BINARY_DIR}/cuxent-config.cmake"
    INSTALL_DESTINATION "${package_dir}"
    NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file(
    "${PROJECT_BINARY_DIR}/cuxent-config-version.cmake" COMPATIBILITY ${cuxent_compatibility})
install(
    FILES
        "${PROJECT_BINARY_DIR}/cuxent-config.cmake"
        "${PROJECT_BINARY_DIR}/cuxent-config-version.cmake"
    DESTINATION "${package_dir}"
    COMPONENT cuxent_development)

# cuxent.pc finds its prefix from where it lies, so that a moved or --prefix'ed tree still works.
set(cuxent_pc_prefix "${CMAKE_INSTALL_PREFIX}")
if(NOT IS_ABSOLUTE "${CMAKE_INSTALL_LIBDIR}")
    file(RELATIVE_PATH up "${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig" "${CMAKE_INSTALL_PREFIX}")
    string(REGEX REPLACE "/$" "" up "${up}")
    set(cuxent_pc_prefix "\${pcfiledir}/${up}")
endif()
foreach(dir LIBDIR INCLUDEDIR)
    set(cuxent_pc_${dir} "${CMAKE_INSTALL_${dir}}")
    if(NOT IS_ABSOLUTE "${CMAKE_INSTALL_${dir}}")
        string(PREPEND cuxent_pc_${dir} "\${prefix}/")
    endif()
endforeach()
configure_file("${PROJECT_SOURCE_DIR}/cmake/cuxent.pc.in" "${PROJECT_BINARY_DIR}/cuxent.pc" @ONLY)
install(
    FILES "${PROJECT_BINARY_DIR}/cuxent.pc"
    DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig"
    COMPONENT cuxent_development)

# `cpack` in the build folder: libcuxent0.1 and libcuxent-dev.
if(PROJECT_IS_TOP_LEVEL)
    set(CPACK_GENERATOR DEB)
    set(CPACK_PACKAGE_CONTACT "The cuXent authors")
    set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
    set(CPACK_COMPONENTS_ALL cuxent_runtime cuxent_development)
    set(CPACK_DEB_COMPONENT_INSTALL ON)
    set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
    set(CPACK_DEBIAN_ENABLE_COMPONENT_DEPENDS ON)
    set(CPACK_DEBIAN_CUXENT_RUNTIME_PACKAGE_NAME "libcuxent${cuxent_soversion}")
    set(CPACK_DEBIAN_CUXENT_RUNTIME_PACKAGE_SECTION libs)
    set(CPACK_DEBIAN_CUXENT_RUNTIME_PACKAGE_SHLIBDEPS ON)
    set(CPACK_COMPONENT_CUXENT_RUNTIME_DESCRIPTION
        "Contrastive losses and their gradients\n Shared library.")
    set(CPACK_DEBIAN_CUXENT_DEVELOPMENT_PACKAGE_NAME libcuxent-dev)
    set(CPACK_DEBIAN_CUXENT_DEVELOPMENT_PACKAGE_SECTION libdevel)
    set(CPACK_COMPONENT_CUXENT_DEVELOPMENT_DEPENDS cuxent_runtime)
    set(CPACK_COMPONENT_CUXENT_DEVELOPMENT_DESCRIPTION
        "Contrastive losses and their gradients (headers)\n CMake package and pkg-config file too.")
    include(CPack)
endif()
