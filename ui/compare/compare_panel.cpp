#include "ui/compare/compare_panel.h"

#include "ui/compare/compared_films_model.h"
#include "ui/dialogs/file_chooser.h"
#include "ui/map/film_map_view.h"
#include "ui/panels/data_table.h"
#include "ui/panels/table_page.h"
#include "ui/state/map_session.h"
#include "ui/state/number_text.h"
#include "ui/state/run_library.h"
#include "ui/state/session.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QProgressBar>
#include <QSaveFile>
#include <QSignalBlocker>
#include <QSplitter>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace matinee::ui {

namespace {

using Choice = CompareSession::Choice;

/// A run of the store that has a model to look at.
bool hasModel(const RunEntry& entry)
{
    return !entry.run.archived &&
           (entry.run.status == StoredStatus::Completed || entry.run.status == StoredStatus::Stopped) &&
           modelInfo(entry.run.model).hasEmbeddings;
}

} // namespace

ComparePanel::ComparePanel(Session& session, RunLibrary& library, FileChooser& files, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_library(library)
    , m_files(files)
    , m_compare(session, library)
{
    setObjectName(QStringLiteral("comparePanel"));

    m_summary = new QLabel(this);
    m_summary->setObjectName(QStringLiteral("compareSummary"));
    m_summary->setWordWrap(true);
    m_summary->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_progress = new QProgressBar(this);
    m_progress->setObjectName(QStringLiteral("compareProgress"));
    m_progress->setAccessibleName(tr("Progress of the comparison"));
    m_progress->setMaximumWidth(160);
    m_progress->hide();
    m_export = new QToolButton(this);
    m_export->setObjectName(QStringLiteral("compareExport"));
    m_export->setText(tr("CSV…"));
    m_export->setAccessibleName(tr("Write the table as CSV"));
    m_export->setToolTip(tr("Write all rows of the table below as CSV"));
    m_export->setFocusPolicy(Qt::StrongFocus);
    connect(m_export, &QToolButton::clicked, this, &ComparePanel::exportTable);
    auto* top = new QHBoxLayout;
    top->setContentsMargins(8, 8, 8, 8);
    top->setSpacing(8);
    top->addWidget(m_summary, 1);
    top->addWidget(m_progress);
    top->addWidget(m_export);

    auto* maps = new QSplitter(Qt::Horizontal, this);
    maps->setObjectName(QStringLiteral("compareMaps"));
    for (int number = 0; number < 2; ++number) {
        maps->addWidget(makeSide(number));
        maps->setCollapsible(number, false);
    }
    maps->setSizes({500, 500});

    m_table = new TablePage(QStringLiteral("compared"), tr("Films in both maps"), tr("films"), this);
    m_table->addFilter(
        QStringLiteral("TitleFilter"), tr("T&itle:"), tr("part of a title"),
        [](RowTableModel& model, const QString& text) { static_cast<ComparedFilmsModel&>(model).setFilter(text); });
    connect(m_table, &TablePage::currentRowChanged, this, [this](int row) {
        if (m_selecting || row < 0 || !m_shown || !m_table->model())
            return;
        selectItem(0, m_shown->films[m_table->model()->sourceRow(row)].leftRow);
    });

    auto* splitter = new QSplitter(Qt::Vertical, this);
    splitter->setObjectName(QStringLiteral("compareSplitter"));
    splitter->addWidget(maps);
    splitter->addWidget(m_table);
    splitter->setStretchFactor(0, 1);
    splitter->setCollapsible(0, false);
    splitter->setSizes({420, 200});

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(top);
    layout->addWidget(splitter, 1);

    connect(&m_compare, &CompareSession::changed, this, &ComparePanel::showComparison);
    connect(&m_compare, &CompareSession::progressed, this, [this](double fraction, const QString& what) {
        m_progress->setRange(0, fraction < 0 ? 0 : 100);
        m_progress->setValue(static_cast<int>(100 * fraction));
        m_progress->setToolTip(what);
    });
    connect(&m_library, &RunLibrary::runsChanged, this, &ComparePanel::listRuns);
    connect(&m_session.films(), &MapSession::mapChanged, this, [this] {
        listRuns();
        m_stale = true;
        if (isVisible() && m_session.films().isReady()) {
            m_stale = false;
            m_compare.refresh();
        }
    });
    connect(&m_session, &Session::selectionChanged, this, [this] {
        const int item = m_session.selectedItem();
        for (auto& side : m_sides)
            side.view->setSelectedItem(-1);
        const auto& map = m_compare.side(0).map;
        if (!map || !m_session.dataset() || item < 0)
            return;
        const auto found = m_compare.side(0).dataset->items.find(m_session.dataset()->items.id(item));
        if (found && map->rowOfItem[static_cast<std::size_t>(*found)] >= 0)
            selectItem(0, map->rowOfItem[static_cast<std::size_t>(*found)]);
    });
    listRuns();
    showComparison();
}

QWidget* ComparePanel::makeSide(int number)
{
    const bool left = number == 0;
    const QString name = left ? QStringLiteral("Left") : QStringLiteral("Right");
    auto& side = m_sides[static_cast<std::size_t>(number)];
    auto* widget = new QWidget(this);
    side.run = new QComboBox(widget);
    side.run->setObjectName(QStringLiteral("compareRun") + name);
    side.run->setAccessibleName(left ? tr("Run on the left") : tr("Run on the right"));
    side.run->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    side.run->setMinimumContentsLength(12);
    side.epoch = new QComboBox(widget);
    side.epoch->setObjectName(QStringLiteral("compareEpoch") + name);
    side.epoch->setAccessibleName(left ? tr("Epoch on the left") : tr("Epoch on the right"));
    side.epoch->setMinimumContentsLength(8);
    side.view = new FilmMapView(widget);
    side.view->setObjectName(QStringLiteral("compareMap") + name);
    side.view->setAccessibleName(left ? tr("Film map on the left") : tr("Film map on the right"));
    auto* label = new QLabel(left ? tr("Left (&1)") : tr("Right (&2)"), widget);
    label->setBuddy(side.run);

    auto* choosers = new QHBoxLayout;
    choosers->setContentsMargins(8, 0, 8, 8);
    choosers->setSpacing(8);
    choosers->addWidget(label);
    choosers->addWidget(side.run, 1);
    choosers->addWidget(side.epoch);
    auto* layout = new QVBoxLayout(widget);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(choosers);
    layout->addWidget(side.view, 1);

    connect(side.run, &QComboBox::currentIndexChanged, this, [this, number] {
        const QSignalBlocker blocker(m_sides[static_cast<std::size_t>(number)].epoch);
        m_sides[static_cast<std::size_t>(number)].epoch->setCurrentIndex(0);
        choose(number);
    });
    connect(side.epoch, &QComboBox::currentIndexChanged, this, [this, number] { choose(number); });
    connect(side.view, &FilmMapView::currentRowChanged, this, [this, number](int row) {
        if (!m_selecting)
            selectItem(number, row);
    });
    return widget;
}

void ComparePanel::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    m_library.open();
    if (!m_stale)
        return;
    m_stale = false;
    // The run that is shown on the left, if nothing was chosen; the right side is the person's.
    if (m_compare.side(0).choice.run == Choice::kNone && m_session.run())
        m_sides[0].run->setCurrentIndex(m_sides[0].run->findData(Choice::kShown));
    else
        m_compare.refresh();
}

