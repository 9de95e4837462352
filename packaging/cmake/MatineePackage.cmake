# Installation (cmake --install build/release) and the Debian package (cpack --config build/release/CPackConfig.cmake).
set(applicationId io.github.matinee.Matinee)

set(CMAKE_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
install(TARGETS matinee-cli RUNTIME)
install(TARGETS matinee_torch_module LIBRARY DESTINATION ${MATINEE_MODULE_DIR})
install(FILES packaging/man/matinee-cli.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES packaging/copyright README.md CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
if(TARGET matinee)
    install(TARGETS matinee RUNTIME)
    install(FILES packaging/man/matinee.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
    install(
        FILES packaging/matinee.desktop
        DESTINATION ${CMAKE_INSTALL_DATADIR}/applications
        RENAME ${applicationId}.desktop)
    install(
        FILES packaging/matinee.metainfo.xml
        DESTINATION ${CMAKE_INSTALL_DATADIR}/metainfo
        RENAME ${applicationId}.metainfo.xml)
    install(
        FILES resources/icons/matinee.svg
        DESTINATION ${CMAKE_INSTALL_DATADIR}/icons/hicolor/scalable/apps
        RENAME ${applicationId}.svg)
endif()

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME matinee)
set(CPACK_PACKAGE_CONTACT
    "The Matinee contributors <matinee@localhost>"
    CACHE STRING "Maintainer of the package")
set(CPACK_PACKAGE_DESCRIPTION
    "Matinee trains recommender models on film ratings in the MovieLens formats, draws the loss curves while they learn
and shows the films as the model sees them: in clusters, with their titles. matinee is the window, matinee-cli
the same engine on the command line. A generated data set is built in.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# LibTorch is content with the slow reference BLAS; downloads need the certificates.
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "libopenblas0-pthread, ca-certificates")
include(CPack)
