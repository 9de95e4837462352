#include "ui/panels/table_page.h"

#include "ui/panels/data_table.h"
#include "ui/panels/models/row_table_model.h"

#include <QHBoxLayout>
#include <QItemSelectionModel>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QVBoxLayout>

namespace matinee::ui {

namespace {

/// Long enough that a word is typed in one go, short enough that it feels immediate.
constexpr int kTypingMilliseconds = 120;

} // namespace

TablePage::TablePage(const QString& name, const QString& title, const QString& things, QWidget* parent)
    : QWidget(parent)
    , m_name(name)
    , m_things(things)
    , m_filterRow(new QHBoxLayout)
    , m_count(new QLabel)
    , m_table(new DataTable)
{
    m_count->setObjectName(name + QStringLiteral("Count"));
    m_table->setObjectName(name + QStringLiteral("Table"));
    m_table->setAccessibleName(title);
    m_filterRow->setSpacing(8);
    m_filterRow->addStretch(1);
    m_filterRow->addWidget(m_count);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->setSpacing(8);
    layout->addLayout(m_filterRow);
    layout->addWidget(m_table, 1);

    m_typing.setSingleShot(true);
    m_typing.setInterval(kTypingMilliseconds);
    connect(&m_typing, &QTimer::timeout, this, &TablePage::applyFilters);
    connect(m_table, &DataTable::activated, this,
            [this](const QModelIndex& index) { Q_EMIT rowActivated(index.row()); });
}

QLineEdit* TablePage::addFilter(const QString& name, const QString& label, const QString& placeholder,
                                ApplyFilter apply)
{
    auto* edit = new QLineEdit;
    edit->setObjectName(m_name + name);
    edit->setAccessibleName(QString(label).remove(QLatin1Char('&')));
    edit->setPlaceholderText(placeholder);
    edit->setClearButtonEnabled(true);
    edit->setMinimumWidth(fontMetrics().averageCharWidth() * 16);
    auto* text = new QLabel(label);
    text->setBuddy(edit);
    const int place = m_filterRow->count() - 2; // before the stretch and the count
    m_filterRow->insertWidget(place, text);
    m_filterRow->insertWidget(place + 1, edit);
    if (m_filters.empty())
        m_filterRow->setStretch(place + 1, 1);
    connect(edit, &QLineEdit::textChanged, this, [this] { m_typing.start(); });
    connect(edit, &QLineEdit::returnPressed, this, &TablePage::applyFilters);
    m_filters.push_back({edit, std::move(apply), {}});
    return edit;
}

void TablePage::setModel(std::unique_ptr<RowTableModel> model)
{
    m_typing.stop();
    for (auto& filter : m_filters) {
        const QSignalBlocker blocker(filter.edit);
        filter.edit->clear();
        filter.edit->setEnabled(model != nullptr);
        filter.applied.clear();
    }
    m_table->setRowModel(model.get());
    m_model = std::move(model);
    if (m_model)
        connect(m_model.get(), &RowTableModel::countsChanged, this, &TablePage::showCount);
    if (m_model) {
        connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
                [this](const QModelIndex& current) { Q_EMIT currentRowChanged(current.row()); });
        // A filter or another order resets the table, and the cursor with it.
        connect(m_model.get(), &RowTableModel::modelReset, this, [this] { Q_EMIT currentRowChanged(-1); });
    } else {
        Q_EMIT currentRowChanged(-1);
    }
    showCount();
}

void TablePage::applyFilters()
{
    m_typing.stop();
    if (!m_model)
        return;
    for (auto& filter : m_filters) {
        if (filter.edit->text() != filter.applied) {
            filter.applied = filter.edit->text();
            filter.apply(*m_model, filter.applied);
        }
    }
}

void TablePage::showCount()
{
    if (!m_model) {
        m_count->clear();
        return;
    }
    const QLocale locale;
    const auto text = [&](std::size_t count) { return locale.toString(qulonglong(count)); };
    const auto matches = m_model->matchCount();
    //: %1 and %2 numbers, %3 what is counted: "1,000 of 100,000 ratings"
    QString count = matches == m_model->sourceCount()
                        ? tr("%1 %2").arg(text(matches), m_things)
                        : tr("%1 of %2 %3").arg(text(matches), text(m_model->sourceCount()), m_things);
    if (matches > static_cast<std::size_t>(RowTableModel::kMaximumRows))
        count += tr(" (the first %1 are shown)").arg(text(RowTableModel::kMaximumRows));
    m_count->setText(count);
}

} // namespace matinee::ui
