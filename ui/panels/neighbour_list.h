#pragma once

#include <matinee/neighbours.h>

#include <QWidget>

#include <cstdint>
#include <vector>

class QAction;
class QComboBox;
class QLabel;
class QTreeWidget;

namespace matinee::ui {

class Session;

/// The films nearest to one film, or to the mean of several, in the space of the factors, with how far they are from
/// it on the map. A click or Enter chooses one, a double click or Ctrl+Enter goes there on the map.
class NeighbourList : public QWidget
{
    Q_OBJECT

public:
    explicit NeighbourList(Session& session, QWidget* parent = nullptr);

    /// For the heading: what counts as near.
    QComboBox* metricBox() const { return m_metric; }
    QString metric() const;
    /// An unknown name changes nothing.
    void setMetric(const QString& name);

    /// Rows on the session's map; none: the reason stands in place of a list. Worked out when it is seen.
    void setRows(std::vector<std::int32_t> rows, const QString& reason);

    /// The whole list, tab separated as it is read, or as RFC 4180 has it with the numbers of the C locale.
    QString text() const;
    QString csv() const;

    QTreeWidget* tree() const { return m_tree; }

Q_SIGNALS:
    /// Dense items of Session::dataset().
    void filmChosen(int item);
    void filmOnMapRequested(int item);
    void metricChanged();

protected:
    void showEvent(QShowEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    struct Line
    {
        int item = -1;
        QString title;
        double similarity = 0;
        double mapDistance = 0;
        int mapRank = 0;
    };

    void makeTree();
    void makeMenu();
    QAction* addAction(const QString& name, const QString& text, const QKeySequence& keys);
    void refresh();
    void fitHeight();
    void goToCurrent();
    matinee::Similarity similarity() const;

    Session& m_session;
    QComboBox* m_metric;
    QTreeWidget* m_tree;
    QLabel* m_reason;
    std::vector<std::int32_t> m_rows;
    std::vector<Line> m_lines;
    bool m_stale = false; ///< nobody has looked yet
};

} // namespace matinee::ui
