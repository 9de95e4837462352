#include "tests/ui/window_support.h"
#include "ui/dialogs/download_dialog.h"
#include "ui/forms/banner.h"

#include <matinee/dataset_source.h>
#include <matinee/error.h>

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include <chrono>
#include <filesystem>
#include <thread>

using namespace matinee;
using namespace matinee::ui;
using namespace matinee::ui::testing;

class TestDownloadDialog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    void releasesAreDownloaded()
    {
        bool fails = true;
        const auto fetch = [&fails](const Release& release, const FetchOptions&, const RunContext& context) {
            context.report(0.5, "half of it");
            while (fails && !context.stop.stop_requested())
                std::this_thread::sleep_for(std::chrono::milliseconds(1));
            context.throwIfStopped();
            if (release.id == "ml-1m")
                throw Error(ErrorCode::Network, "The network is down.");
            return std::filesystem::path("/tmp") / release.file;
        };
        DownloadDialog dialog(nullptr, fetch);
        dialog.show();
        QSignalSpy downloaded(&dialog, &DownloadDialog::downloaded);
        auto* start = find<QPushButton>(dialog, "startDownloadButton");
        auto* accept = find<QCheckBox>(dialog, "acceptCheck");
        QVERIFY(!find<QPlainTextEdit>(dialog, "licenceText")->toPlainText().isEmpty());
        QVERIFY(!start->isEnabled()); // the licence comes first
        accept->setChecked(true);
        QVERIFY(start->isEnabled());
        savePicture(dialog, QStringLiteral("download"));
        start->click();
        QTRY_COMPARE_WITH_TIMEOUT(find<QLabel>(dialog, "downloadStatus")->text(), QStringLiteral("half of it"), kLong);
        QVERIFY(find<QProgressBar>(dialog, "downloadProgress")->isVisible());
        click(dialog, "closeDownloadButton"); // cancels, and the dialog stays
        QVERIFY(dialog.isVisible());
        QVERIFY(start->isEnabled());

        fails = false;
        auto* combo = find<QComboBox>(dialog, "releaseCombo");
        for (int i = 0; i < combo->count(); ++i)
            if (releases()[static_cast<std::size_t>(i)].id == "ml-1m")
                combo->setCurrentIndex(i);
        QVERIFY(!accept->isChecked()); // another release, another licence
        accept->setChecked(true);
        start->click();
        QTRY_VERIFY_WITH_TIMEOUT(find<Banner>(dialog, "banner")->isVisible(), kLong);
        QVERIFY(find<Banner>(dialog, "banner")->message().contains(QStringLiteral("network")));
        combo->setCurrentIndex(0);
        accept->setChecked(true);
        start->click();
        QTRY_COMPARE_WITH_TIMEOUT(downloaded.size(), 1, kLong);
        QVERIFY(!dialog.isVisible());
    }
};

QTEST_MAIN(TestDownloadDialog)
#include "tst_download_dialog.moc"
