#include "ui/sweep/trial_table_model.h"

#include "ui/charts/axis_scale.h"
#include "ui/sweep/sweep_axis.h"
#include "ui/sweep/sweep_session.h"
#include "ui/sweep/sweep_text.h"

#include <QFont>
#include <QLocale>
#include <QMimeData>

#include <algorithm>
#include <cmath>

namespace matinee::ui {

namespace {

const QString kMimeType = QStringLiteral("application/x-matinee-trials");

const Parameter* parameterOf(const SweepSpec& spec, std::size_t index)
{
    return spec.experiment.hyperparameters.find(spec.parameters[index].key);
}

} // namespace

TrialTableModel::TrialTableModel(const SweepSession& sweep, QObject* parent)
    : QAbstractTableModel(parent)
    , m_sweep(sweep)
{
    reset();
}

bool TrialTableModel::hasSeedColumn() const
{
    return m_sweep.runningSpec() && m_sweep.runningSpec()->seeds > 1;
}

int TrialTableModel::columns() const
{
    const auto& spec = m_sweep.runningSpec();
    return kFirstParameter + (spec ? static_cast<int>(spec->parameters.size()) : 0) + (hasSeedColumn() ? 1 : 0) + 2;
}

int TrialTableModel::meaning(int column) const
{
    const int fromEnd = columns() - 1 - column;
    if (fromEnd == 0)
        return kEpochs;
    if (fromEnd == 1)
        return kBestEpoch;
    return fromEnd == 2 && hasSeedColumn() ? kSeed : column;
}

void TrialTableModel::reset()
{
    beginResetModel();
    m_accepted.clear();
    m_places.clear();
    m_rows = sortedTrials();
    endResetModel();
}

void TrialTableModel::refresh()
{
    m_places.assign(m_sweep.trials().size(), -1);
    const auto& queue = m_sweep.queue();
    for (std::size_t place = 0; place < queue.size(); ++place)
        m_places[static_cast<std::size_t>(queue[place])] = static_cast<int>(place);
    auto rows = sortedTrials();
    if (rows != m_rows) {
        Q_EMIT layoutAboutToBeChanged();
        const auto before = persistentIndexList();
        std::vector<int> rowOfTrial(m_sweep.trials().size(), -1);
        for (std::size_t row = 0; row < rows.size(); ++row)
            rowOfTrial[static_cast<std::size_t>(rows[row])] = static_cast<int>(row);
        QModelIndexList after;
        for (const auto& index : before) {
            const auto trial = static_cast<std::size_t>(trialNumber(index.row()));
            const int row = trial < rowOfTrial.size() ? rowOfTrial[trial] : -1;
            after.append(row < 0 ? QModelIndex() : createIndex(row, index.column()));
        }
        m_rows = std::move(rows);
        changePersistentIndexList(before, after);
        Q_EMIT layoutChanged();
    }
    if (!m_rows.empty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
}

void TrialTableModel::setAccepted(std::vector<char> accepted)
{
    m_accepted = std::move(accepted);
    refresh();
}

int TrialTableModel::rowOf(int trial) const
{
    const auto found = std::ranges::find(m_rows, trial);
    return found == m_rows.end() ? -1 : static_cast<int>(found - m_rows.begin());
}

int TrialTableModel::placeInQueue(int trial) const
{
    const auto index = static_cast<std::size_t>(trial);
    return index < m_places.size() ? m_places[index] : -1;
}

std::vector<int> TrialTableModel::sortedTrials() const
{
    const auto& trials = m_sweep.trials();
    std::vector<int> rows;
    std::vector<int> waiting;
    for (std::size_t i = 0; i < trials.size(); ++i) {
        if (!m_accepted.empty() && i < m_accepted.size() && !m_accepted[i])
            continue;
        (trials[i].state == TrialState::Queued ? waiting : rows).push_back(static_cast<int>(i));
    }
    std::ranges::stable_sort(waiting, {}, [this](int number) { return placeInQueue(number); });
    rows.insert(rows.end(), waiting.begin(), waiting.end());
    if (m_sortColumn < 0 || m_sortColumn >= columns())
        return rows;
    const bool isUp = m_sortOrder == Qt::AscendingOrder;
    std::vector<QVariant> keys(trials.size());
    for (const int row : rows)
        keys[static_cast<std::size_t>(row)] = sortKey(trials[static_cast<std::size_t>(row)], m_sortColumn);
    std::ranges::stable_sort(rows, [&](int a, int b) {
        const auto& left = keys[static_cast<std::size_t>(a)];
        const auto& right = keys[static_cast<std::size_t>(b)];
        if (!left.isValid() || !right.isValid())
            return left.isValid(); // nothing comes last, whichever way
        const auto order = QVariant::compare(left, right);
        return isUp ? order < 0 : order > 0;
    });
    return rows;
}

void TrialTableModel::sort(int column, Qt::SortOrder order)
{
    m_sortColumn = column;
    m_sortOrder = order;
    refresh();
}

QVariant TrialTableModel::sortKey(const SweepTrial& trial, int column) const
{
    const int what = meaning(column);
    const auto parameter = static_cast<std::size_t>(what - kFirstParameter);
    switch (what) {
    case kNumber:
        return trial.number;
    case kState:
        return static_cast<int>(trial.state);
    case kValue:
        return std::isfinite(trial.value) ? QVariant(trial.value) : QVariant();
    case kBestEpoch:
        return std::isfinite(trial.value) ? QVariant(trial.bestEpoch) : QVariant();
    case kEpochs:
        return trial.epochs();
    case kSeed:
        return trial.seedIndex;
    default:
        if (parameter >= trial.point.size())
            return {};
        return std::visit(
            [](const auto& value) -> QVariant {
                using Value = std::decay_t<decltype(value)>;
                if constexpr (std::is_same_v<Value, std::string>)
                    return QString::fromStdString(value);
                else if constexpr (std::is_same_v<Value, bool>)
                    return value ? 1 : 0;
                else
                    return static_cast<double>(value);
            },
            trial.point[parameter]);
    }
}

QVariant TrialTableModel::display(const SweepTrial& trial, int column) const
{
    const QLocale locale;
    const int what = meaning(column);
    const auto parameter = static_cast<std::size_t>(what - kFirstParameter);
    const auto& spec = *m_sweep.runningSpec();
    switch (what) {
    case kNumber:
        return locale.toString(trial.number);
    case kState: {
        const QString state = trialStateText(trial.state);
        if (const int place = placeInQueue(trial.number); place >= 0)
            //: %1 "queued", %2 its place in the queue
            return tr("%1, %2").arg(state, locale.toString(place + 1));
        return state;
    }
    case kValue:
        return std::isfinite(trial.value) ? valueText(trial.value) : QStringLiteral("–");
    case kBestEpoch:
        return std::isfinite(trial.value) ? locale.toString(trial.bestEpoch) : QStringLiteral("–");
    case kEpochs:
        return trial.target > 0 && trial.state == TrialState::Running
                   ? tr("%1 of %2").arg(locale.toString(trial.epochs()), locale.toString(trial.target))
                   : locale.toString(trial.epochs());
    case kSeed:
        return locale.toString(static_cast<qulonglong>(spec.experiment.seed) +
                               static_cast<qulonglong>(trial.seedIndex));
    default:
        if (parameter >= trial.point.size())
            return QStringLiteral("–");
        return parameterValueText(*parameterOf(spec, parameter), trial.point[parameter]);
    }
}

int TrialTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int TrialTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : columns();
}

QVariant TrialTableModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const auto* trial = m_sweep.trial(trialNumber(index.row()));
    if (!trial)
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return display(*trial, index.column());
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::AlignVCenter | (index.column() == kState ? Qt::AlignLeft : Qt::AlignRight));
    case Qt::ToolTipRole:
        return trial->error.empty() ? QVariant() : QString::fromStdString(trial->error);
    case Qt::FontRole:
        if (m_sweep.best() && m_sweep.best()->number == trial->number) {
            QFont bold;
            bold.setBold(true);
            return bold;
        }
        return {};
    default:
        return {};
    }
}

