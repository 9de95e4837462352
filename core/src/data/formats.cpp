#include "data/format.h"
#include "data/text.h"

namespace matinee {

const std::vector<const Format*>& formats()
{
    static const std::vector<const Format*> list = {
        &kFormat100k,
        &kFormatDat,
        &kFormatCsv,
    };
    return list;
}

ReleaseFolder::ReleaseFolder(const FileSource& source, std::string folder)
    : m_source(source)
{
    for (const auto& file : source.files()) {
        if (file.folder() == folder)
            m_files.push_back(file);
    }
}

const SourceFile* ReleaseFolder::find(std::string_view name) const
{
    const std::string wanted = lowered(name);
    for (const auto& file : m_files) {
        if (lowered(file.name()) == wanted)
            return &file;
    }
    return nullptr;
}

} // namespace matinee
