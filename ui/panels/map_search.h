#pragma once

#include <QWidget>

#include <cstdint>
#include <vector>

class QCompleter;
class QLabel;
class QLineEdit;
class QStandardItemModel;

namespace matinee::ui {

class Session;

/// Finds films by their titles as the person types: a field, a list of the best hits below it, and how many there are.
class MapSearch : public QWidget
{
    Q_OBJECT

public:
    explicit MapSearch(Session& session, QWidget* parent = nullptr);

    /// To type at once over what was there.
    void startTyping();
    void clear();
    /// Rows on the map of the best hits: more rings would bury the map under them.
    const std::vector<std::int32_t>& ringedRows() const { return m_ringed; }

Q_SIGNALS:
    void hitsChanged();
    /// A dense item of Session::dataset(): one of the list, or the best for Enter.
    void filmChosen(int item);

private:
    void search(const QString& text);
    void showCount(const QString& text);

    Session& m_session;
    QLineEdit* m_field = nullptr;
    QCompleter* m_completer = nullptr;
    QStandardItemModel* m_model = nullptr;
    QLabel* m_count = nullptr;
    std::vector<std::int32_t> m_hits; ///< dense items of Session::dataset(), best first
    std::vector<std::int32_t> m_ringed;
};

} // namespace matinee::ui
