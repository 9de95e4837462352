#include "ui/dialogs/rate_dialog.h"

#include "ui/charts/rate_plot.h"
#include "ui/forms/banner.h"
#include "ui/state/number_text.h"
#include "ui/state/session.h"

#include <matinee/recommender.h>

#include <QDialogButtonBox>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

#include <nlohmann/json.hpp>

#include <cmath>

namespace matinee::ui {

namespace {

constexpr int kGrid = 8;
constexpr int kProgressSteps = 1000;

/// Whether a curve of one experiment says something about the other.
bool sameSettings(ExperimentSpec a, const ExperimentSpec& b)
{
    // Its own rate is the one thing that the search does not look at.
    if (a.model == b.model)
        a.hyperparameters.set("learning_rate", b.hyperparameters.real("learning_rate"));
    return toJson(a) == toJson(b);
}

} // namespace

RateDialog::RateDialog(Session& session, QWidget* parent)
    : QDialog(parent)
    , m_session(session)
    , m_banner(new Banner(this))
    , m_about(
          new QLabel(tr("A model of its own is trained for a moment while the learning rate rises. A good rate lies "
                        "where the loss falls well, some way before it turns."),
                     this))
    , m_plot(new RatePlot(this))
    , m_status(new QLabel(this))
    , m_progress(new QProgressBar(this))
{
    setObjectName(QStringLiteral("rateDialog"));
    setWindowTitle(tr("Find a learning rate"));
    m_about->setObjectName(QStringLiteral("rateAbout"));
    m_about->setWordWrap(true);
    m_status->setObjectName(QStringLiteral("rateStatus"));
    m_status->setWordWrap(true);
    m_progress->setObjectName(QStringLiteral("rateProgress"));
    m_progress->setAccessibleName(tr("Search for a learning rate"));
    m_progress->setRange(0, kProgressSteps);
    m_progress->setTextVisible(false);
    auto policy = m_progress->sizePolicy();
    policy.setRetainSizeWhenHidden(true); // what stands below does not move
    m_progress->setSizePolicy(policy);

    auto* buttons = new QDialogButtonBox(this);
    m_use = buttons->addButton(tr("&Use"), QDialogButtonBox::AcceptRole);
    m_use->setObjectName(QStringLiteral("useRateButton"));
    m_use->setDefault(true);
    m_again = buttons->addButton(tr("&Find again"), QDialogButtonBox::ActionRole);
    m_again->setObjectName(QStringLiteral("findRateAgainButton"));
    m_close = buttons->addButton(QDialogButtonBox::Close);
    m_close->setObjectName(QStringLiteral("closeRateButton"));

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(2 * kGrid, 2 * kGrid, 2 * kGrid, 2 * kGrid);
    layout->setSpacing(kGrid);
    layout->addWidget(m_banner);
    layout->addWidget(m_about);
    layout->addWidget(m_plot, 1);
    layout->addWidget(m_status);
    layout->addWidget(m_progress);
    layout->addWidget(buttons);

    connect(m_use, &QPushButton::clicked, this, &RateDialog::use);
    connect(m_again, &QPushButton::clicked, this, &RateDialog::find);
    connect(m_close, &QPushButton::clicked, this, [this] {
        if (m_session.isFindingRate())
            m_session.cancelRateSearch();
        else
            reject();
    });
    connect(this, &QDialog::finished, &session, &Session::cancelRateSearch);
    connect(m_plot, &RatePlot::chosenChanged, this, &RateDialog::showState);
    connect(&session, &Session::rateSearchStarted, this, [this] {
        m_banner->dismiss();
        m_progress->setValue(0);
        m_plot->clear();
    });
    connect(&session, &Session::rateSearchProgress, this,
            [this](double fraction) { m_progress->setValue(static_cast<int>(fraction * kProgressSteps)); });
    connect(&session, &Session::rateSearchEnded, this, [this] {
        if (m_session.rateCurve())
            m_plot->setCurve(*m_session.rateCurve());
        showState();
    });
    connect(&session, &Session::rateSearchFailed, this, [this](const QString& message) {
        m_banner->showMessage(Banner::Kind::Error, message);
        showState();
    });
    connect(&session, &Session::specChanged, this, &RateDialog::showState);
    connect(&session, &Session::activityChanged, this, &RateDialog::showState);
    connect(&session, &Session::datasetChanged, this, [this] { m_plot->clear(); });
    showState();
}

void RateDialog::find()
{
    m_session.findRate();
    showState();
}

void RateDialog::showState()
{
    const bool finding = m_session.isFindingRate();
    const auto& curve = m_session.rateCurve();
    const bool current = curve && !finding && sameSettings(m_session.rateSpec(), m_session.spec());
    const bool hasChoice = std::isfinite(m_plot->chosen());
    m_progress->setVisible(finding);
    m_close->setText(finding ? tr("&Cancel") : tr("&Close"));
    m_again->setEnabled(m_session.canFindRate() && !finding);
    m_use->setEnabled(hasChoice && m_session.spec().hyperparameters.has("learning_rate") && !m_session.isTraining());
    m_use->setText(hasChoice ? tr("&Use %1").arg(numberText(m_plot->chosen(), 'g', 3)) : tr("&Use"));
    if (finding)
        m_status->setText(tr("Trying learning rates…"));
    else if (m_session.isTraining())
        m_status->setText(tr("A training is running: look for a rate when it has ended."));
    else if (!curve)
        m_status->clear();
    else if (!current)
        m_status->setText(tr("The experiment has changed since: find again."));
    else if (!std::isfinite(curve->suggestion))
        m_status->setText(tr("No rate made the loss fall. Other settings may help, such as a smaller initial scale."));
    else
        m_status->setText(tr("Suggested for %1: %2. Click on the curve, or use the arrow keys, to take another one.")
                              .arg(QString::fromStdString(modelInfo(m_session.rateSpec().model).name),
                                   numberText(curve->suggestion, 'g', 2)));
}

void RateDialog::use()
{
    Q_EMIT chosen(m_plot->chosen());
    accept();
}

} // namespace matinee::ui
