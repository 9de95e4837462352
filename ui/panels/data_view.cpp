#include "ui/panels/data_view.h"

#include "ui/panels/data_facts.h"
#include "ui/panels/models/films_model.h"
#include "ui/panels/models/ratings_model.h"
#include "ui/panels/models/users_model.h"
#include "ui/panels/signed_bars.h"
#include "ui/panels/table_page.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QStackedWidget>
#include <QTabWidget>
#include <QVBoxLayout>

#include <array>

namespace matinee::ui {

namespace {

std::optional<qint64> userId(const QString& text)
{
    if (text.trimmed().isEmpty())
        return std::nullopt;
    bool isNumber = false;
    const qint64 id = text.trimmed().toLongLong(&isNumber);
    return isNumber ? id : -1; // no user has it: an empty table says so
}

} // namespace

DataView::DataView(QWidget* parent)
    : QWidget(parent)
    , m_pages(new QStackedWidget)
    , m_facts(new DataFacts)
{
    setObjectName(QStringLiteral("dataView"));
    auto* empty = new QLabel(tr("Choose a data set at the left, or drop a MovieLens folder or zip onto the window."));
    empty->setObjectName(QStringLiteral("dataEmpty"));
    empty->setAlignment(Qt::AlignCenter);
    empty->setWordWrap(true);
    empty->setMargin(32);
    QFont large = font();
    large.setPointSizeF(large.pointSizeF() * 1.3);
    empty->setFont(large);
    m_pages->addWidget(empty);

    auto* page = new QWidget;
    auto* pageLayout = new QVBoxLayout(page);
    pageLayout->setContentsMargins(0, 0, 0, 0);
    pageLayout->setSpacing(0);
    pageLayout->addWidget(m_facts);
    pageLayout->addWidget(makeTables(), 1);
    m_pages->addWidget(page);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_pages);
}

DataView::~DataView() = default;

QWidget* DataView::makeTables()
{
    m_ratings = new TablePage(QStringLiteral("ratings"), tr("Ratings"), tr("ratings"));
    m_ratings->addFilter(
        QStringLiteral("TitleFilter"), tr("T&itle:"), tr("part of a title"),
        [](RowTableModel& model, const QString& text) { static_cast<RatingsModel&>(model).setTitleFilter(text); });
    m_ratings->addFilter(QStringLiteral("UserFilter"), tr("&User:"), tr("id"),
                         [](RowTableModel& model, const QString& text) {
                             static_cast<RatingsModel&>(model).setUserFilter(userId(text));
                         });
    m_films = new TablePage(QStringLiteral("films"), tr("Films"), tr("films"));
    m_films->addFilter(
        QStringLiteral("Filter"), tr("F&ind:"), tr("part of a title, or a genre"),
        [](RowTableModel& model, const QString& text) { static_cast<FilmsModel&>(model).setFilter(text); });
    m_users = new TablePage(QStringLiteral("users"), tr("Users"), tr("users"));
    m_users->addFilter(
        QStringLiteral("Filter"), tr("F&ind:"), tr("id, occupation, gender or start of a ZIP code"),
        [](RowTableModel& model, const QString& text) { static_cast<UsersModel&>(model).setFilter(text); });
    connect(m_ratings, &TablePage::rowActivated, this,
            [this](int row) { Q_EMIT filmActivated(static_cast<RatingsModel*>(m_ratings->model())->item(row)); });
    connect(m_films, &TablePage::rowActivated, this,
            [this](int row) { Q_EMIT filmActivated(static_cast<FilmsModel*>(m_films->model())->item(row)); });

    m_tabs = new QTabWidget;
    m_tabs->setObjectName(QStringLiteral("dataTabs"));
    m_tabs->setAccessibleName(tr("Tables of the data set"));
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(m_ratings, tr("Ratings"));
    m_tabs->addTab(m_films, tr("Films"));
    m_tabs->addTab(makeUsers(), tr("Users"));
    connect(m_tabs, &QTabWidget::currentChanged, this, &DataView::fillTable);
    return m_tabs;
}

QWidget* DataView::makeUsers()
{
    connect(m_users, &TablePage::currentRowChanged, this, [this](int row) {
        m_user = row < 0 ? -1 : static_cast<int>(m_users->model()->sourceRow(row));
        Q_EMIT userChosen(m_user);
    });
    m_taste = new QWidget;
    m_tasteTitle = new QLabel(m_taste);
    m_tasteTitle->setObjectName(QStringLiteral("tasteTitle"));
    auto bold = m_tasteTitle->font();
    bold.setBold(true);
    m_tasteTitle->setFont(bold);
    auto* about = new QLabel(tr("In stars above or below the user's average film, as the model sees it"), m_taste);
    about->setWordWrap(true);
    about->setForegroundRole(QPalette::PlaceholderText);
    m_tasteBars = new SignedBars(tr("Taste of the user"), tr("%1: %2 stars"), m_taste);
    m_tasteBars->setObjectName(QStringLiteral("tasteBars"));
    auto* side = new QVBoxLayout(m_taste);
    side->setContentsMargins(8, 12, 12, 8);
    side->setSpacing(8);
    side->addWidget(m_tasteTitle);
    side->addWidget(about);
    side->addWidget(m_tasteBars);
    side->addStretch(1);
    m_taste->hide();

    auto* page = new QWidget;
    auto* layout = new QHBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_users, 1);
    layout->addWidget(m_taste);
    return page;
}

void DataView::setTaste(const std::vector<std::pair<std::string, float>>& taste)
{
    std::vector<SignedBars::Bar> bars;
    for (const auto& [name, stars] : taste)
        bars.push_back({QString::fromStdString(name), static_cast<double>(stars)});
    const bool shown = m_user >= 0 && m_dataset && !bars.empty();
    if (shown)
        m_tasteTitle->setText(tr("Taste of user %1").arg(m_dataset->users.id(m_user)));
    m_tasteBars->setBars(std::move(bars));
    m_taste->setVisible(shown);
}

void DataView::setDataset(std::shared_ptr<const Dataset> dataset)
{
    if (dataset == m_dataset)
        return;
    m_dataset = std::move(dataset);
    m_isFilled = false;
    for (auto* page : {m_ratings, m_films, m_users})
        page->setModel(nullptr);
    m_pages->setCurrentIndex(m_dataset ? 1 : 0);
    if (isVisible())
        fill();
}

void DataView::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    fill();
}

void DataView::fill()
{
    if (m_isFilled || !m_dataset)
        return;
    m_isFilled = true;
    m_facts->setDataset(*m_dataset);
    fillTable(m_tabs->currentIndex());
}

void DataView::fillTable(int tab)
{
    if (!m_dataset || !m_isFilled)
        return;
    auto* page = std::array{m_ratings, m_films, m_users}[static_cast<std::size_t>(tab)];
    if (page->model())
        return;
    if (page == m_ratings)
        page->setModel(std::make_unique<RatingsModel>(m_dataset));
    else if (page == m_films)
        page->setModel(std::make_unique<FilmsModel>(m_dataset));
    else
        page->setModel(std::make_unique<UsersModel>(m_dataset));
}

} // namespace matinee::ui
