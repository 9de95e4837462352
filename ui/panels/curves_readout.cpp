#include "ui/panels/curves_readout.h"

#include "ui/panels/data_table.h"
#include "ui/panels/models/readout_model.h"

#include <QHeaderView>
#include <QLabel>
#include <QSortFilterProxyModel>
#include <QVBoxLayout>

#include <algorithm>

namespace matinee::ui {

namespace {

/// Beside the text of a cell.
constexpr int kCellRoom = 20;

} // namespace

CurvesReadout::CurvesReadout(QWidget* parent)
    : QWidget(parent)
    , m_model(new ReadoutModel(this))
    , m_table(new DataTable)
    , m_note(new QLabel)
{
    auto* sorted = new QSortFilterProxyModel(this);
    sorted->setSourceModel(m_model);
    sorted->setSortRole(ReadoutModel::kSortRole);
    sorted->setSortLocaleAware(true);
    m_table->setObjectName(QStringLiteral("curvesReadout"));
    m_table->setAccessibleName(tr("Values at the crosshair"));
    m_table->setModel(sorted);
    m_table->setCopiesAll(true);
    m_table->setAlternatingRowColors(false);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder); // as the curves are listed
    m_table->horizontalHeader()->setSortIndicatorClearable(true);
    m_table->setSortingEnabled(true);
    m_table->setMinimumWidth(fontMetrics().averageCharWidth() * 46);
    connect(sorted, &QAbstractItemModel::modelReset, this, &CurvesReadout::sizeColumns);
    sizeColumns();

    m_note->setObjectName(QStringLiteral("curvesGhost"));
    m_note->setForegroundRole(QPalette::PlaceholderText);
    m_note->setContentsMargins(8, 2, 8, 4);
    m_note->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred); // a long one does not widen the window
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_note);
}

void CurvesReadout::sizeColumns()
{
    auto* header = m_table->horizontalHeader();
    header->setSectionResizeMode(0, QHeaderView::Stretch);
    for (int column = 1; column < header->count(); ++column) {
        header->setSectionResizeMode(column, QHeaderView::Fixed);
        const auto title = m_model->headerData(column, Qt::Horizontal).toString();
        header->resizeSection(column, kCellRoom + std::max(fontMetrics().horizontalAdvance(m_model->widestText(column)),
                                                           fontMetrics().horizontalAdvance(title)));
    }
}

void CurvesReadout::setReadings(std::vector<Reading> readings, const std::vector<ReferenceLine>& references, XAxis axis)
{
    m_model->setReadings(std::move(readings), references, axis);
}

void CurvesReadout::setNote(const QString& text, const QString& toolTip)
{
    m_note->setText(text);
    m_note->setToolTip(toolTip);
}

} // namespace matinee::ui
