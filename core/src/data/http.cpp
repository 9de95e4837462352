#include "data/http.h"

#include "data/text.h"

#include <matinee/error.h>

#include <curl/curl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <exception>
#include <memory>
#include <system_error>

namespace matinee {

namespace {

struct Free
{
    void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
    void operator()(std::FILE* file) const { std::fclose(file); }
};
struct FreeMulti
{
    void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};

/// A transfer on its way; what libcurl's callback sees.
struct Transfer
{
    CURL* easy = nullptr;
    std::FILE* file = nullptr;
    std::uint64_t kept = 0;     ///< bytes of the file from before
    std::uint64_t received = 0; ///< bytes of the body
    std::uint64_t expected = 0;
    bool began = false;
    bool tooMuch = false;
    int writeError = 0; ///< errno
};

long statusOf(CURL* easy)
{
    long status = 0;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    return status;
}

std::size_t onBody(char* bytes, std::size_t one, std::size_t count, void* pointer)
{
    auto& transfer = *static_cast<Transfer*>(pointer);
    const std::size_t size = one * count;
    const long status = statusOf(transfer.easy);
    if (status != 200 && status != 206)
        return size; // the page of an error
    if (!transfer.began) {
        transfer.began = true;
        if (status == 200 && transfer.kept > 0) {
            // A server that does not know ranges sends the whole.
            transfer.kept = 0;
            if (ftruncate(fileno(transfer.file), 0) != 0) {
                transfer.writeError = errno;
                return 0;
            }
        }
    }
    transfer.received += size;
    if (transfer.expected > 0 && transfer.kept + transfer.received > transfer.expected) {
        transfer.tooMuch = true;
        return 0;
    }
    errno = 0;
    if (std::fwrite(bytes, 1, size, transfer.file) != size) {
        transfer.writeError = errno ? errno : EIO;
        return 0;
    }
    return size;
}

std::string hostOf(const std::string& address)
{
    const auto begin = address.find("://") + 3;
    return address.substr(begin, address.find('/', begin) - begin);
}

std::string megabytes(std::uint64_t bytes)
{
    return fmt::format("{:.1f} MB", static_cast<double>(bytes) / 1e6);
}

[[noreturn]] void failTransfer(CURLcode code, const HttpDownload& download, const Transfer& transfer,
                               const std::string& detail)
{
    const std::string host = hostOf(download.address);
    const auto network = [](const std::string& message) { return Error(ErrorCode::Network, message); };
    const std::string again = transfer.kept + transfer.received > 0 ? " Starting again goes on from there." : "";
    switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
        throw network(fmt::format("The server {} was not found: there is no network, or the name is wrong.", host));
    case CURLE_COULDNT_CONNECT:
        throw network(fmt::format("The server {} does not accept connections.", host));
    case CURLE_OPERATION_TIMEDOUT:
        throw network(fmt::format("The server {} did not answer in time, after {}.{}", host,
                                  megabytes(transfer.kept + transfer.received), again));
    case CURLE_PARTIAL_FILE:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_GOT_NOTHING:
        throw network(fmt::format("The connection to {} was cut after {}.{}", host,
                                  megabytes(transfer.kept + transfer.received), again));
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
        throw Error(ErrorCode::Certificate,
                    fmt::format("The TLS certificate of {} was refused ({}); GroupLens's has expired before: try again "
                                "later, or fetch {} by hand and open it.",
                                host, detail, download.what));
    default:
        throw network(fmt::format("{} could not be downloaded from {}: {}.", download.what, host, detail));
    }
}

} // namespace

