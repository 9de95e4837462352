#pragma once

#include <matinee/error.h>

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>

#include <filesystem>
#include <functional>
#include <stdexcept>
#include <string>

/// Path of an invented release in tests/data.
inline std::string tiny(const std::string& name)
{
    return std::string(MATINEE_TINY_DATA) + "/" + name;
}

/// What a call throws; Internal where it throws nothing.
inline matinee::Error errorOf(const std::function<void()>& call)
{
    try {
        call();
    } catch (const matinee::Error& error) {
        return error;
    }
    return matinee::Error(matinee::ErrorCode::Internal, "nothing was thrown");
}

/// A folder of files that goes away with it.
class TestFiles
{
public:
    std::string path(const std::string& name = {}) const
    {
        return m_folder.path().toStdString() + (name.empty() ? "" : "/" + name);
    }

    void write(const std::string& name, const std::string& content)
    {
        const QString file = QString::fromStdString(path(name));
        QFile out(file);
        const auto size = static_cast<qint64>(content.size());
        if (!QDir().mkpath(QFileInfo(file).path()) || !out.open(QIODevice::WriteOnly) ||
            out.write(content.data(), size) != size)
            throw std::runtime_error("A file of the test cannot be written.");
    }

    void copyTiny(const std::string& name)
    {
        for (const auto& entry : std::filesystem::directory_iterator(tiny(name)))
            std::filesystem::copy_file(entry.path(), path(entry.path().filename().string()));
    }

private:
    QTemporaryDir m_folder;
};