void ComparePanel::listRuns()
{
    for (int number = 0; number < 2; ++number) {
        auto* box = m_sides[static_cast<std::size_t>(number)].run;
        const QSignalBlocker blocker(box);
        const qint64 chosen = m_compare.side(number).choice.run;
        box->clear();
        box->addItem(tr("Choose a run"), Choice::kNone);
        if (m_session.run())
            box->addItem(tr("The shown run"), Choice::kShown);
        for (const auto& entry : *m_library.runs()) {
            if (hasModel(entry)) {
                box->addItem(tr("%1, seed %2").arg(runName(entry.run)).arg(entry.run.seed), qint64(entry.run.id));
                box->setItemData(box->count() - 1, startedText(entry.run.started), Qt::ToolTipRole);
            }
        }
        box->setCurrentIndex(std::max(0, box->findData(chosen)));
        if (box->currentData().toLongLong() != chosen)
            choose(number); // the run is gone
    }
}

void ComparePanel::listEpochs(int number)
{
    const auto& side = m_compare.side(number);
    auto* box = m_sides[static_cast<std::size_t>(number)].epoch;
    const QSignalBlocker blocker(box);
    box->clear();
    box->addItem(tr("Finished"), Choice::kFinished);
    for (const int epoch : side.epochs)
        box->addItem(tr("Epoch %1").arg(epoch), epoch);
    box->setCurrentIndex(std::max(0, box->findData(side.choice.epoch)));
    box->setEnabled(!side.epochs.empty());
    box->setToolTip(side.epochs.empty() ? tr("Of this run no epochs are stored") : QString());
}

void ComparePanel::choose(int number)
{
    const auto& side = m_sides[static_cast<std::size_t>(number)];
    m_compare.choose(number, {side.run->currentData().toLongLong(), side.epoch->currentData().toInt()});
}

