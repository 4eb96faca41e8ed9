# What an installation has, and the packages: header, library, archive, tool, man pages, pkg-config and CMake files.
#
#     cmake --install build --prefix DIR
#     cpack --config build/CPackConfig.cmake      a .deb and a .tar.gz in build/packages
#
# SPDX-License-Identifier: Apache-2.0

# The whole tree can be moved, which it cannot where a folder is absolute.
foreach(folder IN ITEMS BINDIR LIBDIR INCLUDEDIR)
    if(IS_ABSOLUTE "${CMAKE_INSTALL_${folder}}")
        message(FATAL_ERROR "CMAKE_INSTALL_${folder} must be relative to the prefix")
    endif()
endforeach()

install(TARGETS jobstatus EXPORT jobstatusTargets)
install(TARGETS jobstatus-tool)
install(FILES ${jobstatus_archive} DESTINATION ${CMAKE_INSTALL_LIBDIR})
# By the name that Debian knows a licence by.
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} RENAME copyright)
install(FILES man/jobstatus.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES man/jobstatus.3 DESTINATION ${CMAKE_INSTALL_MANDIR}/man3)
# man finds a page by another name only where there is an index, or a file of that name.
foreach(function IN ITEMS parse parse_list text texts detect find)
    file(CONFIGURE OUTPUT man/jobstatus_${function}.3 CONTENT ".so man3/jobstatus.3\n")
    install(FILES ${PROJECT_BINARY_DIR}/man/jobstatus_${function}.3 DESTINATION ${CMAKE_INSTALL_MANDIR}/man3)
endforeach()

# ---- pkg-config ------------------------------------------------------------------------------------------------------

# The prefix is found from the file's own place, so that the whole tree can be moved.
file(RELATIVE_PATH jobstatus_pc_prefix "/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/")
string(REGEX REPLACE "/$" "" jobstatus_pc_prefix "\${pcfiledir}/${jobstatus_pc_prefix}")
configure_file(cmake/jobstatus.pc.in jobstatus.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/jobstatus.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

# ---- find_package ----------------------------------------------------------------------------------------------------

set(jobstatus_config_folder ${CMAKE_INSTALL_LIBDIR}/cmake/jobstatus)
install(EXPORT jobstatusTargets NAMESPACE jobstatus:: DESTINATION ${jobstatus_config_folder})
configure_package_config_file(cmake/jobstatusConfig.cmake.in jobstatusConfig.cmake
    INSTALL_DESTINATION ${jobstatus_config_folder}
    PATH_VARS CMAKE_INSTALL_LIBDIR CMAKE_INSTALL_INCLUDEDIR
)
write_basic_package_version_file(jobstatusConfigVersion.cmake COMPATIBILITY SameMajorVersion)
install(FILES ${PROJECT_BINARY_DIR}/jobstatusConfig.cmake ${PROJECT_BINARY_DIR}/jobstatusConfigVersion.cmake
    DESTINATION ${jobstatus_config_folder}
)

# ---- Packages --------------------------------------------------------------------------------------------------------

# The packages of a project that this one is part of are that project's.
if(NOT PROJECT_IS_TOP_LEVEL)
    return()
endif()

set(CPACK_GENERATOR TGZ DEB)
set(CPACK_PACKAGE_DIRECTORY ${PROJECT_BINARY_DIR}/packages)
set(CPACK_PACKAGE_FILE_NAME jobstatus-${PROJECT_VERSION}-${CMAKE_SYSTEM_NAME}-${CMAKE_SYSTEM_PROCESSOR})
set(CPACK_PACKAGE_VENDOR "The jobstatus authors")
set(CPACK_PACKAGE_DESCRIPTION
"The library takes the body of a response, its vendor and the HTTP status, and
tells where the job stands, how it ended, why it failed, and what to do next.
With it come what programs are built with, shared or static, and the
command-line tool jobstatus."
)
set(CPACK_PACKAGE_CONTACT "The jobstatus authors <jobstatus@localhost>")
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION libs)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${PROJECT_SOURCE_DIR}/cmake/triggers)
# dpkg-shlibdeps tells which libc the tool needs, and that depends on where it was built. CPack runs it with file.
find_program(jobstatus_shlibdeps NAMES dpkg-shlibdeps)
find_program(jobstatus_file NAMES file)
if(jobstatus_shlibdeps AND jobstatus_file)
    set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS ON)
    set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS_POLICY ">=")
    set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
else()
    set(CPACK_DEBIAN_PACKAGE_DEPENDS libc6)
endif()
include(CPack)
