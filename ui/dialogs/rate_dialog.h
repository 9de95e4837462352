#pragma once

#include <QDialog>

class QLabel;
class QProgressBar;
class QPushButton;

namespace matinee::ui {

class Banner;
class RatePlot;
class Session;

/// Looks for a learning rate and shows the loss over it. Not modal: the experiment can be changed meanwhile.
class RateDialog : public QDialog
{
    Q_OBJECT

public:
    /// \param session must outlive the dialog
    explicit RateDialog(Session& session, QWidget* parent = nullptr);

    void find();

Q_SIGNALS:
    /// A person wants to train with it.
    void chosen(double rate);

private:
    void showState();
    void use();

    Session& m_session;
    Banner* m_banner;
    QLabel* m_about;
    RatePlot* m_plot;
    QLabel* m_status;
    QProgressBar* m_progress;
    QPushButton* m_use;
    QPushButton* m_again;
    QPushButton* m_close;
};

} // namespace matinee::ui