bool HttpDownload::run(const RunContext& context) const
{
    static const CURLcode initialised = curl_global_init(CURL_GLOBAL_DEFAULT);
    const std::unique_ptr<CURL, Free> easy(curl_easy_init());
    const std::unique_ptr<CURLM, FreeMulti> multi(curl_multi_init());
    if (initialised != CURLE_OK || !easy || !multi)
        throw Error(ErrorCode::Internal, "libcurl does not start.");

    const auto failDisk = [&](int number) {
        return Error(ErrorCode::Io, fmt::format("The file {} cannot be written: {}.", quoteText(file.string()),
                                                std::generic_category().message(number)));
    };
    // Appending, so that a file is cut off and written on without a seek.
    const std::unique_ptr<std::FILE, Free> out(std::fopen(file.c_str(), "ab"));
    if (!out)
        throw failDisk(errno);
    std::setvbuf(out.get(), nullptr, _IONBF, 0); // a full disk is told at once
    if (flock(fileno(out.get()), LOCK_EX | LOCK_NB) != 0)
        throw Error(ErrorCode::Io, fmt::format("{} is being downloaded already.", what));

    struct RemoveEmpty
    {
        const std::filesystem::path& file;
        int before = std::uncaught_exceptions();
        ~RemoveEmpty()
        {
            std::error_code ignored;
            if (std::uncaught_exceptions() > before && std::filesystem::file_size(file, ignored) == 0)
                std::filesystem::remove(file, ignored);
        }
    };
    const RemoveEmpty removeEmpty = {file}; // of a failed transfer only what can be gone on from is kept

    Transfer transfer = {.easy = easy.get(), .file = out.get(), .expected = expected};
    std::error_code unknown;
    const auto size = std::filesystem::file_size(file, unknown);
    transfer.kept = unknown ? 0 : size;
    if (expected > 0 && transfer.kept == expected)
        return true;
    if (expected > 0 && transfer.kept > expected) {
        if (ftruncate(fileno(out.get()), 0) != 0)
            throw failDisk(errno);
        transfer.kept = 0;
    }

    char detail[CURL_ERROR_SIZE] = {};
    const bool secure = address.starts_with("https://");
    const std::string range = fmt::format("{}-", transfer.kept);
    curl_easy_setopt(easy.get(), CURLOPT_URL, address.c_str());
    curl_easy_setopt(easy.get(), CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy.get(), CURLOPT_REDIR_PROTOCOLS_STR, secure ? "https" : "http,https");
    curl_easy_setopt(easy.get(), CURLOPT_FOLLOWLOCATION, 1L);
    curl_easy_setopt(easy.get(), CURLOPT_MAXREDIRS, 5L);
    curl_easy_setopt(easy.get(), CURLOPT_USERAGENT, "matinee/" MATINEE_VERSION);
    curl_easy_setopt(easy.get(), CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy.get(), CURLOPT_QUICK_EXIT, 1L); // a stop does not wait for a name server
    curl_easy_setopt(easy.get(), CURLOPT_CONNECTTIMEOUT, connectSeconds);
    curl_easy_setopt(easy.get(), CURLOPT_LOW_SPEED_LIMIT, 10L);
    curl_easy_setopt(easy.get(), CURLOPT_LOW_SPEED_TIME, stalledSeconds);
    curl_easy_setopt(easy.get(), CURLOPT_ERRORBUFFER, detail);
    curl_easy_setopt(easy.get(), CURLOPT_WRITEFUNCTION, onBody);
    curl_easy_setopt(easy.get(), CURLOPT_WRITEDATA, &transfer);
    if (transfer.kept > 0)
        curl_easy_setopt(easy.get(), CURLOPT_RANGE, range.c_str());

    struct Attached
    {
        CURLM* multi;
        CURL* easy;
        ~Attached() { curl_multi_remove_handle(multi, easy); }
    };
    curl_multi_add_handle(multi.get(), easy.get());
    const Attached attached = {multi.get(), easy.get()};

    for (int running = 1; running > 0;) {
        context.throwIfStopped();
        curl_multi_perform(multi.get(), &running);
        curl_off_t length = -1;
        curl_easy_getinfo(easy.get(), CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
        const std::uint64_t have = transfer.kept + transfer.received;
        const std::uint64_t whole = expected > 0 ? expected : length > 0 ? transfer.kept + length : 0;
        if (whole > 0) {
            context.report(std::min(1.0, static_cast<double>(have) / static_cast<double>(whole)),
                           fmt::format("Downloading {}: {} of {}", what, megabytes(have), megabytes(whole)));
        } else {
            context.report(-1, fmt::format("Downloading {}: {}", what, megabytes(have)));
        }
        if (running > 0)
            curl_multi_poll(multi.get(), nullptr, 0, 50, nullptr);
    }

    CURLcode code = CURLE_OK;
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi.get(), &left)) {
        if (message->msg == CURLMSG_DONE)
            code = message->data.result;
    }
    if (transfer.writeError != 0)
        throw failDisk(transfer.writeError);
    if (transfer.tooMuch) {
        std::filesystem::resize_file(file, 0, unknown); // nothing to go on from
        throw Error(ErrorCode::Format, fmt::format("What {} sends is larger than {} should be ({}).", hostOf(address),
                                                   what, megabytes(expected)));
    }
    if (code != CURLE_OK)
        failTransfer(code, *this, transfer, detail[0] ? detail : curl_easy_strerror(code));
    const long status = statusOf(easy.get());
    if (status == 416)
        return true; // nothing is left to send; the checksum decides
    if (status == 404)
        throw Error(ErrorCode::Network, fmt::format("The server {} has no {} (HTTP 404).", hostOf(address), what));
    if (status != 200 && status != 206)
        throw Error(ErrorCode::Network,
                    fmt::format("The server {} refused {} (HTTP {}).", hostOf(address), what, status));
    return transfer.kept > 0;
}

} // namespace matinee
