#pragma once

#include <matinee/preset.h>

#include <QWidget>

#include <vector>

class QComboBox;
class QLabel;
class QPushButton;
class QToolButton;

namespace matinee::ui {

/// The presets that come with the program; none where their files are damaged, as the window works without them.
std::vector<Preset> availablePresets();

/// Chooses a preset, or says which one the settings are or came from. Shows what it is about, and its defects folded
/// away. What it shows follows from the settings, so that undoing them undoes it too.
class PresetBox : public QWidget
{
    Q_OBJECT

public:
    explicit PresetBox(std::vector<Preset> presets, QWidget* parent = nullptr);

    /// \param dataName of the data set that is open; empty while there is none: nothing is said about it then
    void setSpec(const ExperimentSpec& spec, const QString& dataName);
    /// Null if there is none of that id.
    const Preset* preset(const QString& id) const;
    void setChoosable(bool choosable);

Q_SIGNALS:
    void chosen(const QString& id);

private:
    const Preset* matching(const ExperimentSpec& spec) const;
    /// The same system as published or corrected; null if there is none.
    const Preset* counterpart(const Preset& preset) const;
    void showNotes(const Preset* preset);

    std::vector<Preset> m_presets; ///< each with its corrected version behind it
    QString m_origin;              ///< id of the preset that the settings came from; empty: none
    QLabel* m_title;
    QComboBox* m_choice;
    QPushButton* m_counterpart;
    QLabel* m_summary;
    QLabel* m_dataNote;
    QToolButton* m_fold;
    QLabel* m_notes;
};

} // namespace matinee::ui
