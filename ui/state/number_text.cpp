#include "ui/state/number_text.h"

#include <QLocale>

#include <cmath>

namespace matinee::ui {

namespace {

bool isZero(const QString& text, const QLocale& locale)
{
    bool isNumber = false;
    return locale.toDouble(text, &isNumber) == 0 && isNumber;
}

} // namespace

QString numberText(double value, char format, int precision)
{
    if (!std::isfinite(value))
        return QStringLiteral("–");
    const QLocale locale;
    const QString size = locale.toString(std::abs(value), format, precision);
    return std::signbit(value) && !isZero(size, locale) ? QStringLiteral("−") + size : size;
}

QString signedNumberText(double value, int decimals)
{
    const QString text = numberText(value, 'f', decimals);
    return !std::isfinite(value) || text.startsWith(QStringLiteral("−")) ? text : QLatin1Char('+') + text;
}

} // namespace matinee::ui
