#include "ui/panels/models/title_filter.h"

#include "ui/panels/models/row_order.h"

#include <matinee/dataset.h>

namespace matinee::ui {

TitleFilter::TitleFilter(const Catalogue& catalogue)
    : m_catalogue(catalogue)
{}

void TitleFilter::setText(const QString& text)
{
    m_needle = foldedText(text.trimmed());
    if (!isActive())
        return;
    if (m_titles.empty()) {
        for (const auto& film : m_catalogue.films)
            m_titles.push_back(foldedText(QString::fromStdString(film.title)));
    }
    m_matches.resize(m_titles.size());
    for (std::size_t i = 0; i < m_titles.size(); ++i)
        m_matches[i] = m_titles[i].contains(m_needle);
}

} // namespace matinee::ui
