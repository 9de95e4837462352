#pragma once

#include <QWidget>

namespace matinee::ui {

class DataView;
class Session;

/// The Data tab: the session's data set.
class DataPanel : public QWidget
{
    Q_OBJECT

public:
    /// \param session must outlive the panel
    explicit DataPanel(Session& session, QWidget* parent = nullptr);

private:
    DataView* m_view;
    int m_user = -1; ///< that the person looks at
};

} // namespace matinee::ui
