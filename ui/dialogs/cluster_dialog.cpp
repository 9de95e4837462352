#include "ui/dialogs/cluster_dialog.h"

#include "ui/charts/cluster_plot.h"
#include "ui/forms/banner.h"
#include "ui/state/count_text.h"
#include "ui/state/map_measures.h"
#include "ui/state/map_session.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

namespace matinee::ui {

namespace {

constexpr int kGrid = 8;
constexpr QSize kSize{560, 600};

} // namespace

ClusterDialog::ClusterDialog(MapSession& session, MapMeasures& measures, QWidget* parent)
    : QDialog(parent)
    , m_session(session)
    , m_measures(measures)
    , m_banner(new Banner(this))
    , m_inertia(makePlot(QStringLiteral("inertiaPlot"), tr("Inertia: squared distances to the centres"),
                         tr("It always falls; a bend says that more clusters gain little")))
    , m_silhouette(makePlot(QStringLiteral("silhouettePlot"),
                            tr("Silhouette: nearer to the own cluster than to the next"),
                            tr("1: far nearer; 0: just as near. The highest is ringed")))
    , m_stability(makePlot(QStringLiteral("stabilityPlot"),
                           tr("Stability, and in grey that of points without clusters"),
                           tr("Whether the same clusters are found again in other films: adjusted Rand index between "
                              "random subsets. Where it is highest above the grey line is ringed")))
    , m_status(new QLabel(this))
    , m_progress(new QProgressBar(this))
{
    setObjectName(QStringLiteral("clusterDialog"));
    setWindowTitle(tr("Find a number of clusters"));
    m_status->setObjectName(QStringLiteral("clusterChoiceStatus"));
    m_status->setWordWrap(true);
    m_progress->setObjectName(QStringLiteral("clusterChoiceProgress"));
    m_progress->setAccessibleName(tr("Search for a number of clusters"));
    m_progress->setTextVisible(false);
    auto policy = m_progress->sizePolicy();
    policy.setRetainSizeWhenHidden(true); // what stands below does not move
    m_progress->setSizePolicy(policy);
    auto* buttons = new QDialogButtonBox(this);
    m_again = buttons->addButton(tr("&Find again"), QDialogButtonBox::ActionRole);
    m_again->setObjectName(QStringLiteral("findClustersAgain"));
    m_close = buttons->addButton(QDialogButtonBox::Close);
    m_close->setObjectName(QStringLiteral("closeClusterDialog"));

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(2 * kGrid, 2 * kGrid, 2 * kGrid, 2 * kGrid);
    layout->setSpacing(kGrid);
    layout->addWidget(m_banner);
    for (auto* plot : {m_inertia, m_silhouette, m_stability})
        layout->addWidget(plot, 1);
    layout->addWidget(m_status);
    layout->addWidget(m_progress);
    layout->addWidget(buttons);

    connect(m_again, &QPushButton::clicked, this, [this] { m_measures.choose(); });
    connect(m_close, &QPushButton::clicked, this, [this] {
        if (m_measures.isChoosing())
            m_measures.cancelChoice();
        else
            reject();
    });
    connect(this, &QDialog::finished, &measures, &MapMeasures::cancelChoice);
    connect(&measures, &MapMeasures::choiceGrew, this, [this] {
        m_banner->dismiss();
        showPoints();
    });
    connect(&measures, &MapMeasures::choiceEnded, this, &ClusterDialog::showPoints);
    connect(&measures, &MapMeasures::choiceFailed, this, [this](const QString& message) {
        m_banner->showMessage(Banner::Kind::Error, message);
        showPoints();
    });
    connect(&session, &MapSession::optionsChanged, this, &ClusterDialog::showChosen);
    connect(&session, &MapSession::stateChanged, this, &ClusterDialog::showState);
    resize(kSize);
    showPoints();
}

ClusterPlot* ClusterDialog::makePlot(const QString& name, const QString& title, const QString& help)
{
    auto* plot = new ClusterPlot(this);
    plot->setObjectName(name);
    plot->setAccessibleName(title);
    plot->setToolTip(help);
    plot->setTitles({}, title);
    connect(plot, &ClusterPlot::chosen, this, [this](int clusters) { m_session.setClusterCount(clusters); });
    return plot;
}

void ClusterDialog::find()
{
    if (!m_measures.choice() && !m_measures.isChoosing())
        m_measures.choose();
}

void ClusterDialog::showPoints()
{
    std::vector<int> clusters;
    std::vector<double> inertia;
    std::vector<double> silhouette;
    std::vector<double> stability;
    std::vector<double> noise;
    for (const auto& point : m_measures.points()) {
        clusters.push_back(point.clusters);
        inertia.push_back(point.inertia);
        silhouette.push_back(point.silhouette);
        stability.push_back(point.stability);
        noise.push_back(point.noiseStability);
    }
    m_inertia->setCurve(clusters, std::move(inertia));
    m_silhouette->setCurve(clusters, std::move(silhouette));
    m_stability->setCurve(clusters, std::move(stability), std::move(noise));
    const auto& choice = m_measures.choice();
    m_silhouette->setProposal(choice ? choice->bySilhouette : 0);
    m_stability->setProposal(choice ? choice->byStability : 0);
    showChosen();
    showState();
}

void ClusterDialog::showChosen()
{
    for (auto* plot : {m_inertia, m_silhouette, m_stability})
        plot->setChosen(m_session.options().clusters);
}

void ClusterDialog::showState()
{
    const bool choosing = m_measures.isChoosing();
    m_progress->setVisible(choosing);
    m_progress->setRange(0, m_measures.mostClusters());
    m_progress->setValue(m_measures.points().empty() ? 0 : m_measures.points().back().clusters);
    m_close->setText(choosing ? tr("&Cancel") : tr("&Close"));
    m_again->setEnabled(!choosing && m_session.isReady());
    const auto& choice = m_measures.choice();
    if (choosing) {
        m_status->setText(tr("Trying numbers of clusters…"));
        return;
    }
    if (!choice) {
        m_status->setText(m_session.isReady() ? tr("Not all numbers of clusters were tried.")
                                              : tr("Wait until there is a map of the run."));
        return;
    }
    const QString silhouette = tr("By silhouette %1 clusters").arg(choice->bySilhouette);
    const QString stability = choice->byStability > 1 ? tr("by stability %1").arg(choice->byStability)
                                                      : tr("by stability there are none, whatever the number");
    const auto all = m_session.map() ? static_cast<std::size_t>(m_session.map()->clustered) : 0;
    const auto films = filmCountText(static_cast<qlonglong>(choice->silhouetteRows));
    const QString rows = choice->silhouetteRows < all ? tr("silhouettes are of a sample of %1").arg(films)
                                                      : tr("silhouettes are of all %1").arg(films);
    //: "By silhouette 8 clusters, by stability 9; silhouettes are of all 1,653 films. ..."
    m_status->setText(
        tr("%1, %2; %3. Click on a curve, or use the arrow keys, to take a number.").arg(silhouette, stability, rows));
}

} // namespace matinee::ui
