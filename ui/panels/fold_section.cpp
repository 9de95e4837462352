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
    m_heading->setCheckable(true);
    m_heading->setChecked(true);
    m_heading->setFocusPolicy(Qt::StrongFocus);
    // An open section is no pressed button.
    m_heading->setStyleSheet(QStringLiteral("QToolButton { border: none; font-weight: bold; padding: 2px 0; }"
                                            "QToolButton:focus { text-decoration: underline; }"));
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
    connect(m_heading, &QToolButton::toggled, this, [this](bool open) {
        showContent(open);
        Q_EMIT toggled(open);
    });
    showContent(true);
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
    control->setVisible(isOpen());
}

bool FoldSection::isOpen() const
{
    return m_heading->isChecked();
}

void FoldSection::setOpen(bool open)
{
    m_heading->setChecked(open);
}

void FoldSection::showContent(bool open)
{
    m_heading->setArrowType(open ? Qt::DownArrow : Qt::RightArrow);
    m_content->setVisible(open);
    if (m_control)
        m_control->setVisible(open);
}

} // namespace matinee::ui
