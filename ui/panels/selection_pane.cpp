#include "ui/panels/selection_pane.h"

#include "ui/dialogs/file_chooser.h"
#include "ui/map/map_colouring.h"
#include "ui/panels/data_table.h"
#include "ui/panels/flow_layout.h"
#include "ui/panels/models/selected_films_model.h"
#include "ui/panels/table_page.h"
#include "ui/state/count_text.h"
#include "ui/state/map_session.h"
#include "ui/state/session.h"

#include <QLabel>
#include <QSaveFile>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace matinee::ui {

namespace {

constexpr int kFewestClusters = 2;
constexpr int kMostClusters = 20;
/// A number of clusters is kept if there are so many films for each.
constexpr int kFilmsPerCluster = 5;

} // namespace

SelectionPane::SelectionPane(Session& session, MapSceneMaker& scenes, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_scenes(scenes)
    , m_count(new QLabel(this))
{
    setObjectName(QStringLiteral("selectionPane"));
    m_count->setObjectName(QStringLiteral("selectionCount"));
    auto* bar = new QWidget(this);
    auto* flow = new FlowLayout(6, 4, bar);
    flow->addWidget(m_count);
    m_toggle = addButton(QStringLiteral("selectionShowTable"), tr("Table"), tr("A table of the selected films"));
    m_toggle->setCheckable(true);
    m_only = addButton(QStringLiteral("selectionMap"), tr("Map only these"),
                       tr("A map of the selected films alone: they are projected and clustered among themselves"));
    m_cluster = addButton(QStringLiteral("selectionCluster"), tr("Cluster these"),
                          tr("The same, with a number of clusters that suits the number of films"));
    m_all = addButton(QStringLiteral("selectionAllFilms"), tr("All films"), tr("The map of all films again"));
    m_copy = addButton(QStringLiteral("selectionCopy"), tr("Copy"), tr("Copies the table"));
    m_csv = addButton(QStringLiteral("selectionCsv"), tr("CSV…"), tr("Writes the table to a file"));
    m_clear = addButton(QStringLiteral("selectionClear"), tr("Clear"), tr("Selects no film (Escape in the map)"));
    for (auto* button : {m_toggle, m_only, m_cluster, m_all, m_copy, m_csv, m_clear})
        flow->addWidget(button);
    m_csv->hide();
    m_count->setMinimumHeight(m_clear->sizeHint().height()); // on the line of the buttons' texts

    m_table = new TablePage(QStringLiteral("selection"), tr("Selected films"), tr("films"), this);
    m_table->addFilter(
        QStringLiteral("Filter"), tr("Title"), tr("Part of a title"),
        [](RowTableModel& model, const QString& text) { static_cast<SelectedFilmsModel&>(model).setFilter(text); });
    m_table->table()->setCopiesAll(true);
    m_table->hide();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    auto* top = new QVBoxLayout; // the margin that the flow does not have
    top->setContentsMargins(8, 4, 8, 4);
    top->addWidget(bar);
    layout->addLayout(top);
    layout->addWidget(m_table, 1);

    auto& films = session.films();
    connect(m_toggle, &QToolButton::toggled, this, [this](bool shown) {
        m_table->setVisible(shown);
        fitHeight();
        fillTable();
        Q_EMIT tableToggled(shown);
    });
    connect(m_only, &QToolButton::clicked, this, [this] { lookCloser(true); });
    connect(m_cluster, &QToolButton::clicked, this, [this] { lookCloser(false); });
    connect(m_all, &QToolButton::clicked, this, &SelectionPane::showAllFilms);
    connect(m_copy, &QToolButton::clicked, this, [this] {
        fillTable();
        m_table->table()->copySelection();
    });
    connect(m_csv, &QToolButton::clicked, this, &SelectionPane::write);
    connect(m_clear, &QToolButton::clicked, this, [this] { m_session.films().setSelection({}); });
    connect(m_table, &TablePage::currentRowChanged, this, [this](int row) {
        if (row >= 0 && !m_showing) // what a person chose, not what the table begins with
            Q_EMIT filmChosen(static_cast<SelectedFilmsModel*>(m_table->model())->item(row));
    });
    connect(m_table, &TablePage::rowActivated, this, &SelectionPane::filmActivated);
    connect(&films, &MapSession::selectionChanged, this, &SelectionPane::showSelection);
    connect(&films, &MapSession::mapChanged, this, &SelectionPane::showSelection);
    connect(&films, &MapSession::optionsChanged, this, &SelectionPane::showSelection);
    showSelection();
}

QToolButton* SelectionPane::addButton(const QString& name, const QString& text, const QString& help)
{
    auto* button = new QToolButton(this);
    button->setObjectName(name);
    button->setText(text);
    button->setToolTip(help);
    button->setAccessibleName(help);
    button->setFocusPolicy(Qt::StrongFocus);
    return button;
}

void SelectionPane::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    fitHeight();
}

