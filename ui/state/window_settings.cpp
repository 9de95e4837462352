#include "ui/state/window_settings.h"

#include <QFileInfo>
#include <QSettings>

#include <nlohmann/json.hpp>

#include <algorithm>

namespace matinee::ui {

namespace {

constexpr int kRecentSources = 8;
constexpr int kMaximumClusters = 1000;

const auto kGeometry = QStringLiteral("window/geometry");
const auto kLayout = QStringLiteral("window/layout");
const auto kTab = QStringLiteral("window/tab");
const auto kClusters = QStringLiteral("map/clusters");
const auto kTensorBoard = QStringLiteral("experiment/tensorboard");
const auto kLiveTuning = QStringLiteral("experiment/live");
const auto kSpec = QStringLiteral("experiment/spec");
const auto kSweep = QStringLiteral("sweep/spec");
const auto kInspector = QStringLiteral("inspector/state");
const auto kSource = QStringLiteral("data/source");
const auto kRecent = QStringLiteral("data/recent");

} // namespace

WindowSettings::WindowSettings(QSettings& settings)
    : m_settings(settings)
{}

QByteArray WindowSettings::geometry() const
{
    return m_settings.value(kGeometry).toByteArray();
}

void WindowSettings::setGeometry(const QByteArray& geometry)
{
    m_settings.setValue(kGeometry, geometry);
}

QByteArray WindowSettings::layout() const
{
    return m_settings.value(kLayout).toByteArray();
}

void WindowSettings::setLayout(const QByteArray& layout)
{
    m_settings.setValue(kLayout, layout);
}

int WindowSettings::tab() const
{
    return std::max(0, m_settings.value(kTab).toInt());
}

void WindowSettings::setTab(int tab)
{
    m_settings.setValue(kTab, tab);
}

int WindowSettings::clusterCount(int fallback) const
{
    const int clusters = m_settings.value(kClusters).toInt();
    return clusters > 0 && clusters <= kMaximumClusters ? clusters : fallback;
}

void WindowSettings::setClusterCount(int clusters)
{
    m_settings.setValue(kClusters, clusters);
}

QString WindowSettings::tensorBoardFolder() const
{
    return m_settings.value(kTensorBoard).toString();
}

void WindowSettings::setTensorBoardFolder(const QString& folder)
{
    m_settings.setValue(kTensorBoard, folder);
}

bool WindowSettings::liveTuning() const
{
    return m_settings.value(kLiveTuning).toBool();
}

void WindowSettings::setLiveTuning(bool on)
{
    m_settings.setValue(kLiveTuning, on);
}

std::optional<ExperimentSpec> WindowSettings::spec() const
{
    const auto text = m_settings.value(kSpec).toString().toStdString();
    if (text.empty())
        return std::nullopt;
    try {
        return experimentFromJson(nlohmann::json::parse(text));
    } catch (const std::exception&) {
        return std::nullopt; // written by another version: the defaults are as good
    }
}

void WindowSettings::setSpec(const ExperimentSpec& spec)
{
    m_settings.setValue(kSpec, QString::fromStdString(toJson(spec).dump()));
}

std::optional<SweepSpec> WindowSettings::sweep() const
{
    const auto text = m_settings.value(kSweep).toString().toStdString();
    if (text.empty())
        return std::nullopt;
    try {
        return sweepFromJson(nlohmann::ordered_json::parse(text));
    } catch (const std::exception&) {
        return std::nullopt; // as above
    }
}

void WindowSettings::setSweep(const SweepSpec& sweep)
{
    m_settings.setValue(kSweep, QString::fromStdString(toJson(sweep).dump()));
}

QVariantMap WindowSettings::inspector() const
{
    return m_settings.value(kInspector).toMap();
}

void WindowSettings::setInspector(const QVariantMap& state)
{
    m_settings.setValue(kInspector, state);
}

QString WindowSettings::source() const
{
    return m_settings.value(kSource, QStringLiteral("sample")).toString();
}

QStringList WindowSettings::recentSources() const
{
    return m_settings.value(kRecent).toStringList();
}

void WindowSettings::noteSource(const QString& source)
{
    m_settings.setValue(kSource, source);
    if (!QFileInfo(source).isAbsolute())
        return; // the sample and installed releases are always offered
    auto recent = recentSources();
    recent.removeAll(source);
    recent.prepend(source);
    if (recent.size() > kRecentSources)
        recent.resize(kRecentSources);
    m_settings.setValue(kRecent, recent);
}

void WindowSettings::clearRecentSources()
{
    m_settings.remove(kRecent);
}

} // namespace matinee::ui
