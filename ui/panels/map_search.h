#pragma once

#include "ui/jobs/job_runner.h"

#include <matinee/title_search.h>

#include <QWidget>

#include <cstdint>
#include <memory>
#include <vector>

class QCompleter;
class QLabel;
class QLineEdit;
class QStandardItemModel;

namespace matinee::ui {

class Session;

/// Finds films by title, year and genre as the person types: a field, a list of the best hits below it, and how many
/// there are. Films that are not on the map are found as well.
class MapSearch : public QWidget
{
    Q_OBJECT

public:
    explicit MapSearch(Session& session, QWidget* parent = nullptr);
    ~MapSearch() override;

    /// To type at once over what was there.
    void startTyping();
    void clear();
    /// Rows on the map of the best hits: more rings would bury the map under them.
    const std::vector<std::int32_t>& ringedRows() const { return m_ringed; }

Q_SIGNALS:
    void hitsChanged();
    /// A dense item of Session::dataset(), perhaps of a film that is not on the map: one of the list, or the best for
    /// Enter.
    void filmChosen(int item);

private:
    /// Made on a worker: a large catalogue takes longer than a frame.
    struct Index
    {
        std::vector<std::int32_t> ratings; ///< by item
        TitleIndex titles;
    };

    void makeIndex();
    void search(const QString& text);
    void addLine(const TitleMatch& match);
    void showCount();

    Session& m_session;
    QLineEdit* m_field = nullptr;
    QCompleter* m_completer = nullptr;
    QStandardItemModel* m_model = nullptr;
    QLabel* m_count = nullptr;
    std::shared_ptr<const Index> m_index; ///< null: on its way
    std::vector<TitleMatch> m_hits;       ///< best first
    std::vector<std::int32_t> m_ringed;
    Job m_job;
    std::unique_ptr<JobRunner> m_jobs; ///< last: joined first
};

} // namespace matinee::ui
