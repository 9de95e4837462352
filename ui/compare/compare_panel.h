#pragma once

#include "ui/compare/compare_session.h"
#include "ui/map/map_colouring.h"

#include <QWidget>

#include <array>
#include <memory>

class QComboBox;
class QLabel;
class QProgressBar;
class QToolButton;

namespace matinee::ui {

class FileChooser;
class FilmMapView;
class TablePage;

/// The Compare tab: two runs, or two epochs of one, side by side. What is chosen in one map is chosen in the other and
/// in the table below, which lists first the films that moved most.
class ComparePanel : public QWidget
{
    Q_OBJECT

public:
    ComparePanel(Session& session, RunLibrary& library, FileChooser& files, QWidget* parent = nullptr);

    CompareSession& comparison() { return m_compare; }

Q_SIGNALS:
    /// One whole sentence.
    void failed(const QString& message);

protected:
    void showEvent(QShowEvent* event) override;

private:
    struct SideWidgets
    {
        QComboBox* run = nullptr;
        QComboBox* epoch = nullptr;
        FilmMapView* view = nullptr;
    };

    QWidget* makeSide(int number);
    void listRuns();
    void listEpochs(int number);
    void choose(int number);
    void showComparison();
    void showSummary();
    void selectItem(int number, int row);
    void exportTable();

    Session& m_session;
    RunLibrary& m_library;
    FileChooser& m_files;
    CompareSession m_compare;
    MapSceneMaker m_scenes;
    std::array<SideWidgets, 2> m_sides;
    QLabel* m_summary = nullptr;
    QProgressBar* m_progress = nullptr;
    QToolButton* m_export = nullptr;
    TablePage* m_table = nullptr;
    std::shared_ptr<const MapComparison> m_shown;
    bool m_stale = true; ///< nobody looks: worked out when shown
    bool m_selecting = false;
};

} // namespace matinee::ui
