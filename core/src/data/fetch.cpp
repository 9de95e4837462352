#include "data/fetch.h"

#include "data/http.h"
#include "data/text.h"

#include <matinee/error.h>

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <sstream>

namespace matinee {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kGroupLens = "https://files.grouplens.org/datasets/movielens/";

std::string baseAddress(const FetchOptions& options)
{
    std::string base = options.mirror.empty() ? std::string(kGroupLens) : options.mirror;
    const std::string lower = lowered(base);
    if (!lower.starts_with("http://") && !lower.starts_with("https://")) {
        throw Error(ErrorCode::InvalidArgument,
                    fmt::format("The mirror {} is no http:// or https:// address.", quoteText(base)), "mirror");
    }
    if (!base.ends_with('/'))
        base += '/';
    return base;
}

/// The first 32 hexadecimal digits that stand together: md5sum's output and BSD's both have them.
std::string findMd5(const std::string& text)
{
    constexpr std::size_t kDigits = 32;
    constexpr std::string_view kHex = "0123456789abcdef";
    const std::string lower = lowered(text);
    for (auto begin = lower.find_first_of(kHex); begin != std::string::npos;) {
        const auto end = std::min(lower.find_first_not_of(kHex, begin), lower.size());
        if (end - begin == kDigits)
            return lower.substr(begin, kDigits);
        begin = lower.find_first_of(kHex, end);
    }
    return {};
}

/// What GroupLens says that the MD5 is, from the small file beside the zip.
std::string fetchMd5(const HttpDownload& zip, const RunContext& context)
{
    HttpDownload sidecar = zip;
    sidecar.address += ".md5";
    sidecar.what += ".md5";
    sidecar.file += ".md5";
    sidecar.expected = 4096; // far more than it has
    std::error_code ignored;
    fs::remove(sidecar.file, ignored);
    sidecar.run(context);
    std::stringstream text;
    text << std::ifstream(sidecar.file, std::ios::binary).rdbuf();
    fs::remove(sidecar.file, ignored);
    const std::string md5 = findMd5(text.str());
    if (md5.empty())
        throw Error(ErrorCode::Format, fmt::format("{} holds no MD5 checksum.", sidecar.what));
    return md5;
}

} // namespace

fs::path fetchRelease(const Release& release, const FetchOptions& options, const RunContext& context)
{
    return fetchRelease(release, options, FetchPatience{}, context);
}

fs::path fetchRelease(const Release& release, const FetchOptions& options, const FetchPatience& patience,
                      const RunContext& context)
{
    const fs::path folder = options.folder.empty() ? datasetsFolder() : options.folder;
    const fs::path target = folder / release.file;
    const fs::path part = folder / (release.file + ".part");
    const HttpDownload download = {.address = baseAddress(options) + release.file,
                                   .file = part,
                                   .expected = release.bytes,
                                   .connectSeconds = patience.connect,
                                   .stalledSeconds = patience.stalled,
                                   .what = release.file};
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) {
        throw Error(ErrorCode::Io,
                    fmt::format("The folder {} cannot be made: {}.", quoteText(folder.string()), error.message()));
    }

    const std::string md5 = release.md5.empty() ? fetchMd5(download, context) : release.md5;
    if (fs::exists(target, error) && md5OfFile(target, context) == md5)
        return target;

    for (;;) {
        const bool resumed = download.run(context);
        context.report(1, "Checking " + release.file);
        if (md5OfFile(part, context) == md5)
            break;
        fs::remove(part, error);
        // Bytes of an earlier attempt may be at fault, the second attempt has none.
        if (!resumed) {
            throw Error(
                ErrorCode::Format,
                fmt::format("What was downloaded is not {}: its checksum differs; it was removed.", release.file));
        }
    }
    fs::rename(part, target, error);
    if (error) {
        throw Error(ErrorCode::Io,
                    fmt::format("The file {} cannot be made: {}.", quoteText(target.string()), error.message()));
    }
    return target;
}

} // namespace matinee
