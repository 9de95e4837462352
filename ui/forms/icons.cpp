#include "ui/forms/icons.h"

#include "ui/state/colours.h"

#include <QFile>
#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>
#include <QSvgRenderer>

namespace matinee::ui {

namespace {

/// The colour of text in the palette. Palettes that were made for a dark desktop often leave out the colours of what is
/// disabled: then it lies half way to the background.
QColor textColour(bool disabled)
{
    const auto palette = QGuiApplication::palette();
    const auto active = palette.color(QPalette::Active, QPalette::WindowText);
    const auto muted = palette.color(QPalette::Disabled, QPalette::WindowText);
    if (!disabled || muted != active)
        return disabled ? muted : active;
    const auto back = palette.color(QPalette::Window);
    return QColor((active.red() + back.red()) / 2, (active.green() + back.green()) / 2,
                  (active.blue() + back.blue()) / 2);
}

/// Draws an SVG whose black stands for "the colour of text".
class TintedIconEngine : public QIconEngine
{
public:
    explicit TintedIconEngine(QByteArray svg)
        : m_svg(std::move(svg))
    {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State state) override
    {
        // What is switched on shows it in the accent colour, too.
        const auto colour = state == QIcon::On && mode != QIcon::Disabled
                                ? accentColour(isDark(QGuiApplication::palette()))
                                : textColour(mode == QIcon::Disabled);
        auto svg = m_svg;
        svg.replace("#000", colour.name().toLatin1());
        QSvgRenderer(svg).render(painter, rect);
    }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override
    {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(0, 0), size), mode, state);
        return pixmap;
    }

    QIconEngine* clone() const override { return new TintedIconEngine(m_svg); }

private:
    QByteArray m_svg;
};

} // namespace

QIcon icon(const QString& name, const QString& fallback)
{
    if (QIcon::hasThemeIcon(name))
        return QIcon::fromTheme(name);
    QFile file(QStringLiteral(":/matinee/icons/%1.svg").arg(fallback));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return QIcon(new TintedIconEngine(file.readAll()));
}

} // namespace matinee::ui
