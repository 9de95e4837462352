#include "ui/panels/data_table.h"

#include "ui/panels/models/row_table_model.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QKeyEvent>
#include <QProxyStyle>

#include <algorithm>

namespace matinee::ui {

namespace {

/// Room between the columns: a number at the right edge of one and a word at the left edge of the next run together.
class RoomyStyle : public QProxyStyle
{
public:
    int pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const override
    {
        if (metric == PM_FocusFrameHMargin || metric == PM_HeaderMargin)
            return kCellPadding;
        return QProxyStyle::pixelMetric(metric, option, widget);
    }

    static constexpr int kCellPadding = 7;
};

/// A column of titles shows at least so much of them; the table scrolls rather than take it away.
constexpr int kWideColumnCharacters = 36;

} // namespace

DataTable::DataTable(QWidget* parent)
    : QTableView(parent)
{
    auto* roomy = new RoomyStyle;
    roomy->setParent(this);
    setStyle(roomy);
    horizontalHeader()->setStyle(roomy);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setAlternatingRowColors(true);
    setShowGrid(false);
    setWordWrap(false);
    setTabKeyNavigation(false); // Tab leaves the table
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->hide();
    horizontalHeader()->setHighlightSections(false);
    sizeRows();
    connect(horizontalHeader(), &QHeaderView::sectionResized, this, [this](int column) {
        if (std::find(m_wideColumns.begin(), m_wideColumns.end(), column) == m_wideColumns.end())
            sizeWideColumns();
    });

    auto* copy = new QAction(tr("&Copy rows"), this);
    copy->setObjectName(QStringLiteral("copyRows"));
    copy->setShortcut(QKeySequence::Copy);
    copy->setShortcutContext(Qt::WidgetShortcut);
    connect(copy, &QAction::triggered, this, &DataTable::copySelection);
    addAction(copy);
    setContextMenuPolicy(Qt::ActionsContextMenu);
}

void DataTable::sizeRows()
{
    verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 8);
}

void DataTable::changeEvent(QEvent* event)
{
    QTableView::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        sizeRows();
}

void DataTable::setRowModel(RowTableModel* model)
{
    setSortingEnabled(false); // it would sort by the first column at once: the file's own order comes first
    m_wideColumns.clear();
    setModel(model);
    horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
    horizontalHeader()->setSortIndicatorClearable(true);
    setSortingEnabled(true);
    if (!model)
        return;
    const QFontMetrics metrics(horizontalHeader()->font());
    const int arrow = metrics.height() + 2 * RoomyStyle::kCellPadding;
    for (int column = 0; column < model->columnCount(); ++column) {
        const QString widest = model->widestText(column);
        horizontalHeader()->setSectionResizeMode(column,
                                                 widest.isEmpty() ? QHeaderView::Fixed : QHeaderView::Interactive);
        if (widest.isEmpty())
            m_wideColumns.push_back(column);
        const QString title = model->headerData(column, Qt::Horizontal).toString();
        const int width = std::max(metrics.horizontalAdvance(widest) + 2 * RoomyStyle::kCellPadding + 4,
                                   metrics.horizontalAdvance(title) + arrow);
        horizontalHeader()->resizeSection(column, width);
    }
    sizeWideColumns();
}

void DataTable::sizeWideColumns()
{
    if (m_wideColumns.empty())
        return;
    // By hand: a section of QHeaderView::Stretch shrinks to nothing where the others fill the table.
    int taken = 0;
    for (int column = 0; column < horizontalHeader()->count(); ++column) {
        if (std::find(m_wideColumns.begin(), m_wideColumns.end(), column) == m_wideColumns.end())
            taken += horizontalHeader()->sectionSize(column);
    }
    const int share = (viewport()->width() - taken) / static_cast<int>(m_wideColumns.size());
    const int least = fontMetrics().averageCharWidth() * kWideColumnCharacters;
    for (const int column : m_wideColumns)
        horizontalHeader()->resizeSection(column, std::max(share, least));
}

void DataTable::resizeEvent(QResizeEvent* event)
{
    QTableView::resizeEvent(event);
    sizeWideColumns();
}

void DataTable::keyPressEvent(QKeyEvent* event)
{
    const bool isEnter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (isEnter && state() != EditingState) { // an editor's own Enter comes by here, too
        if (currentIndex().isValid())
            Q_EMIT activated(currentIndex());
        return;
    }
    QTableView::keyPressEvent(event);
}

QString DataTable::selectedText() const
{
    if (!model() || !selectionModel())
        return {};
    std::vector<std::pair<int, int>> ranges;
    const auto selection = selectionModel()->selection();
    for (const auto& range : selection)
        ranges.emplace_back(range.top(), range.bottom());
    std::sort(ranges.begin(), ranges.end());
    if (ranges.empty() && m_copiesAll && model()->rowCount() > 0)
        ranges.emplace_back(0, model()->rowCount() - 1);
    if (ranges.empty())
        return {};

    QStringList cells;
    for (int column = 0; column < model()->columnCount(); ++column)
        cells.append(model()->headerData(column, Qt::Horizontal).toString());
    QString text = cells.join(QLatin1Char('\t')) + QLatin1Char('\n');
    int copied = 0;
    for (const auto& [top, bottom] : ranges) {
        for (int row = top; row <= bottom && copied < kMaximumCopiedRows; ++row, ++copied) {
            cells.clear();
            for (int column = 0; column < model()->columnCount(); ++column)
                cells.append(model()->index(row, column).data().toString());
            text += cells.join(QLatin1Char('\t')) + QLatin1Char('\n');
        }
    }
    return text;
}

void DataTable::copySelection()
{
    const QString text = selectedText();
    if (!text.isEmpty())
        QApplication::clipboard()->setText(text);
}

} // namespace matinee::ui
