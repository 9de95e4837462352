#include "ui/panels/map_strip.h"

#include "ui/forms/icons.h"
#include "ui/panels/flow_layout.h"
#include "ui/panels/map_options.h"
#include "ui/state/colours.h"
#include "ui/state/map_session.h"

#include <QAction>
#include <QActionGroup>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

namespace matinee::ui {

namespace {

using By = MapColouring::By;

constexpr int kFewestClusters = 2;
constexpr int kMostClusters = 50;
constexpr int kProgressSteps = 1000;
constexpr int kPatienceMilliseconds = 250;

QToolButton* makeButton(const QString& name, const QString& text, const QString& accessibleName)
{
    auto* button = new QToolButton;
    button->setObjectName(name);
    button->setText(text);
    button->setAccessibleName(accessibleName);
    button->setFocusPolicy(Qt::StrongFocus);
    return button;
}

QComboBox* makeChoice(const QString& name, const QString& accessibleName)
{
    auto* choice = new QComboBox;
    choice->setObjectName(name);
    choice->setAccessibleName(accessibleName);
    choice->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    return choice;
}

/// Controls that wrap to the next row together.
QWidget* together(const QString& text, QWidget* buddy, std::initializer_list<QWidget*> controls)
{
    auto* group = new QWidget;
    auto* layout = new QHBoxLayout(group);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    if (!text.isEmpty()) {
        auto* label = new QLabel(text);
        label->setBuddy(buddy);
        layout->addWidget(label);
    }
    for (auto* control : controls)
        layout->addWidget(control);
    return group;
}

} // namespace

MapStrip::MapStrip(MapSession& session, QWidget* first, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
{
    setObjectName(QStringLiteral("mapStrip"));
    auto* controls = new QWidget(this);
    m_flow = new FlowLayout(14, 6, controls);
    m_flow->addWidget(first);
    m_flow->addWidget(makeTools());
    m_flow->addWidget(makeLayoutChoice());
    m_flow->addWidget(makeClusters());
    m_flow->addWidget(makeColours());
    m_flow->addWidget(makeButtons());
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 6);
    layout->setSpacing(6);
    layout->addWidget(controls);
    layout->addWidget(makeProgress());

    connect(&session, &MapSession::optionsChanged, this, &MapStrip::showOptions);
    connect(&session, &MapSession::mapChanged, this, &MapStrip::showMap);
    connect(&session, &MapSession::stateChanged, this, &MapStrip::showWork);
    connect(&session, &MapSession::mapFailed, this, &MapStrip::showWork);
    connect(&session, &MapSession::progressed, this, [this](double fraction, const QString& what) {
        m_progress->setRange(0, fraction < 0 ? 0 : kProgressSteps);
        m_progress->setValue(static_cast<int>(fraction * kProgressSteps));
        m_progressText->setText(what);
    });
    showOptions();
    showMap();
    showWork();
}

QWidget* MapStrip::makeTools()
{
    struct ToolText
    {
        FilmMapView::Tool tool;
        const char* name;
        const char* icon;
        QString text;
        QString help;
    };
    const ToolText tools[] = {
        {FilmMapView::Tool::Pan, "mapToolPan", "map-pan", tr("Move the map"), tr("Drag moves the map")},
        {FilmMapView::Tool::Rectangle, "mapToolRectangle", "map-rectangle", tr("Select a rectangle"),
         tr("Drag selects the films in a rectangle (Shift+drag with any tool; with Ctrl: more or fewer)")},
        {FilmMapView::Tool::Lasso, "mapToolLasso", "map-lasso", tr("Select with a lasso"),
         tr("Drag selects the films within a line drawn by hand (Alt+drag with any tool; with Ctrl: more or fewer)")},
    };
    auto* group = new QWidget;
    auto* layout = new QHBoxLayout(group);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    m_tools = new QActionGroup(this);
    for (const auto& [tool, name, picture, text, help] : tools) {
        auto* button = makeButton(QLatin1String(name), text, text);
        auto* action = new QAction(icon(QLatin1String(picture), QLatin1String(picture)), text, m_tools);
        action->setCheckable(true);
        action->setData(QVariant::fromValue(tool));
        action->setToolTip(help);
        button->setDefaultAction(action);
        button->setToolButtonStyle(Qt::ToolButtonIconOnly);
        button->setAutoRaise(true);
        layout->addWidget(button);
    }
    m_tools->actions().constFirst()->setChecked(true);
    connect(m_tools, &QActionGroup::triggered, this,
            [this](const QAction* action) { Q_EMIT toolChosen(action->data().value<FilmMapView::Tool>()); });
    return group;
}

QWidget* MapStrip::makeLayoutChoice()
{
    m_layout = makeChoice(QStringLiteral("mapLayout"), tr("How the films are laid in the plane"));
    m_layout->addItem(tr("PCA"), static_cast<int>(MapLayout::Pca));
    m_layout->addItem(tr("UMAP"), static_cast<int>(MapLayout::Umap));
    m_layout->addItem(tr("t-SNE"), static_cast<int>(MapLayout::Tsne));
    m_layout->setItemData(0, tr("The two directions along which the vectors differ most; there at once"),
                          Qt::ToolTipRole);
    m_layout->setItemData(1, tr("Keeps neighbours together; takes seconds"), Qt::ToolTipRole);
    m_layout->setItemData(2, tr("Keeps near neighbours together; takes seconds to minutes"), Qt::ToolTipRole);
    connect(m_layout, &QComboBox::currentIndexChanged, this, [this] {
        auto options = m_session.options();
        options.layout = static_cast<MapLayout>(m_layout->currentData().toInt());
        m_session.setOptions(options);
    });
    return together(tr("Layout"), m_layout, {m_layout});
}

QWidget* MapStrip::makeClusters()
{
    m_clusters = new QSpinBox;
    m_clusters->setObjectName(QStringLiteral("clusterCount"));
    m_clusters->setAccessibleName(tr("Number of clusters"));
    m_clusters->setRange(kFewestClusters, kMostClusters);
    m_clusters->setKeyboardTracking(false);
    connect(m_clusters, &QSpinBox::valueChanged, this, [this](int clusters) { m_session.setClusterCount(clusters); });
    m_choose = makeButton(QStringLiteral("chooseClusters"), tr("Find…"), tr("Find a number of clusters"));
    m_choose->setToolTip(tr("What speaks for which number of clusters"));
    connect(m_choose, &QToolButton::clicked, this, &MapStrip::chooseRequested);
    return together(tr("&Clusters"), m_clusters, {m_clusters, m_choose});
}

QWidget* MapStrip::makeColours()
{
    m_by = makeChoice(QStringLiteral("mapColourBy"), tr("What the colours stand for"));
    m_by->addItem(tr("Cluster"), static_cast<int>(By::Cluster));
    m_by->addItem(tr("Genre"), static_cast<int>(By::Genre));
    m_by->addItem(tr("Decade"), static_cast<int>(By::Decade));
    m_by->addItem(tr("Mean rating"), static_cast<int>(By::MeanRating));
    m_by->addItem(tr("Popularity"), static_cast<int>(By::Popularity));
    m_by->addItem(tr("Bias"), static_cast<int>(By::Bias));
    m_by->addItem(tr("Factor"), static_cast<int>(By::Factor));
    m_detail = makeChoice(QStringLiteral("mapColourDetail"), tr("Which one the colours stand for"));
    m_detail->setMaximumWidth(fontMetrics().averageCharWidth() * 20);
    connect(m_by, &QComboBox::currentIndexChanged, this, [this] {
        showColourDetails();
        Q_EMIT lookChanged();
    });
    connect(m_detail, &QComboBox::currentIndexChanged, this, &MapStrip::lookChanged);
    return together(tr("Colour"), m_by, {m_by, m_detail});
}

QWidget* MapStrip::makeButtons()
{
    m_options = new MapOptions(m_session, this);
    connect(m_options, &MapOptions::lookChanged, this, &MapStrip::lookChanged);
    connect(m_options, &MapOptions::densityChanged, this, &MapStrip::densityChanged);
    auto* options = makeButton(QStringLiteral("mapOptionsButton"), tr("Options"), tr("Options of the map"));
    options->setToolTip(tr("Vectors, films with few ratings, users, titles, outlines"));
    connect(options, &QToolButton::clicked, this, [this, options] { m_options->openBelow(*options); });
    m_fit = makeButton(QStringLiteral("mapFit"), tr("&Whole map"), tr("Show the whole map"));
    m_fit->setToolTip(tr("Show the whole map (0)"));
    connect(m_fit, &QToolButton::clicked, this, &MapStrip::fitRequested);
    return together({}, nullptr, {options, m_fit});
}

QWidget* MapStrip::makeProgress()
{
    m_progress = new QProgressBar;
    m_progress->setObjectName(QStringLiteral("mapProgress"));
    m_progress->setAccessibleName(tr("The map is being made"));
    m_progress->setTextVisible(false);
    m_progress->setMaximumHeight(fontMetrics().height() / 2 + 2);
    m_progressText = new QLabel;
    m_progressText->setObjectName(QStringLiteral("mapProgressText"));
    auto* cancel = makeButton(QStringLiteral("mapCancel"), tr("Cancel"), tr("Keep the map as it was"));
    cancel->setToolTip(tr("Keep the map as it was"));
    connect(cancel, &QToolButton::clicked, &m_session, &MapSession::cancelMaking);
    m_progressRow = new QWidget(this);
    auto* layout = new QHBoxLayout(m_progressRow);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(m_progress, 1);
    layout->addWidget(m_progressText);
    layout->addWidget(cancel);
    m_progressRow->hide();
    m_progressTimer = new QTimer(this);
    m_progressTimer->setSingleShot(true);
    m_progressTimer->setInterval(kPatienceMilliseconds);
    connect(m_progressTimer, &QTimer::timeout, m_progressRow, &QWidget::show);
    return m_progressRow;
}

MapLook MapStrip::look() const
{
    MapLook look;
    look.colouring.by = static_cast<By>(m_by->currentData().toInt());
    if (look.colouring.by == By::Genre || look.colouring.by == By::Factor)
        look.colouring.index = m_detail->currentData().isValid() ? m_detail->currentData().toInt() : -1;
    look.rare = m_options->showsRare();
    look.hulls = m_options->showsHulls();
    return look;
}

FilmMapView::LabelDensity MapStrip::density() const
{
    return m_options->density();
}

void MapStrip::showTool(FilmMapView::Tool tool)
{
    for (auto* action : m_tools->actions())
        action->setChecked(action->data().value<FilmMapView::Tool>() == tool);
}

void MapStrip::showOptions()
{
    const QSignalBlocker clusters(m_clusters);
    const QSignalBlocker layout(m_layout);
    m_clusters->setValue(m_session.options().clusters);
    m_layout->setCurrentIndex(m_layout->findData(static_cast<int>(m_session.options().layout)));
}

void MapStrip::showMap()
{
    const auto& map = m_session.map();
    m_fit->setEnabled(map != nullptr);
    m_choose->setEnabled(map != nullptr);
    m_tools->setEnabled(map != nullptr);
    m_by->setEnabled(map != nullptr);
    showColourDetails();
    if (map && !canColour(*map, look().colouring))
        m_by->setCurrentIndex(0);
}

void MapStrip::showColourDetails()
{
    const QSignalBlocker blocker(m_detail);
    const auto by = static_cast<By>(m_by->currentData().toInt());
    const auto before = m_detailOf == by ? m_detail->currentData() : QVariant();
    m_detailOf = by;
    m_detail->clear();
    const auto& map = m_session.map();
    if (map && by == By::Genre) {
        m_detail->addItem(tr("the rarest"), -1);
        const auto& genres = m_session.dataset()->catalogue.genres;
        for (std::size_t g = 0; g < genres.size(); ++g)
            m_detail->addItem(QString::fromStdString(genres[g]), static_cast<int>(g));
        m_detail->setToolTip(tr("A film of several genres has the colour of the one that the fewest films have; or "
                                "choose one"));
    } else if (map && by == By::Factor) {
        for (std::size_t f = 0; f < map->vectors.columns; ++f)
            m_detail->addItem(QString::number(f + 1), static_cast<int>(f));
        m_detail->setToolTip(tr("The factor's number, from 1"));
    }
    m_detail->setCurrentIndex(std::max(0, m_detail->findData(before)));
    m_detail->setVisible(m_detail->count() > 0);
    m_flow->invalidate();
}

void MapStrip::showWork()
{
    if (!m_session.isWorking() || !m_session.map()) {
        m_progressTimer->stop();
        m_progressRow->hide();
    } else if (m_progressRow->isHidden() && !m_progressTimer->isActive()) {
        m_progress->setRange(0, 0);
        m_progressText->clear();
        m_progressTimer->start();
    }
}

} // namespace matinee::ui
