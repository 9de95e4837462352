#pragma once

#include <stdexcept>
#include <string>

namespace matinee {

/// What kind of thing went wrong; decides the exit code and which help the window offers.
enum class ErrorCode
{
    InvalidArgument, ///< a setting, a name or a combination that cannot work
    NotFound,        ///< a file, release, run or film that is not there
    Format,          ///< data that does not follow its format; where() is file:line of the data
    Io,              ///< the disk or an archive failed
    Network,         ///< a download failed
    Certificate,     ///< the server's TLS certificate was refused (GroupLens's has expired before)
    Device,          ///< the compute device is absent or failed
    Stopped,         ///< the caller asked to stop
    Internal,        ///< a bug of ours or of a library
};

/// The one exception type that leaves core. message() is a whole sentence for a person; where() is the place in the
/// *data* or the setting ("u.data:17", "learning_rate"), empty where there is none. what() joins both.
class Error : public std::runtime_error
{
public:
    Error(ErrorCode code, std::string message, std::string where = {})
        : std::runtime_error(where.empty() ? message : where + ": " + message)
        , m_code(code)
        , m_message(std::move(message))
        , m_where(std::move(where))
    {}

    ErrorCode code() const noexcept { return m_code; }
    const std::string& message() const noexcept { return m_message; }
    const std::string& where() const noexcept { return m_where; }

private:
    ErrorCode m_code;
    std::string m_message;
    std::string m_where;
};

} // namespace matinee