QVariant TrialTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columns())
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::AlignVCenter | (section == kState ? Qt::AlignLeft : Qt::AlignRight));
    const auto& spec = m_sweep.runningSpec();
    const int what = meaning(section);
    const auto parameter = static_cast<std::size_t>(what - kFirstParameter);
    if (role != Qt::DisplayRole)
        return {};
    switch (what) {
    case kNumber:
        return tr("Trial");
    case kState:
        return tr("State");
    case kValue:
        return spec ? sweepMetricName(spec->metric) : tr("Value");
    case kBestEpoch:
        return tr("Best epoch");
    case kEpochs:
        return tr("Epochs");
    case kSeed:
        return tr("Seed");
    default:
        return QString::fromStdString(parameterOf(*spec, parameter)->label);
    }
}

Qt::ItemFlags TrialTableModel::flags(const QModelIndex& index) const
{
    auto flags = QAbstractTableModel::flags(index);
    if (!m_sweep.canReorder() || m_sortColumn >= 0)
        return flags;
    if (!index.isValid())
        return flags | Qt::ItemIsDropEnabled;
    return placeInQueue(trialNumber(index.row())) < 0 ? flags : flags | Qt::ItemIsDragEnabled;
}

QStringList TrialTableModel::mimeTypes() const
{
    return {kMimeType};
}

QMimeData* TrialTableModel::mimeData(const QModelIndexList& indexes) const
{
    QList<int> rows;
    for (const auto& index : indexes)
        if (!rows.contains(index.row()))
            rows.append(index.row());
    std::ranges::sort(rows);
    QStringList numbers;
    for (const int row : rows)
        numbers.append(QString::number(trialNumber(row)));
    auto* data = new QMimeData;
    data->setData(kMimeType, numbers.join(QLatin1Char(' ')).toLatin1());
    return data;
}

bool TrialTableModel::canDropMimeData(const QMimeData* data, Qt::DropAction action, int row, int,
                                      const QModelIndex& parent) const
{
    // Between two rows, of which the lower one waits, or below all.
    return action == Qt::MoveAction && data->hasFormat(kMimeType) && !parent.isValid() && m_sweep.canReorder() &&
           row >= 0 && (row >= rowCount() || placeInQueue(trialNumber(row)) >= 0);
}

bool TrialTableModel::dropMimeData(const QMimeData* data, Qt::DropAction action, int row, int column,
                                   const QModelIndex& parent)
{
    if (!canDropMimeData(data, action, row, column, parent))
        return false;
    std::vector<int> trials;
    for (const auto& number : data->data(kMimeType).split(' '))
        trials.push_back(number.toInt());
    const auto& queue = m_sweep.queue();
    const auto end = row < rowCount() ? queue.begin() + placeInQueue(trialNumber(row)) : queue.end();
    const auto isMoved = [&trials](int number) { return std::ranges::find(trials, number) != trials.end(); };
    const auto place = (end - queue.begin()) - std::count_if(queue.begin(), end, isMoved);
    Q_EMIT queueMoved(trials, static_cast<int>(place));
    return false; // the view would take the rows away
}

} // namespace matinee::ui