void SelectionPane::fitHeight()
{
    const int height = isTableShown() ? 0 : layout()->totalHeightForWidth(width());
    setMinimumHeight(height);
    setMaximumHeight(isTableShown() ? QWIDGETSIZE_MAX : height);
}

void SelectionPane::setFileChooser(FileChooser* files)
{
    m_files = files;
    m_csv->setVisible(files != nullptr);
}

bool SelectionPane::isTableShown() const
{
    return m_toggle->isChecked();
}

void SelectionPane::showSelection()
{
    const auto& films = m_session.films();
    const auto selected = static_cast<qlonglong>(films.selection().size());
    const auto only = static_cast<qlonglong>(films.options().only.size());
    if (only > 0 && selected == 0)
        m_count->setText(tr("The map is of %1").arg(filmCountText(only)));
    else
        //: "12 films selected"
        m_count->setText(tr("%1 selected").arg(filmCountText(selected)));
    m_showing = true;
    if (selected == 0)
        m_toggle->setChecked(false); // an empty table says nothing, and takes the map's room
    for (auto* button : {m_only, m_cluster, m_copy, m_csv, m_clear, m_toggle})
        button->setEnabled(selected > 0);
    m_only->setEnabled(selected > kFewestClusters);
    m_cluster->setEnabled(selected > kFewestClusters);
    m_all->setVisible(only > 0);
    fitHeight();
    const bool shown = films.map() && (selected > 0 || only > 0);
    if (shown == isHidden()) {
        setVisible(shown);
        Q_EMIT tableToggled(shown && isTableShown());
    }
    if (isTableShown())
        fillTable();
    m_showing = false;
}

void SelectionPane::fillTable()
{
    const auto& films = m_session.films();
    const auto& map = films.map();
    if (map == m_tableMap && films.selection() == m_tableFilms)
        return;
    m_tableMap = map;
    m_tableFilms = films.selection();
    if (!map) {
        m_table->setModel(nullptr);
        return;
    }
    std::vector<std::int32_t> rows;
    for (const auto item : films.selection()) {
        if (const auto row = map->rowOfItem[static_cast<std::size_t>(item)]; row >= 0)
            rows.push_back(row);
    }
    // The most rated films first, until a column says otherwise.
    std::ranges::stable_sort(rows, [&map](std::int32_t a, std::int32_t b) {
        return map->ratings[static_cast<std::size_t>(a)] > map->ratings[static_cast<std::size_t>(b)];
    });
    m_table->setModel(std::make_unique<SelectedFilmsModel>(map, films.dataset(), std::move(rows),
                                                           m_scenes.meanRatings(films.dataset())));
}

void SelectionPane::lookCloser(bool keepNumber)
{
    auto& films = m_session.films();
    auto options = films.options();
    if (options.only.empty())
        m_clustersOfAll = options.clusters;
    options.only = films.selection();
    const int count = static_cast<int>(options.only.size());
    const int suited =
        std::clamp(static_cast<int>(std::lround(std::sqrt(count / 2.0))), kFewestClusters, kMostClusters);
    options.clusters =
        keepNumber ? std::clamp(count / kFilmsPerCluster, kFewestClusters, std::max(kFewestClusters, options.clusters))
                   : suited;
    films.setSelection({});
    films.setOptions(options);
}

void SelectionPane::showAllFilms()
{
    auto options = m_session.films().options();
    options.only.clear();
    if (m_clustersOfAll > 0)
        options.clusters = m_clustersOfAll;
    m_session.films().setOptions(options);
}

QByteArray SelectionPane::csv()
{
    fillTable();
    return m_table->model() ? static_cast<SelectedFilmsModel*>(m_table->model())->csv() : QByteArray();
}

void SelectionPane::write()
{
    m_files->saveFile(this, tr("Write the selected films"), tr("Tables (*.csv)"), QStringLiteral("films.csv"),
                      [this, table = csv()](const QString& path) {
                          QSaveFile file(path);
                          if (!file.open(QIODevice::WriteOnly) || file.write(table) != table.size() || !file.commit())
                              Q_EMIT failed(tr("Cannot write %1: %2.").arg(path, file.errorString()));
                      });
}

} // namespace matinee::ui
