#include "ui/state/colours.h"

#include <QApplication>

#include <array>

namespace matinee::ui {

namespace {

struct Pair
{
    QRgb light;
    QRgb dark;
};

constexpr std::array<Pair, 14> kCategories = {{
    {0xFF0072B2, 0xFF4DA6DB}, // blue
    {0xFFE69F00, 0xFFE69F00}, // orange
    {0xFF009E73, 0xFF1FBF93}, // bluish green
    {0xFFD55E00, 0xFFE8743B}, // vermilion
    {0xFFCC79A7, 0xFFDB93BB}, // reddish purple
    {0xFF56B4E9, 0xFF8CCBF0}, // sky blue
    {0xFFB8A800, 0xFFF0E442}, // yellow; darkened on white, where the original vanishes
    {0xFF332288, 0xFF8F83D6}, // indigo
    {0xFF999933, 0xFFBDBD5C}, // olive
    {0xFF882255, 0xFFC2608F}, // wine
    {0xFF117733, 0xFF4CAF6E}, // green
    {0xFF44AA99, 0xFF6FC7B8}, // teal
    {0xFFCC6677, 0xFFDE8592}, // rose
    {0xFF777777, 0xFFAAAAAA}, // grey
}};

constexpr int kOwnColours = 2; ///< categories taken by the run that trains

/// Numbers of runs begin with 1 and follow each other: neighbours differ in colour, then in dash.
int runPlace(qint64 id, int places)
{
    return static_cast<int>(((id - 1) % places + places) % places);
}

QColor mixed(const QColor& a, const QColor& b, double share)
{
    const auto mix = [share](int x, int y) { return static_cast<int>(x + (y - x) * share); };
    return {mix(a.red(), b.red()), mix(a.green(), b.green()), mix(a.blue(), b.blue())};
}

} // namespace

bool isDark(const QPalette& palette)
{
    return palette.color(QPalette::Window).lightness() < palette.color(QPalette::WindowText).lightness();
}

QColor categoryColour(int index, bool dark)
{
    const auto& pair = kCategories[static_cast<std::size_t>(index) % kCategories.size()];
    return QColor::fromRgb(dark ? pair.dark : pair.light);
}

int categoryColourCount()
{
    return static_cast<int>(kCategories.size());
}

int secondChannel(int index)
{
    return index / categoryColourCount();
}

QColor runColour(qint64 id, bool dark)
{
    // Blue and orange come last: they are the training and the validation curve of the run that trains.
    return categoryColour(runPlace(id, categoryColourCount()) + kOwnColours, dark);
}

Qt::PenStyle runDash(qint64 id)
{
    constexpr std::array dashes = {Qt::SolidLine, Qt::DashLine, Qt::DotLine, Qt::DashDotLine, Qt::DashDotDotLine};
    const int places = categoryColourCount() * static_cast<int>(dashes.size());
    return dashes[static_cast<std::size_t>(runPlace(id, places) / categoryColourCount())];
}

QColor accentColour(bool dark)
{
    return categoryColour(0, dark);
}

QColor mutedTextColour(const QPalette& palette)
{
    return mixed(palette.color(QPalette::WindowText), palette.color(QPalette::Window), 0.35);
}

void mendQuietText()
{
    QPalette palette = QApplication::palette();
    const auto quiet = mutedTextColour(palette);
    if (palette.color(QPalette::Active, QPalette::PlaceholderText) == quiet)
        return;
    QPalette mended;
    mended.setResolveMask(0);
    for (const auto group : {QPalette::Active, QPalette::Inactive})
        mended.setColor(group, QPalette::PlaceholderText, quiet);
    QApplication::setPalette(mended);
}

QColor gridColour(const QPalette& palette)
{
    return mixed(palette.color(QPalette::Window), palette.color(QPalette::WindowText), 0.15);
}

QColor betterColour(bool dark)
{
    return dark ? QColor(0x6F, 0xC1, 0xF0) : QColor(0x00, 0x5E, 0x99);
}

QColor worseColour(bool dark)
{
    return dark ? QColor(0xF0, 0x8A, 0x55) : QColor(0xA8, 0x45, 0x00);
}

QColor errorColour(bool dark)
{
    return dark ? QColor(0xFF, 0x8A, 0x80) : QColor(0xB3, 0x1B, 0x1B);
}

} // namespace matinee::ui
