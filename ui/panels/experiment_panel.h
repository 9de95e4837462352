#pragma once

#include <matinee/experiment.h>

#include <QStringList>
#include <QWidget>

#include <optional>

class QAction;
class QComboBox;
class QLabel;
class QPushButton;
class QScrollArea;
class QSpinBox;
class QUndoStack;
class QVBoxLayout;

namespace matinee::ui {

class ModelChooser;
class OutputSection;
class ParameterForm;
class PresetBox;
class RatingHistogram;
class Session;
class SplitForm;

/// Where an experiment is put together and started: data set, split, model, hyperparameters, device.
class ExperimentPanel : public QWidget
{
    Q_OBJECT

public:
    explicit ExperimentPanel(Session& session, QWidget* parent = nullptr);
    ~ExperimentPanel() override;

    /// Sources offered beside the sample and the installed releases, newest first.
    void setRecentSources(const QStringList& sources);
    /// Looks again at what is installed.
    void refreshSources();

    /// What is undone by undoAction(): edits of the experiment, and what others push.
    QUndoStack* undoStack() const { return m_undo; }
    /// Shows an experiment from elsewhere, with its data set; can be undone. \param label what was done
    void propose(const ExperimentSpec& spec, const QString& label);

    QAction* undoAction() const { return m_undoAction; }
    QAction* redoAction() const { return m_redoAction; }

    /// Empty if Start works; else one sentence that says why not.
    QString startBlocker() const;
    /// Takes over a number that is still being typed, then starts the training; does nothing while it is blocked.
    void start();
    /// An edit that can be undone, of a model that has one.
    void setLearningRate(double rate);

Q_SIGNALS:
    void openFolderRequested();
    void openFileRequested();
    void downloadRequested();
    void tensorBoardFolderRequested();
    /// startBlocker() may be another one.
    void startBlockerChanged();

private:
    QWidget* makeDataSection();
    QWidget* makeSplitSection();
    QWidget* makeModelSection();
    QWidget* makeDeviceSection();
    QWidget* makeControls();

    void showSource();
    void showSpec();
    void showPreset();
    void showDataset();
    void showDevices();
    void showDevice();
    void showEngine();
    void showActivity();
    void alignColumns();
    void updateUndo();
    void edit(const QString& field, const QString& label, const ExperimentSpec& after);
    void choosePreset(const QString& id);
    void chooseModel(const QString& model);

    Session& m_session;
    QUndoStack* m_undo;
    QAction* m_undoAction;
    QAction* m_redoAction;
    QStringList m_recent;
    std::optional<SplitSpec> m_shownSplit;
    bool m_showing = false;

    QScrollArea* m_scroll = nullptr;
    QComboBox* m_source = nullptr;
    QPushButton* m_open = nullptr;
    QPushButton* m_download = nullptr;
    QLabel* m_users = nullptr;
    QLabel* m_films = nullptr;
    QLabel* m_ratings = nullptr;
    QLabel* m_density = nullptr;
    RatingHistogram* m_histogram = nullptr;
    SplitForm* m_split = nullptr;
    QSpinBox* m_seed = nullptr;
    QWidget* m_rowsLine = nullptr;
    QLabel* m_rows = nullptr;
    PresetBox* m_preset = nullptr;
    ModelChooser* m_model = nullptr;
    ParameterForm* m_form = nullptr;
    QPushButton* m_reset = nullptr;
    QComboBox* m_device = nullptr;
    QComboBox* m_engine = nullptr;
    OutputSection* m_output = nullptr;
    QLabel* m_deviceReason = nullptr;
    QLabel* m_reason = nullptr;
    QPushButton* m_start = nullptr;
    QPushButton* m_pause = nullptr;
    QPushButton* m_stop = nullptr;
};

} // namespace matinee::ui
