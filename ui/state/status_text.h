#pragma once

#include <QCoreApplication>
#include <QLocale>
#include <QString>

namespace matinee::ui {

class Session;

/// The session in a few words for the status bar; what is not known is empty.
class StatusText
{
    Q_DECLARE_TR_FUNCTIONS(matinee::ui::StatusText)

public:
    StatusText(const Session& session, const QLocale& locale);

    QString activity() const;
    QString device() const;
    QString epoch() const;
    QString rate() const;
    QString timeLeft() const;
    QString films() const;
    /// Of the training, in [0, 1]; negative: unknown.
    double progress() const;

private:
    const Session& m_session;
    QLocale m_locale;
};

} // namespace matinee::ui
