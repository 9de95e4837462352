#include "ui/panels/map_scrubber.h"

#include "ui/forms/icons.h"
#include "ui/state/map_session.h"
#include "ui/state/map_timeline.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLocale>
#include <QSignalBlocker>
#include <QSlider>
#include <QStyle>
#include <QToolButton>

#include <algorithm>

namespace matinee::ui {

MapScrubber::MapScrubber(MapSession& films, QWidget* parent)
    : QWidget(parent)
    , m_films(films)
    , m_timeline(films.timeline())
{
    setObjectName(QStringLiteral("mapScrubber"));
    makePlayer();
    makeChoices();
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(8, 4, 8, 4);
    layout->setSpacing(8);
    auto* player = new QHBoxLayout;
    player->setSpacing(2);
    for (QWidget* button : {m_previous, m_play, m_next})
        player->addWidget(button);
    layout->addLayout(player);
    layout->addWidget(m_slider, 1);
    layout->addWidget(m_text);
    layout->addSpacing(4);
    layout->addWidget(m_speed);
    for (QWidget* box : {m_loop, m_trails, m_live})
        layout->addWidget(box);

    connect(&m_timeline, &MapTimeline::framesChanged, this, &MapScrubber::showFrames);
    connect(&m_timeline, &MapTimeline::shownEpochChanged, this, &MapScrubber::showEpoch);
    connect(&m_timeline, &MapTimeline::playingChanged, this, &MapScrubber::showPlaying);
    connect(&m_timeline, &MapTimeline::trailsChanged, this, [this] { m_trails->setChecked(m_timeline.showsTrails()); });
    connect(&films, &MapSession::followsTrainingChanged, this, &MapScrubber::showLive);
    connect(&films, &MapSession::stateChanged, this, &MapScrubber::showFrames);
    connect(&films, &MapSession::mapChanged, this, &MapScrubber::showFrames);
    showFrames();
    showPlaying();
}

QToolButton* MapScrubber::makeButton(const char* name, const QString& themeIcon, const QString& fallback)
{
    auto* button = new QToolButton(this);
    button->setObjectName(QLatin1String(name));
    button->setIcon(icon(themeIcon, fallback));
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::StrongFocus);
    return button;
}

void MapScrubber::makePlayer()
{
    m_previous = makeButton("epochPrevious", QStringLiteral("media-skip-backward"), QStringLiteral("previous"));
    m_previous->setAccessibleName(tr("Map of the stored epoch before"));
    m_previous->setToolTip(tr("The stored epoch before (Left in the slider)"));
    m_previous->setAutoRepeat(true);
    connect(m_previous, &QToolButton::clicked, this, [this] { m_timeline.step(-1); });
    m_play = makeButton("epochPlay", QStringLiteral("media-playback-start"), QStringLiteral("start"));
    connect(m_play, &QToolButton::clicked, this, [this] { m_timeline.setPlaying(!m_timeline.isPlaying()); });
    m_next = makeButton("epochNext", QStringLiteral("media-skip-forward"), QStringLiteral("next"));
    m_next->setAccessibleName(tr("Map of the next stored epoch"));
    m_next->setToolTip(tr("The next stored epoch (Right in the slider)"));
    m_next->setAutoRepeat(true);
    connect(m_next, &QToolButton::clicked, this, [this] { m_timeline.step(1); });

    m_slider = new QSlider(Qt::Horizontal, this);
    m_slider->setObjectName(QStringLiteral("epochSlider"));
    m_slider->setAccessibleName(tr("Epoch that the map shows"));
    m_slider->setToolTip(tr("The epoch that the map shows; Space plays and pauses"));
    m_slider->setMinimumWidth(80);
    m_slider->installEventFilter(this);
    connect(m_slider, &QSlider::actionTriggered, this, &MapScrubber::stepSlider);
    connect(m_slider, &QSlider::valueChanged, this, [this](int epoch) { m_films.showEpoch(epoch); });
    connect(m_slider, &QSlider::sliderReleased, this, &MapScrubber::showEpoch); // to the epoch that there is

    m_text = new QLabel(this);
    m_text->setObjectName(QStringLiteral("epochText"));
}

void MapScrubber::makeChoices()
{
    m_speed = new QComboBox(this);
    m_speed->setObjectName(QStringLiteral("epochSpeed"));
    m_speed->setAccessibleName(tr("How fast the epochs are played"));
    m_speed->setToolTip(tr("How fast the epochs are played"));
    m_speed->addItem(tr("Slow"), QVariant::fromValue(MapTimeline::Speed::Slow));
    m_speed->addItem(tr("Normal"), QVariant::fromValue(MapTimeline::Speed::Normal));
    m_speed->addItem(tr("Fast"), QVariant::fromValue(MapTimeline::Speed::Fast));
    m_speed->setCurrentIndex(m_speed->findData(QVariant::fromValue(m_timeline.speed())));
    connect(m_speed, &QComboBox::currentIndexChanged, this,
            [this] { m_timeline.setSpeed(m_speed->currentData().value<MapTimeline::Speed>()); });

    const auto makeBox = [this](const char* name, const QString& text, const QString& what) {
        auto* box = new QCheckBox(text, this);
        box->setObjectName(QLatin1String(name));
        box->setAccessibleName(what);
        box->setToolTip(what);
        return box;
    };
    m_loop = makeBox("epochLoop", tr("Loop"), tr("Begin again when the last epoch was played"));
    m_loop->setChecked(m_timeline.loops());
    connect(m_loop, &QCheckBox::toggled, this, [this](bool on) { m_timeline.setLoops(on); });
    m_trails = makeBox("epochTrails", tr("Trails"), tr("Draw the way of the selected films over the epochs"));
    m_trails->setChecked(m_timeline.showsTrails());
    connect(m_trails, &QCheckBox::toggled, this, [this](bool on) { m_timeline.setShowsTrails(on); });
    m_live = makeBox("mapLive", tr("Live"), tr("The map moves while a model trains"));
    connect(m_live, &QCheckBox::clicked, this, [this](bool on) {
        // Ticked, it goes back to the newest epoch as well.
        m_films.setFollowsTraining(on);
        if (on && m_films.isFollowing())
            m_timeline.showNewest();
        showLive();
    });
}

