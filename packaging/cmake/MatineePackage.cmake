# Installation and the Debian package.
install(TARGETS matinee-cli RUNTIME)
if(TARGET matinee)
    install(TARGETS matinee RUNTIME)
endif()
