#include "data/fetch.h"
#include "data/text.h"

#include <matinee/error.h>

#include <fmt/format.h>
#include <openssl/evp.h>

#include <cstdio>
#include <memory>
#include <vector>

namespace matinee {

std::string md5OfFile(const std::filesystem::path& path, const RunContext& context)
{
    struct Free
    {
        void operator()(EVP_MD_CTX* digest) const { EVP_MD_CTX_free(digest); }
        void operator()(std::FILE* file) const { std::fclose(file); }
    };
    const std::unique_ptr<std::FILE, Free> file(std::fopen(path.c_str(), "rb"));
    if (!file)
        throw Error(ErrorCode::Io, fmt::format("The file {} cannot be read.", quoteText(path.string())));
    const std::unique_ptr<EVP_MD_CTX, Free> digest(EVP_MD_CTX_new());
    if (!digest || EVP_DigestInit_ex(digest.get(), EVP_md5(), nullptr) != 1)
        throw Error(ErrorCode::Internal, "OpenSSL gives no MD5 here.");
    std::vector<char> block(1 << 20);
    while (const std::size_t count = std::fread(block.data(), 1, block.size(), file.get())) {
        context.throwIfStopped();
        EVP_DigestUpdate(digest.get(), block.data(), count);
    }
    if (std::ferror(file.get()))
        throw Error(ErrorCode::Io, fmt::format("The file {} cannot be read.", quoteText(path.string())));
    unsigned char bytes[EVP_MAX_MD_SIZE] = {};
    unsigned int size = 0;
    EVP_DigestFinal_ex(digest.get(), bytes, &size);
    std::string text;
    for (unsigned int i = 0; i < size; ++i)
        text += fmt::format("{:02x}", bytes[i]);
    return text;
}

} // namespace matinee
