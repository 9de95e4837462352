#pragma once

#include <matinee/experiment.h>

#include <QElapsedTimer>
#include <QUndoCommand>

namespace matinee::ui {

class Session;

/// One edit of the experiment that can be undone. Edits of the same field in quick succession (a slider that is
/// dragged) are one. The data set is not part of it.
class SpecCommand : public QUndoCommand
{
public:
    /// \param field what was edited, e.g. the key of a hyperparameter
    SpecCommand(Session& session, const QString& field, const QString& label, ExperimentSpec before,
                ExperimentSpec after);

    void undo() override;
    void redo() override;
    int id() const override;
    bool mergeWith(const QUndoCommand* next) override;

    /// Whether it may be undone and redone while training runs: it changes nothing but live hyperparameters.
    bool isLive() const;

private:
    void apply(ExperimentSpec spec);

    Session& m_session;
    QString m_field;
    ExperimentSpec m_before;
    ExperimentSpec m_after;
    QElapsedTimer m_age;
};

} // namespace matinee::ui
