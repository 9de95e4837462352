#include "ui/forms/wheel_guard.h"

#include <QEvent>
#include <QWidget>

namespace matinee::ui {

namespace {

class WheelNeedsFocus : public QObject
{
public:
    using QObject::QObject;

    bool eventFilter(QObject* watched, QEvent* event) override
    {
        if (event->type() == QEvent::Wheel && !static_cast<QWidget*>(watched)->hasFocus()) {
            event->ignore();
            return true;
        }
        return QObject::eventFilter(watched, event);
    }
};

} // namespace

void guardWheel(QWidget* field)
{
    field->setFocusPolicy(Qt::StrongFocus);
    field->installEventFilter(new WheelNeedsFocus(field));
}

} // namespace matinee::ui
