#include "ui/panels/data_facts.h"

#include "ui/charts/rating_histogram.h"
#include "ui/state/colours.h"

#include <matinee/dataset.h>

#include <QDateTime>
#include <QEvent>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QVBoxLayout>

namespace matinee::ui {

namespace {

QString number(std::size_t value)
{
    return QLocale().toString(qulonglong(value));
}

QString dateText(std::int64_t seconds)
{
    return QDateTime::fromSecsSinceEpoch(seconds, Qt::UTC).date().toString(Qt::ISODate);
}

QString scaleText(const DatasetFacts& facts)
{
    const QLocale locale;
    return DataFacts::tr("%1 to %2 stars, %3 levels")
        .arg(locale.toString(facts.minimum), locale.toString(facts.maximum))
        .arg(facts.histogram.size());
}

} // namespace

DataFacts::DataFacts(QWidget* parent)
    : QWidget(parent)
    , m_title(new QLabel)
    , m_source(new QLabel)
    , m_warnings(new QLabel)
    , m_histogram(new RatingHistogram)
{
    setObjectName(QStringLiteral("dataFacts"));
    QFont large = font();
    large.setPointSizeF(large.pointSizeF() * 1.3);
    large.setWeight(QFont::DemiBold);
    m_title->setFont(large);
    m_title->setObjectName(QStringLiteral("dataName"));
    m_source->setObjectName(QStringLiteral("dataSource"));
    m_source->setWordWrap(true);
    m_warnings->setObjectName(QStringLiteral("dataWarnings"));
    m_warnings->setWordWrap(true);

    auto* left = new QFormLayout;
    auto* right = new QFormLayout;
    for (auto* form : {left, right}) {
        form->setHorizontalSpacing(16);
        form->setVerticalSpacing(4);
        form->setLabelAlignment(Qt::AlignLeft);
        form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    }
    m_users = addFact(*left, QStringLiteral("factUsers"), tr("Users"));
    m_films = addFact(*left, QStringLiteral("factFilms"), tr("Films"));
    m_ratings = addFact(*left, QStringLiteral("factRatings"), tr("Ratings"));
    m_fill = addFact(*left, QStringLiteral("factFill"), tr("Filled"));
    m_mean = addFact(*right, QStringLiteral("factMean"), tr("Mean"));
    m_scale = addFact(*right, QStringLiteral("factScale"), tr("Scale"));
    m_dates = addFact(*right, QStringLiteral("factDates"), tr("Dates (UTC)"));
    m_digest = addFact(*right, QStringLiteral("factDigest"), tr("Digest"));
    m_digest->setToolTip(tr("Of the ratings' content: equal digests, equal ratings"));

    auto* row = new QHBoxLayout;
    row->setSpacing(40);
    row->addLayout(left);
    row->addLayout(right);
    row->addWidget(m_histogram, 1);
    m_histogram->setMaximumWidth(fontMetrics().averageCharWidth() * 72);
    row->addStretch();

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 12, 16, 8);
    layout->setSpacing(8);
    auto* head = new QVBoxLayout;
    head->setSpacing(0);
    head->addWidget(m_title);
    head->addWidget(m_source);
    layout->addLayout(head);
    layout->addLayout(row);
    layout->addWidget(m_warnings);
    applyStyle();
}

QLabel* DataFacts::addFact(QFormLayout& form, const QString& name, const QString& label)
{
    auto* caption = new QLabel(label);
    caption->setProperty("matineeCaption", true);
    auto* value = new QLabel;
    value->setObjectName(name);
    value->setAccessibleName(label);
    form.addRow(caption, value);
    return value;
}

void DataFacts::setDataset(const Dataset& dataset)
{
    const auto facts = describe(dataset);
    const auto& provenance = dataset.provenance;
    const QLocale locale;
    m_title->setText(QString::fromStdString(dataset.name));
    m_source->setText(provenance.layout == "sample" ? tr("The built-in sample: invented films and ratings")
                                                    : tr("%1, format %2")
                                                          .arg(QString::fromStdString(provenance.source),
                                                               QString::fromStdString(provenance.layout)));
    m_users->setText(number(facts.users));
    m_films->setText(facts.catalogue > facts.items
                         ? tr("%1 of %2 listed").arg(number(facts.items), number(facts.catalogue))
                         : number(facts.items));
    m_films->setToolTip(tr("Films with at least one rating, and all that the data set lists"));
    m_ratings->setText(number(facts.ratings));
    m_fill->setText(tr("%1 % of the matrix").arg(locale.toString(facts.density * 100, 'f', 2)));
    m_mean->setText(
        tr("%1 ± %2 stars").arg(locale.toString(facts.mean, 'f', 3), locale.toString(facts.deviation, 'f', 3)));
    m_mean->setToolTip(tr("Mean and standard deviation of the ratings"));
    m_scale->setText(scaleText(facts));
    m_dates->setText(facts.lastTime == 0 ? tr("none in the file")
                                         : tr("%1 to %2").arg(dateText(facts.firstTime), dateText(facts.lastTime)));
    m_digest->setText(QString::fromStdString(provenance.digest));
    m_histogram->setCounts(facts.histogram);

    QStringList warnings;
    for (const auto& warning : provenance.warnings)
        warnings.append(tr("⚠ %1").arg(QString::fromStdString(warning)));
    m_warnings->setText(warnings.join(QLatin1Char('\n')));
    m_warnings->setVisible(!warnings.isEmpty());
}

void DataFacts::applyStyle()
{
    QPalette muted = palette();
    muted.setColor(QPalette::WindowText, mutedTextColour(palette()));
    m_source->setPalette(muted);
    const auto labels = findChildren<QLabel*>();
    for (auto* label : labels) {
        if (label->property("matineeCaption").toBool())
            label->setPalette(muted);
    }
}

void DataFacts::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        applyStyle();
}

} // namespace matinee::ui
