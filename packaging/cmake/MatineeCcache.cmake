# Compiles through ccache where it is installed. The precompiled header needs the two kinds of sloppiness.
find_program(MATINEE_CCACHE ccache)
if(MATINEE_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    set(CMAKE_CXX_COMPILER_LAUNCHER
        ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
        CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${MATINEE_CCACHE})
endif()
