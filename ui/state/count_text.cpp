#include "ui/state/count_text.h"

#include <QCoreApplication>
#include <QLocale>

namespace matinee::ui {

QString filmCountText(qlonglong count)
{
    const char* text = count == 1 ? QT_TRANSLATE_NOOP("matinee::ui::Counts", "%1 film")
                                  : QT_TRANSLATE_NOOP("matinee::ui::Counts", "%1 films");
    return QCoreApplication::translate("matinee::ui::Counts", text).arg(QLocale().toString(count));
}

QString ratingCountText(qlonglong count)
{
    const char* text = count == 1 ? QT_TRANSLATE_NOOP("matinee::ui::Counts", "%1 rating")
                                  : QT_TRANSLATE_NOOP("matinee::ui::Counts", "%1 ratings");
    return QCoreApplication::translate("matinee::ui::Counts", text).arg(QLocale().toString(count));
}

} // namespace matinee::ui
