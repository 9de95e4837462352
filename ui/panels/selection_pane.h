#pragma once

#include <matinee/film_map.h>

#include <QWidget>

#include <vector>

class QLabel;
class QToolButton;

namespace matinee::ui {

class FileChooser;
class MapSceneMaker;
class Session;
class TablePage;

/// The films that are selected on the map: how many, what can be done with them, and a table of them. There only while
/// films are selected, or the map is of some films alone.
class SelectionPane : public QWidget
{
    Q_OBJECT

public:
    /// \param scenes knows the mean ratings
    SelectionPane(Session& session, MapSceneMaker& scenes, QWidget* parent = nullptr);

    /// Where a table is written to; without one it cannot be.
    void setFileChooser(FileChooser* files);
    bool isTableShown() const;
    /// The table as a file; empty without one.
    QByteArray csv();

Q_SIGNALS:
    void filmChosen(int item);
    void filmActivated();
    /// The table came or went.
    void tableToggled(bool shown);
    /// One whole sentence: the file could not be written.
    void failed(const QString& message);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    /// Without the table, the pane is as high as its buttons need in as many rows as they take.
    void fitHeight();
    QToolButton* addButton(const QString& name, const QString& text, const QString& help);
    void showSelection();
    void fillTable();
    /// \param keepNumber the number of clusters stays as it is if there are films enough
    void lookCloser(bool keepNumber);
    void showAllFilms();
    void write();

    Session& m_session;
    MapSceneMaker& m_scenes;
    FileChooser* m_files = nullptr;
    QLabel* m_count;
    QToolButton* m_toggle;
    bool m_showing = false;
    QToolButton* m_only;
    QToolButton* m_cluster;
    QToolButton* m_all;
    QToolButton* m_copy;
    QToolButton* m_csv;
    QToolButton* m_clear;
    TablePage* m_table;
    int m_clustersOfAll = 0; ///< before the map was of some films alone
    std::shared_ptr<const FilmMap> m_tableMap;
    std::vector<std::int32_t> m_tableFilms;
};

} // namespace matinee::ui
