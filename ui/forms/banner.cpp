#include "ui/forms/banner.h"

#include "ui/forms/icons.h"
#include "ui/state/colours.h"

#include <QAccessible>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include <utility>

namespace matinee::ui {

namespace {

constexpr int kMargin = 8;
constexpr int kIconSize = 16;
constexpr int kStripe = 4;

QColor stripeColour(Banner::Kind kind, const QPalette& palette)
{
    return kind == Banner::Kind::Error ? errorColour(isDark(palette)) : categoryColour(1, isDark(palette));
}

} // namespace

Banner::Banner(QWidget* parent)
    : QFrame(parent)
    , m_icon(new QLabel(this))
    , m_text(new QLabel(this))
    , m_dismiss(new QToolButton(this))
    , m_action(new QPushButton(this))
{
    setObjectName(QStringLiteral("banner"));
    m_text->setObjectName(QStringLiteral("bannerText"));
    m_text->setWordWrap(true);
    m_text->setTextFormat(Qt::PlainText); // it may quote a line of a file
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_dismiss->setObjectName(QStringLiteral("bannerDismiss"));
    m_dismiss->setIcon(icon(QStringLiteral("window-close"), QStringLiteral("close")));
    m_dismiss->setAutoRaise(true);
    m_dismiss->setFocusPolicy(Qt::StrongFocus);
    m_dismiss->setAccessibleName(tr("Dismiss the message"));
    m_dismiss->setToolTip(tr("Dismiss the message"));
    connect(m_dismiss, &QToolButton::clicked, this, &Banner::dismiss);
    m_action->setObjectName(QStringLiteral("bannerAction"));
    m_action->hide();
    connect(m_action, &QPushButton::clicked, this, [this] {
        const auto act = std::exchange(m_act, {});
        dismiss();
        if (act)
            act();
    });

    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(kStripe + kMargin, kMargin, kMargin, kMargin);
    layout->setSpacing(kMargin);
    layout->addWidget(m_icon, 0, Qt::AlignTop);
    auto* middle = new QVBoxLayout;
    middle->setSpacing(kMargin);
    middle->addWidget(m_text);
    middle->addWidget(m_action, 0, Qt::AlignLeft);
    layout->addLayout(middle, 1);
    layout->addWidget(m_dismiss, 0, Qt::AlignTop);
    hide();
}

void Banner::showMessage(Kind kind, const QString& message, const QString& actionText, std::function<void()> action)
{
    m_kind = kind;
    m_message = message;
    m_act = std::move(action);
    m_text->setText(message);
    m_action->setText(actionText);
    m_action->setAccessibleName(actionText);
    m_action->setVisible(!actionText.isEmpty());
    setAccessibleName(kind == Kind::Error ? tr("Error: %1").arg(message) : tr("Warning: %1").arg(message));
    updateIcon();
    show();
    update();
    QAccessibleEvent event(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
}

void Banner::dismiss()
{
    m_message.clear();
    m_act = {};
    hide();
}

void Banner::updateIcon()
{
    const auto picture = m_kind == Kind::Error ? icon(QStringLiteral("dialog-error"), QStringLiteral("error"))
                                               : icon(QStringLiteral("dialog-warning"), QStringLiteral("warning"));
    m_icon->setPixmap(picture.pixmap(QSize(kIconSize, kIconSize), devicePixelRatioF()));
}

void Banner::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange && !m_message.isEmpty())
        updateIcon();
    QFrame::changeEvent(event);
}

void Banner::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    auto stripe = stripeColour(m_kind, palette());
    painter.fillRect(0, 0, kStripe, height(), stripe);
    stripe.setAlpha(isDark(palette()) ? 48 : 24);
    painter.fillRect(rect(), stripe);
}

} // namespace matinee::ui
