#include "support/digest.h"

#include <matinee/error.h>
#include <matinee/state_file.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>

namespace {

void require(bool holds)
{
    if (!holds)
        std::abort();
}

/// Whatever was read can be asked for anything; what it has not is an Error.
void ask(const matinee::StateFile& file)
{
    using matinee::Error;
    for (const auto* name : {"n", "floats", "text", "part/count"}) {
        try {
            require(file.get<float>(name).size() < (std::size_t{1} << 30));
        } catch (const Error&) {
        }
        try {
            file.number<std::uint64_t>(name);
        } catch (const Error&) {
        }
        try {
            file.text(name);
        } catch (const Error&) {
        }
    }
    require(!file.part("part/").has("part/count") || file.has("part/part/count"));
}

} // namespace

/// A checkpoint in memory: as it is, and with the digest that it would need, so that damage reaches what that spares.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size)
{
    using namespace matinee;
    std::string content(reinterpret_cast<const char*>(bytes), size);
    for (const bool isSigned : {false, true}) {
        if (isSigned) {
            content.resize(size - std::min(size, sizeof(std::uint64_t)));
            Digest digest;
            digest.add(std::as_bytes(std::span(content)));
            const auto value = digest.value();
            content.append(reinterpret_cast<const char*>(&value), sizeof value);
        }
        try {
            ask(StateFile::parse(content, "state"));
        } catch (const Error& error) {
            require(error.code() == ErrorCode::Format && !error.message().empty());
        }
    }
    return 0;
}
