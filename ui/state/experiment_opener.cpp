#include "ui/state/experiment_opener.h"

#include "ui/state/session.h"
#include "ui/state/spec_command.h"

#include <matinee/dataset_source.h>

#include <QFileInfo>
#include <QUndoStack>

#include <algorithm>
#include <utility>

namespace matinee::ui {

namespace {

/// What SOURCE can be opened as here; empty: the data set is not on this machine.
QString reachableSource(const ExperimentOpener::Request& request)
{
    const auto& source = request.spec.data;
    const auto installed = installedDatasets();
    const auto isInstalled = [&installed](const std::string& id) {
        return std::ranges::find(installed, id, &InstalledDataset::id) != installed.end();
    };
    const auto text = QString::fromStdString(source);
    if (source == "sample" || isInstalled(source) || QFileInfo::exists(text))
        return text;
    // Elsewhere it lay in another folder.
    return isInstalled(request.dataName.toStdString()) ? request.dataName : QString();
}

} // namespace

ExperimentOpener::ExperimentOpener(Session& session, QUndoStack& undo, QObject* parent)
    : QObject(parent)
    , m_session(session)
    , m_undo(undo)
{
    // A change of the data set is told before specChanged(): training may begin only after both.
    connect(&session, &Session::datasetChanged, this,
            [this] { QMetaObject::invokeMethod(this, &ExperimentOpener::finish, Qt::QueuedConnection); });
    connect(&session, &Session::datasetFailed, this, [this] { m_waiting.reset(); });
}

void ExperimentOpener::open(const Request& request)
{
    if (m_session.isTraining() && !m_session.isLiveTuning()) {
        Q_EMIT problem(tr("Stop the training before taking other settings."));
        return;
    }
    m_waiting.reset();
    const auto& data = m_session.dataset();
    const bool isOpen = data && !m_session.isLoading() &&
                        (request.digest.empty() ? m_session.spec().data == request.spec.data
                                                : data->provenance.digest == request.digest);
    const auto source = isOpen ? QString() : reachableSource(request);
    // The data set first: live tuning waits for it.
    if (!source.isEmpty())
        m_session.openSource(source);
    m_undo.push(
        new SpecCommand(m_session, QStringLiteral("experiment"), request.label, m_session.spec(), request.spec));
    if (isOpen) {
        // Live tuning trains what was changed already.
        if (request.start && !(m_session.isLiveTuning() && m_session.isTraining()))
            Q_EMIT startRequested();
        return;
    }
    if (source.isEmpty()) {
        const auto name = request.dataName.isEmpty() ? QString::fromStdString(request.spec.data) : request.dataName;
        Q_EMIT problem(tr("The settings of %1 are there, but its data set “%2” is not on this machine: open it, "
                          "then press Start.")
                           .arg(request.subject, name));
        return;
    }
    m_waiting = request;
}

void ExperimentOpener::finish()
{
    if (!m_waiting || !m_session.dataset() || m_session.isLoading())
        return;
    const auto request = *std::exchange(m_waiting, std::nullopt);
    if (!request.digest.empty() && m_session.dataset()->provenance.digest != request.digest)
        Q_EMIT problem(tr("The data set “%1” is not the one that %2 was trained on: its numbers do not compare.")
                           .arg(QString::fromStdString(m_session.dataset()->name), request.subject));
    if (request.start && !(m_session.isLiveTuning() && m_session.isTraining()))
        Q_EMIT startRequested();
}

} // namespace matinee::ui
