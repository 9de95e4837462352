#include "ui/panels/fold_section.h"

#include <QHBoxLayout>
#include <QToolButton>
#include <QVBoxLayout>

namespace matinee::ui {

FoldSection::FoldSection(const QString& key, const QString& title, QWidget* content, QWidget* parent)
    : QWidget(parent)
    , m_key(key)
    , m_heading(new QToolButton(this))
    , m_top(new QHBoxLayout)
    , m_content(content)
{
    setObjectName(key + QStringLiteral("Section"));
    m_heading->setObjectName(key + QStringLiteral("Heading"));
    m_heading->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_heading->setAutoRaise(true);
    m_heading->setFocusPolicy(Qt::StrongFocus);
    QFont bold = m_heading->font();
    bold.setBold(true);
    m_heading->setFont(bold);
    setTitle(title);

    m_top->setContentsMargins(0, 0, 0, 0);
    m_top->setSpacing(4);
    m_top->addWidget(m_heading);
    m_top->addStretch(1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addLayout(m_top);
    layout->addWidget(m_content);
    connect(m_heading, &QToolButton::clicked, this, [this] { setOpen(!m_open); });
    showContent();
}

void FoldSection::setTitle(const QString& title)
{
    m_heading->setText(title);
    m_heading->setAccessibleName(QString(title).remove(QLatin1Char('&')));
}

void FoldSection::addControl(QWidget* control)
{
    m_control = control;
    m_top->addWidget(control);
    control->setVisible(m_open);
}

void FoldSection::setOpen(bool open)
{
    if (open == m_open)
        return;
    m_open = open;
    showContent();
    Q_EMIT toggled(open);
}

void FoldSection::showContent()
{
    m_heading->setArrowType(m_open ? Qt::DownArrow : Qt::RightArrow);
    m_heading->setAccessibleDescription(m_open ? tr("open") : tr("folded"));
    m_content->setVisible(m_open);
    if (m_control)
        m_control->setVisible(m_open);
}

} // namespace matinee::ui
