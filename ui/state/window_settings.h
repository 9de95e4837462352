#pragma once

#include <matinee/sweep_spec.h>

#include <QByteArray>
#include <QStringList>
#include <QVariantMap>

#include <optional>

class QSettings;

namespace matinee::ui {

/// What the window keeps between starts, by name. Whatever is missing or damaged reads as its default.
class WindowSettings
{
public:
    explicit WindowSettings(QSettings& settings);

    QByteArray geometry() const;
    void setGeometry(const QByteArray& geometry);
    QByteArray layout() const;
    void setLayout(const QByteArray& layout);
    int tab() const;
    void setTab(int tab);
    int clusterCount(int fallback) const;
    void setClusterCount(int clusters);
    /// The last experiment; nothing where there is none or it no longer reads.
    /// Empty: no TensorBoard files are written.
    QString tensorBoardFolder() const;
    void setTensorBoardFolder(const QString& folder);
    bool liveTuning() const;
    void setLiveTuning(bool on);
    std::optional<ExperimentSpec> spec() const;
    void setSpec(const ExperimentSpec& spec);
    /// The last sweep's settings; nothing where there are none or they no longer read.
    std::optional<SweepSpec> sweep() const;
    void setSweep(const SweepSpec& sweep);

    /// See InspectorPanel::state().
    QVariantMap inspector() const;
    void setInspector(const QVariantMap& state);

    /// The last data set that was opened; "sample" at first.
    QString source() const;
    /// Paths only, newest first, at most eight.
    QStringList recentSources() const;
    void noteSource(const QString& source);
    void clearRecentSources();

private:
    QSettings& m_settings;
};

} // namespace matinee::ui