void ComparePanel::showComparison()
{
    m_progress->setVisible(m_compare.isWorking());
    if (m_compare.isWorking())
        m_progress->setRange(0, 0);
    m_shown = m_compare.comparison();
    for (int number = 0; number < 2; ++number) {
        const auto& side = m_compare.side(number);
        auto& widgets = m_sides[static_cast<std::size_t>(number)];
        if (!m_compare.isWorking())
            listEpochs(number);
        widgets.view->setOutdated(m_compare.isWorking() && widgets.view->scene());
        if (m_compare.isWorking() && widgets.view->scene() && side.choice.run != Choice::kNone)
            continue; // what was there stays until there is something new
        Projection places = side.map ? side.map->projection : Projection();
        if (number == 1 && m_shown)
            m_shown->turn.apply(places);
        widgets.view->setScene(side.map ? m_scenes.make(side.map, side.dataset, {}, places, {}) : nullptr);
        widgets.view->setEmptyText(side.choice.run == Choice::kNone ? tr("Choose a run") : tr("There is no map"),
                                   number == 0 ? tr("A run, or one of its epochs, to compare from.")
                                               : tr("Another run or epoch to compare with: train a second time, or "
                                                    "choose an earlier epoch of the same run."));
    }
    if (!m_compare.isWorking()) {
        m_table->setModel(m_shown
                              ? std::make_unique<ComparedFilmsModel>(m_shown, m_compare.side(0).map,
                                                                     m_compare.side(1).map, m_compare.side(0).dataset)
                              : nullptr);
        if (m_table->model())
            m_table->table()->sortByColumn(1, Qt::AscendingOrder);
    }
    m_export->setEnabled(m_shown != nullptr);
    showSummary();
}

void ComparePanel::showSummary()
{
    if (!m_compare.problem().isEmpty()) {
        m_summary->setText(m_compare.problem());
        return;
    }
    if (!m_shown) {
        m_summary->setText(m_compare.isWorking() ? tr("Comparing")
                                                 : tr("Two runs, or two epochs of one, beside each other: which films "
                                                      "moved, and do the clusters agree?"));
        return;
    }
    const QLocale locale;
    QString text =
        tr("%1 films are in both. On average a film keeps %2 % of its %3 nearest films. Agreement of the clusters: "
           "adjusted Rand index %4, normalised mutual information %5.")
            .arg(locale.toString(qlonglong(m_shown->films.size())), numberText(100 * m_shown->meanOverlap, 'f', 0),
                 locale.toString(m_shown->neighbours), numberText(m_shown->adjustedRandIndex, 'f', 2),
                 numberText(m_shown->mutualInformation, 'f', 2));
    if (!m_shown->exact)
        text += QLatin1Char(' ') + tr("The nearest films were searched approximately.");
    m_summary->setText(text);
}

void ComparePanel::selectItem(int number, int row)
{
    m_selecting = true;
    const auto clear = [](auto& side) { side.view->setCurrentRow(-1); };
    if (row < 0) {
        std::ranges::for_each(m_sides, clear);
    } else if (!m_shown) {
        m_sides[static_cast<std::size_t>(number)].view->setCurrentRow(row);
    } else {
        const auto it = std::ranges::find_if(m_shown->films, [&](const ComparedFilm& film) {
            return (number == 0 ? film.leftRow : film.rightRow) == row;
        });
        const bool both = it != m_shown->films.end();
        m_sides[0].view->setCurrentRow(number == 0 ? row : both ? it->leftRow : -1);
        m_sides[1].view->setCurrentRow(number == 1 ? row : both ? it->rightRow : -1);
        if (both && m_session.dataset()) {
            const auto& left = m_compare.side(0);
            const auto id = left.dataset->items.id(left.map->items[static_cast<std::size_t>(it->leftRow)]);
            if (const auto item = m_session.dataset()->items.find(id))
                m_session.selectItem(*item);
        }
    }
    m_selecting = false;
}

void ComparePanel::exportTable()
{
    if (!m_table->model())
        return;
    const QByteArray text = static_cast<ComparedFilmsModel*>(m_table->model())->csv();
    m_files.saveFile(this, tr("Write the compared films"), tr("CSV (*.csv)"), QStringLiteral("compared-films.csv"),
                     [this, text](const QString& path) {
                         QSaveFile file(path);
                         if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size() || !file.commit())
                             Q_EMIT failed(tr("%1 could not be written: %2.").arg(path, file.errorString()));
                     });
}

} // namespace matinee::ui
