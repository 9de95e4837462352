#include "ui/state/spec_command.h"

#include "ui/state/session.h"

#include <QHash>

#include <algorithm>
#include <utility>

namespace matinee::ui {

namespace {

constexpr qint64 kMergeMilliseconds = 1000;

} // namespace

SpecCommand::SpecCommand(Session& session, const QString& field, const QString& label, ExperimentSpec before,
                         ExperimentSpec after)
    : QUndoCommand(label)
    , m_session(session)
    , m_field(field)
    , m_before(std::move(before))
    , m_after(std::move(after))
{
    m_age.start();
}

void SpecCommand::undo()
{
    apply(m_before);
}

void SpecCommand::redo()
{
    apply(m_after);
}

int SpecCommand::id() const
{
    return static_cast<int>(qHash(m_field) & 0x7FFFFFFF);
}

bool SpecCommand::mergeWith(const QUndoCommand* next)
{
    const auto* other = static_cast<const SpecCommand*>(next); // the same id: the same class
    if (other->m_field != m_field || m_age.elapsed() > kMergeMilliseconds)
        return false;
    m_after = other->m_after;
    m_age.restart();
    return true;
}

bool SpecCommand::isLive() const
{
    const auto rest = [](const ExperimentSpec& spec) {
        return std::tuple(spec.model, spec.seed, spec.device, spec.threads, spec.rows, spec.engine);
    };
    if (rest(m_before) != rest(m_after) || !(m_before.split == m_after.split))
        return false;
    return std::ranges::all_of(m_after.hyperparameters.parameters(), [this](const Parameter& parameter) {
        return parameter.live ||
               m_before.hyperparameters.value(parameter.key) == m_after.hyperparameters.value(parameter.key);
    });
}

void SpecCommand::apply(ExperimentSpec spec)
{
    const auto now = m_session.spec();
    spec.data = now.data;
    if (!m_session.isTraining() || m_session.isLiveTuning()) {
        m_session.setSpec(spec);
        return;
    }
    for (const auto& parameter : spec.hyperparameters.parameters()) {
        const auto& key = parameter.key;
        if (parameter.live && now.hyperparameters.value(key) != spec.hyperparameters.value(key))
            m_session.setLive(QString::fromStdString(key), spec.hyperparameters.real(key));
    }
}

} // namespace matinee::ui
