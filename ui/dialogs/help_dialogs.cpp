#include "ui/dialogs/help_dialogs.h"

#include "ui/forms/icons.h"

#include <QAction>
#include <QCoreApplication>
#include <QDialog>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLabel>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>
#include <QTableWidget>
#include <QVBoxLayout>

#include <utility>

namespace matinee::ui {

namespace {

constexpr int kGrid = 8;

/// Where the texts below are looked up.
struct Text
{
    Q_DECLARE_TR_FUNCTIONS(matinee::ui::HelpDialogs)
};

QDialog* makeDialog(QWidget* parent, const QString& name, const QString& title, QWidget* content)
{
    auto* dialog = new QDialog(parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(name);
    dialog->setWindowTitle(title);
    auto* layout = new QVBoxLayout(dialog);
    layout->setContentsMargins(2 * kGrid, 2 * kGrid, 2 * kGrid, 2 * kGrid);
    layout->setSpacing(2 * kGrid);
    layout->addWidget(content, 1);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, dialog);
    QObject::connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
    layout->addWidget(buttons);
    return dialog;
}

/// The actions of a menu and of the menus in it, as they are read.
void collect(const QList<QAction*>& menu, QList<QAction*>& into)
{
    for (auto* action : menu) {
        if (action->menu())
            collect(action->menu()->actions(), into);
        else
            into.append(action);
    }
}

QString keyText(QKeySequence::StandardKey key)
{
    return QKeySequence(key).toString(QKeySequence::NativeText);
}

/// What a row tells: what happens, and the keys for it.
using Row = std::pair<QString, QString>;

/// The keys that views read themselves, and so no action has.
QList<Row> viewKeys()
{
    return {{Text::tr("Map: select the next film in that direction"), Text::tr("Arrow keys")},
            {Text::tr("Map: zoom in or out"), Text::tr("+; -")},
            {Text::tr("Map: show the whole map"), Text::tr("0")},
            {Text::tr("Map: inspect the selected film"), Text::tr("Enter")},
            {Text::tr("Map: clear selection, search and isolated cluster"), Text::tr("Esc")},
            {Text::tr("Curves: move the crosshair"), Text::tr("Left; Right")},
            {Text::tr("Curves: zoom in or out"), Text::tr("+; -")},
            {Text::tr("Curves: show all"), Text::tr("0")},
            {Text::tr("Sweep: choose an axis of the parallel coordinates"), Text::tr("Left; Right")},
            {Text::tr("Sweep: brush the axis; with Shift: longer or shorter"), Text::tr("Up; Down")},
            {Text::tr("Sweep: remove the brush"), keyText(QKeySequence::Delete)},
            {Text::tr("Sweep: move the axis"), Text::tr("Ctrl+Left; Ctrl+Right")},
            {Text::tr("Sweep: go from cell to cell of the heat map"), Text::tr("Arrow keys")},
            {Text::tr("Sweep: take the trial's settings into the experiment"), Text::tr("Enter")},
            {Text::tr("Inspector: the film before or after"), Text::tr("Alt+Left; Alt+Right")}};
}

QList<Row> shortcutRows(const QMainWindow& window)
{
    QList<QAction*> actions;
    collect(window.menuBar()->actions(), actions);
    actions.append(window.findChildren<QAction*>()); // those that only a view has
    QList<Row> rows;
    for (const auto* action : actions) {
        const Row row(action->iconText(), QKeySequence::listToString(action->shortcuts(), QKeySequence::NativeText));
        if (!row.second.isEmpty() && !rows.contains(row)) // every table has the same
            rows.append(row);
    }
    return rows + viewKeys();
}

} // namespace

void showShortcuts(QMainWindow* parent)
{
    auto* table = new QTableWidget(0, 2);
    table->setObjectName(QStringLiteral("shortcutTable"));
    table->setAccessibleName(Text::tr("Keyboard shortcuts"));
    table->setHorizontalHeaderLabels({Text::tr("Action"), Text::tr("Keys")});
    table->verticalHeader()->hide();
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setTabKeyNavigation(false);
    table->setShowGrid(false);
    for (const auto& [text, keys] : shortcutRows(*parent)) {
        const int row = table->rowCount();
        table->insertRow(row);
        table->setItem(row, 0, new QTableWidgetItem(text));
        table->setItem(row, 1, new QTableWidgetItem(keys));
    }
    table->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    table->horizontalHeader()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    auto* dialog = makeDialog(parent, QStringLiteral("shortcutsDialog"), Text::tr("Keyboard shortcuts"), table);
    dialog->resize(480, 480);
    dialog->open();
}

void showAbout(QWidget* parent)
{
    auto* label = new QLabel(
        Text::tr("<h2>Matinee %1</h2>"
                 "<p>A desktop laboratory for recommender models on film ratings.</p>"
                 "<p>Free software under the GNU General Public License, version 3 or later.</p>"
                 "<p>Built on Qt %2, Qt Charts and LibTorch. The MovieLens data sets are the work of GroupLens "
                 "Research at the University of Minnesota: F. M. Harper and J. A. Konstan, “The MovieLens Datasets: "
                 "History and Context”, 2015.</p>")
            .arg(QStringLiteral(MATINEE_VERSION), QString::fromLatin1(qVersion())));
    label->setObjectName(QStringLiteral("aboutText"));
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* dialog = makeDialog(parent, QStringLiteral("aboutDialog"), Text::tr("About Matinee"), label);
    dialog->setMinimumWidth(440);
    dialog->open();
}

} // namespace matinee::ui
