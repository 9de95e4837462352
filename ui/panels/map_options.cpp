#include "ui/panels/map_options.h"

#include "ui/state/map_session.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QScreen>
#include <QSignalBlocker>
#include <QSpinBox>

namespace matinee::ui {

namespace {

constexpr int kMostMinimum = 10'000;

} // namespace

MapOptions::MapOptions(MapSession& session, QWidget* parent)
    : QFrame(parent, Qt::Popup)
    , m_session(session)
    , m_form(makeChoice(QStringLiteral("mapVectors"), tr("Vectors of the films")))
    , m_popularity(makeSwitch(tr("Without &popularity"), QStringLiteral("mapWithoutPopularity"),
                              tr("Takes the direction out of the vectors along which they tell how often a film was "
                                 "rated")))
    , m_method(makeChoice(QStringLiteral("mapClusterMethod"), tr("How clusters are found")))
    , m_minimum(new QSpinBox(this))
    , m_rare(makeSwitch(tr("Show the &others, hollow"), QStringLiteral("mapShowRare"),
                        tr("Films with fewer ratings are placed among the others; they are in no cluster")))
    , m_users(makeSwitch(tr("Show &users"), QStringLiteral("mapShowUsers"),
                         tr("The users among the films, as small diamonds, where the model has vectors of them")))
    , m_density(makeChoice(QStringLiteral("labelDensity"), tr("How many titles the map shows")))
    , m_hulls(makeSwitch(tr("Out&lines of clusters"), QStringLiteral("mapHulls"),
                         tr("A soft outline round each cluster, with its name")))
{
    setObjectName(QStringLiteral("mapOptions"));
    setAccessibleName(tr("Options of the map"));
    setFrameShape(QFrame::StyledPanel);

    m_form->addItem(tr("As learned"), static_cast<int>(VectorForm::Raw));
    m_form->addItem(tr("Centred"), static_cast<int>(VectorForm::Centred));
    m_form->addItem(tr("Of length one"), static_cast<int>(VectorForm::Normalised));
    m_form->setToolTip(tr("What is projected and clustered: of length one, only the direction of a vector counts"));
    m_method->addItem(tr("k-means"), static_cast<int>(ClusterMethod::KMeans));
    m_method->addItem(tr("Ward (agglomerative)"), static_cast<int>(ClusterMethod::Agglomerative));
    m_minimum->setObjectName(QStringLiteral("mapMinimumRatings"));
    m_minimum->setAccessibleName(tr("Fewest training ratings of a film in a cluster"));
    m_minimum->setToolTip(tr("Of films with fewer ratings in training, a model has learned little: they are left out"));
    m_minimum->setRange(1, kMostMinimum);
    m_minimum->setKeyboardTracking(false);
    m_density->addItem(tr("None"), QVariant::fromValue(FilmMapView::LabelDensity::None));
    m_density->addItem(tr("Few"), QVariant::fromValue(FilmMapView::LabelDensity::Few));
    m_density->addItem(tr("Some"), QVariant::fromValue(FilmMapView::LabelDensity::Some));
    m_density->addItem(tr("Many"), QVariant::fromValue(FilmMapView::LabelDensity::Many));
    m_density->setCurrentIndex(2);
    m_hulls->setChecked(true);

    auto* form = new QFormLayout(this);
    form->setContentsMargins(12, 12, 12, 12);
    form->setSpacing(8);
    form->addRow(tr("&Vectors"), m_form);
    form->addRow(QString(), m_popularity);
    form->addRow(tr("Clusters &by"), m_method);
    form->addRow(tr("Training &ratings, at least"), m_minimum);
    form->addRow(QString(), m_rare);
    form->addRow(QString(), m_users);
    form->addRow(tr("T&itles"), m_density);
    form->addRow(QString(), m_hulls);

    connect(m_form, &QComboBox::currentIndexChanged, this, &MapOptions::setVectors);
    connect(m_popularity, &QCheckBox::toggled, this, &MapOptions::setVectors);
    connect(m_method, &QComboBox::currentIndexChanged, this, &MapOptions::setVectors);
    connect(m_minimum, &QSpinBox::valueChanged, this, &MapOptions::setVectors);
    connect(m_users, &QCheckBox::toggled, this, &MapOptions::setVectors);
    connect(m_rare, &QCheckBox::toggled, this, &MapOptions::lookChanged);
    connect(m_hulls, &QCheckBox::toggled, this, &MapOptions::lookChanged);
    connect(m_density, &QComboBox::currentIndexChanged, this, &MapOptions::densityChanged);
    connect(&session, &MapSession::optionsChanged, this, &MapOptions::showOptions);
    showOptions();
}

QComboBox* MapOptions::makeChoice(const QString& name, const QString& accessibleName)
{
    auto* choice = new QComboBox(this);
    choice->setObjectName(name);
    choice->setAccessibleName(accessibleName);
    return choice;
}

QCheckBox* MapOptions::makeSwitch(const QString& text, const QString& name, const QString& help)
{
    auto* box = new QCheckBox(text, this);
    box->setObjectName(name);
    box->setAccessibleName(QString(text).remove(QLatin1Char('&')));
    box->setToolTip(help);
    return box;
}

bool MapOptions::showsRare() const
{
    return m_rare->isChecked();
}

bool MapOptions::showsHulls() const
{
    return m_hulls->isChecked();
}

FilmMapView::LabelDensity MapOptions::density() const
{
    return m_density->currentData().value<FilmMapView::LabelDensity>();
}

void MapOptions::openBelow(const QWidget& button)
{
    adjustSize();
    QPoint at = button.mapToGlobal(QPoint(0, button.height()));
    if (const auto* screen = button.screen()) {
        const QRect free = screen->availableGeometry();
        at.setX(std::clamp(at.x(), free.left(), std::max(free.left(), free.right() - width())));
        at.setY(std::clamp(at.y(), free.top(), std::max(free.top(), free.bottom() - height())));
    }
    move(at);
    show();
    m_form->setFocus(Qt::PopupFocusReason);
}

void MapOptions::showOptions()
{
    const auto& options = m_session.options();
    const QSignalBlocker form(m_form);
    const QSignalBlocker popularity(m_popularity);
    const QSignalBlocker method(m_method);
    const QSignalBlocker minimum(m_minimum);
    const QSignalBlocker users(m_users);
    m_form->setCurrentIndex(m_form->findData(static_cast<int>(options.preparation.form)));
    m_popularity->setChecked(options.preparation.removePopularity);
    m_method->setCurrentIndex(m_method->findData(static_cast<int>(options.method)));
    m_minimum->setValue(options.minimumRatings);
    m_users->setChecked(options.users);
}

void MapOptions::setVectors()
{
    auto options = m_session.options();
    options.preparation.form = static_cast<VectorForm>(m_form->currentData().toInt());
    options.preparation.removePopularity = m_popularity->isChecked();
    options.method = static_cast<ClusterMethod>(m_method->currentData().toInt());
    options.minimumRatings = m_minimum->value();
    options.users = m_users->isChecked();
    m_session.setOptions(options);
}

} // namespace matinee::ui
