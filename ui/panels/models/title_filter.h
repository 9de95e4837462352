#pragma once

#include <QString>

#include <vector>

namespace matinee {
struct Catalogue;
}

namespace matinee::ui {

/// Which films have a text in their title; what it costs does not depend on the number of ratings.
class TitleFilter
{
public:
    explicit TitleFilter(const Catalogue& catalogue);

    void setText(const QString& text);
    bool isActive() const { return !m_needle.isEmpty(); }
    bool accepts(std::int32_t item) const { return m_matches[static_cast<std::size_t>(item)]; }

private:
    const Catalogue& m_catalogue;
    std::vector<QString> m_titles; ///< folded; made when first needed
    QString m_needle;
    std::vector<bool> m_matches;
};

} // namespace matinee::ui
