#include "ui/forms/notice_bar.h"

#include "ui/forms/icons.h"
#include "ui/state/colours.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>

namespace matinee::ui {

namespace {

constexpr int kMargin = 4;
constexpr int kGrid = 8;
constexpr int kStripe = 4;

} // namespace

NoticeBar::NoticeBar(const QString& name, QWidget* parent)
    : QFrame(parent)
    , m_text(new QLabel(this))
    , m_action(new QPushButton(this))
    , m_dismiss(new QToolButton(this))
{
    setObjectName(name);
    m_text->setObjectName(name + QStringLiteral("Text"));
    m_text->setTextFormat(Qt::PlainText); // it may quote what a person typed
    m_text->setWordWrap(true);
    m_action->setObjectName(name + QStringLiteral("Action"));
    m_dismiss->setObjectName(name + QStringLiteral("Dismiss"));
    m_dismiss->setIcon(icon(QStringLiteral("window-close"), QStringLiteral("close")));
    m_dismiss->setAutoRaise(true);
    m_dismiss->setFocusPolicy(Qt::StrongFocus);
    m_dismiss->setAccessibleName(tr("Dismiss the notice"));
    m_dismiss->setToolTip(tr("Dismiss the notice"));
    connect(m_action, &QPushButton::clicked, this, &NoticeBar::actionTriggered);
    connect(m_dismiss, &QToolButton::clicked, this, &NoticeBar::dismiss);

    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(kStripe + kGrid, kMargin, kGrid, kMargin);
    layout->setSpacing(kGrid);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_action);
    layout->addWidget(m_dismiss);
    hide();
}

void NoticeBar::showNotice(const QString& message, const QString& action)
{
    m_text->setText(message);
    m_action->setText(action);
    m_action->setAccessibleName(action);
    m_action->setVisible(!action.isEmpty());
    setAccessibleName(message);
    show();
    QAccessibleEvent event(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
}

void NoticeBar::dismiss()
{
    m_text->clear();
    hide();
}

QString NoticeBar::message() const
{
    return m_text->text();
}

void NoticeBar::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const bool dark = isDark(palette());
    auto colour = accentColour(dark);
    painter.fillRect(0, 0, kStripe, height(), colour);
    colour.setAlpha(dark ? 48 : 24);
    painter.fillRect(rect(), colour);
}

} // namespace matinee::ui
