#include "ui/forms/scientific_spin_box.h"

#include <QLocale>
#include <QRegularExpression>

#include <algorithm>
#include <cmath>

namespace matinee::ui {

namespace {

/// QDoubleSpinBox rounds to this many places: enough for every hyperparameter, and few enough for exact text.
constexpr int kPlaces = 12;
constexpr int kDigits = 6;
constexpr double kFirstStep = 1e-4; // from zero, upwards

double parse(const QLocale& locale, const QString& text, bool* ok)
{
    const double value = locale.toDouble(text.trimmed(), ok);
    // A point is understood in every language: papers and scripts have it.
    return *ok ? value : QLocale::c().toDouble(text.trimmed(), ok);
}

} // namespace

ScientificSpinBox::ScientificSpinBox(QWidget* parent)
    : QDoubleSpinBox(parent)
{
    setDecimals(kPlaces);
}

QString ScientificSpinBox::textFromValue(double value) const
{
    auto plain = locale();
    plain.setNumberOptions(QLocale::OmitGroupSeparator);
    return plain.toString(value, 'g', kDigits);
}

double ScientificSpinBox::valueFromText(const QString& text) const
{
    bool ok = false;
    const double number = parse(locale(), text, &ok);
    return ok ? number : value();
}

QValidator::State ScientificSpinBox::validate(QString& text, int&) const
{
    bool ok = false;
    const double number = parse(locale(), text, &ok);
    if (ok && number >= minimum() && number <= maximum())
        return QValidator::Acceptable;
    static const QRegularExpression kBeginning(QStringLiteral("^\\s*[-+]?[0-9]*[.,]?[0-9]*([eE][-+]?[0-9]*)?\\s*$"));
    return kBeginning.match(text).hasMatch() ? QValidator::Intermediate : QValidator::Invalid;
}

void ScientificSpinBox::stepBy(int steps)
{
    double number = value();
    for (int i = 0; i < std::abs(steps); ++i) {
        const double sign = steps > 0 ? 1 : -1;
        if (number == 0) {
            number = sign * std::min(kFirstStep, maximum());
            continue;
        }
        // Down from a power of ten the leading digit is that of the decade below: 0.001 goes to 0.0009.
        double decade = std::floor(std::log10(std::abs(number)) + 1e-9);
        if (sign * number < 0 && std::abs(number) < std::pow(10.0, decade) * (1 + 1e-9))
            decade -= 1;
        const double step = std::pow(10.0, decade);
        number = std::round((number + sign * step) / step) * step;
        if (std::abs(number) < std::pow(10.0, 1 - kPlaces))
            number = 0;
    }
    setValue(std::clamp(number, minimum(), maximum()));
    selectAll();
}

} // namespace matinee::ui
