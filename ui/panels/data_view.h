#pragma once

#include <QWidget>

#include <memory>
#include <string>
#include <utility>
#include <vector>

class QLabel;
class QStackedWidget;
class QTabWidget;

namespace matinee {
struct Dataset;
}

namespace matinee::ui {

class DataFacts;
class SignedBars;
class TablePage;

/// A data set to look at: its facts, and its ratings, films and users as tables. Plain data in; DataPanel ties it to
/// the session.
class DataView : public QWidget
{
    Q_OBJECT

public:
    explicit DataView(QWidget* parent = nullptr);
    ~DataView() override;

    /// null: the empty state. What is costly is done when the view is first seen.
    void setDataset(std::shared_ptr<const Dataset> dataset);

    /// What the user of userChosen() is drawn to, in stars above the own average film; empty: nothing is shown.
    void setTaste(const std::vector<std::pair<std::string, float>>& taste);

Q_SIGNALS:
    /// The current row of the users' table is another one: its dense index; -1: none.
    void userChosen(int user);
    /// A film, or a rating of it, was double-clicked: its dense index.
    void filmActivated(int item);

protected:
    void showEvent(QShowEvent* event) override;

private:
    QWidget* makeTables();
    QWidget* makeUsers();
    void fill();
    void fillTable(int tab);

    std::shared_ptr<const Dataset> m_dataset;
    bool m_isFilled = true;
    QStackedWidget* m_pages;
    DataFacts* m_facts;
    QTabWidget* m_tabs = nullptr;
    TablePage* m_ratings = nullptr;
    TablePage* m_films = nullptr;
    TablePage* m_users = nullptr;
    QWidget* m_taste = nullptr;
    QLabel* m_tasteTitle = nullptr;
    SignedBars* m_tasteBars = nullptr;
    int m_user = -1;
};

} // namespace matinee::ui
