# Every compiler flag and definition, in one INTERFACE target.
add_library(matinee_flags INTERFACE)
target_compile_features(matinee_flags INTERFACE cxx_std_20)
set_target_properties(matinee_flags PROPERTIES INTERFACE_POSITION_INDEPENDENT_CODE ON)
target_compile_options(
    matinee_flags
    INTERFACE -Wall
              -Wextra
              -Wpedantic
              -Wshadow
              -Wnon-virtual-dtor
              -Woverloaded-virtual
              -Wcast-align
              -Wunused
              # designated initialisers leave the rest at their defaults on purpose
              -Wno-missing-field-initializers
              $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>
              # GCC 12 sees overlapping copies in std::string where there are none (its bug 105651)
              $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>
              # sqrt need not set errno: it may become one instruction
              -fno-math-errno)
target_compile_definitions(matinee_flags INTERFACE MATINEE_VERSION="${PROJECT_VERSION}")
if(MATINEE_WERROR)
    target_compile_options(matinee_flags INTERFACE -Werror)
endif()
if(MATINEE_SANITIZE)
    target_compile_options(matinee_flags INTERFACE -fsanitize=${MATINEE_SANITIZE} -fno-omit-frame-pointer)
    target_link_options(matinee_flags INTERFACE -fsanitize=${MATINEE_SANITIZE})
endif()
set(CMAKE_CXX_EXTENSIONS OFF)
