#include "ui/panels/data_view.h"

#include "ui/panels/data_facts.h"
#include "ui/panels/models/films_model.h"
#include "ui/panels/models/ratings_model.h"
#include "ui/panels/models/users_model.h"
#include "ui/panels/table_page.h"

#include <QLabel>
#include <QLineEdit>
#include <QStackedWidget>
#include <QTabWidget>
#include <QVBoxLayout>

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
    m_tabs->addTab(m_users, tr("Users"));
    connect(m_tabs, &QTabWidget::currentChanged, this, &DataView::fillTable);
    return m_tabs;
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
    auto* page = static_cast<TablePage*>(m_tabs->widget(tab));
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