bool MapScrubber::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() != QEvent::KeyPress || static_cast<QKeyEvent*>(event)->key() != Qt::Key_Space)
        return QWidget::eventFilter(watched, event);
    m_timeline.setPlaying(!m_timeline.isPlaying());
    return true;
}

void MapScrubber::stepSlider(int action)
{
    // A step is one stored epoch, however far those are apart; a page a tenth of them.
    const auto& frames = m_timeline.frames();
    const auto page = std::max<std::ptrdiff_t>(1, std::ssize(frames) / 10);
    const std::ptrdiff_t by = action == QAbstractSlider::SliderSingleStepAdd   ? 1
                              : action == QAbstractSlider::SliderSingleStepSub ? -1
                              : action == QAbstractSlider::SliderPageStepAdd   ? page
                              : action == QAbstractSlider::SliderPageStepSub   ? -page
                                                                               : 0;
    if (by == 0 || frames.empty())
        return;
    const auto at = std::ranges::lower_bound(frames, m_slider->value(), {}, &MapFrame::epoch) - frames.begin();
    const auto to = std::clamp<std::ptrdiff_t>(at + by, 0, std::ssize(frames) - 1);
    m_slider->setSliderPosition(frames[static_cast<std::size_t>(to)].epoch);
}

void MapScrubber::showFrames()
{
    setVisible(m_films.map() || m_films.isFollowing());
    const auto& frames = m_timeline.frames();
    const bool any = m_timeline.hasEpochs();
    for (QWidget* widget :
         std::initializer_list<QWidget*>{m_previous, m_play, m_next, m_slider, m_speed, m_loop, m_trails})
        widget->setEnabled(any);
    const QSignalBlocker blocker(m_slider);
    m_slider->setRange(any ? frames.front().epoch : 0, any ? frames.back().epoch : 0);
    // As wide as it gets, so that the slider does not move under the hand.
    const QString last = QLocale().toString(m_slider->maximum());
    m_text->setMinimumWidth(any ? fontMetrics().horizontalAdvance(tr("Epoch %1 of %2").arg(last, last)) : 0);
    showEpoch();
}

void MapScrubber::showEpoch()
{
    if (m_timeline.hasEpochs() && !m_slider->isSliderDown()) {
        const QSignalBlocker blocker(m_slider);
        m_slider->setValue(m_timeline.shownEpoch());
    }
    const QString now = text();
    m_text->setText(now);
    m_text->setToolTip(m_timeline.problem());
    m_slider->setAccessibleDescription(now);
    showLive();
}

void MapScrubber::showPlaying()
{
    const bool playing = m_timeline.isPlaying();
    m_play->setIcon(playing ? icon(QStringLiteral("media-playback-pause"), QStringLiteral("pause"))
                            : icon(QStringLiteral("media-playback-start"), QStringLiteral("start")));
    m_play->setAccessibleName(playing ? tr("Pause the epochs") : tr("Play the epochs"));
    m_play->setToolTip(playing ? tr("Pause (Space in the slider)") : tr("Play the epochs (Space in the slider)"));
}

void MapScrubber::showLive()
{
    m_live->setChecked(m_films.followsTraining() && !(m_films.isFollowing() && m_timeline.chosenEpoch()));
}

QString MapScrubber::text() const
{
    const QLocale locale;
    if (m_timeline.hasEpochs()) {
        const auto& map = m_films.map();
        const QString epoch =
            tr("Epoch %1 of %2")
                .arg(locale.toString(m_timeline.shownEpoch()), locale.toString(m_timeline.frames().back().epoch));
        if (m_timeline.isMaking())
            return tr("%1 (%2 % placed)")
                .arg(epoch)
                .arg(100 * m_timeline.frames().size() / std::max<std::size_t>(1, m_timeline.count()));
        if (map && map->options.layout == MapLayout::Tsne && m_timeline.shownEpoch() != map->epoch)
            return tr("%1, by principal components").arg(epoch);
        return epoch;
    }
    if (!m_timeline.problem().isEmpty())
        return tr("The stored epochs cannot be read");
    if (m_films.isFollowing())
        return m_films.followsTraining() ? tr("Waiting for the next epoch") : tr("The map waits for the end");
    if (m_timeline.isMaking())
        return tr("Placing the epochs");
    return tr("No epochs are stored of this run");
}

} // namespace matinee::ui
