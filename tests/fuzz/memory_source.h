#pragma once

#include "data/file_source.h"

#include <matinee/error.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Files that lie in memory.
class MemorySource : public matinee::FileSource
{
public:
    explicit MemorySource(std::vector<std::pair<std::string, std::string_view>> files)
        : m_content(std::move(files))
    {
        for (const auto& [name, content] : m_content)
            m_files.push_back({name, content.size()});
    }

    std::unique_ptr<matinee::ByteStream> open(const matinee::SourceFile& file) const override
    {
        for (const auto& [name, content] : m_content) {
            if (name == file.path)
                return std::make_unique<Stream>(content);
        }
        throw matinee::Error(matinee::ErrorCode::NotFound, "There is no such file.");
    }

private:
    class Stream : public matinee::ByteStream
    {
    public:
        explicit Stream(std::string_view rest)
            : m_rest(rest)
        {}
        /// A few bytes at a time, so that lines are cut in every place.
        std::size_t read(char* out, std::size_t size) override
        {
            const std::size_t count = std::min({size, m_rest.size(), std::size_t(61)});
            std::memcpy(out, m_rest.data(), count);
            m_rest.remove_prefix(count);
            return count;
        }

    private:
        std::string_view m_rest;
    };

    std::vector<std::pair<std::string, std::string_view>> m_content;
};
