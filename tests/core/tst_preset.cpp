#include <matinee/error.h>
#include <matinee/preset.h>

#include <QTest>

#include <set>

using namespace matinee;

class TestPreset : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyNotebookIsThereTwice()
    {
        std::set<std::string> ids;
        for (const auto& preset : presets()) {
            QVERIFY2(ids.insert(preset.id).second, preset.id.c_str());
            QVERIFY(!preset.name.empty());
            QVERIFY2(preset.summary.ends_with('.'), preset.id.c_str());
            QVERIFY2(!preset.notes.empty(), preset.id.c_str());
        }
        for (const std::string id : {"notebook-000-mf", "notebook-000-mf-bias", "notebook-001", "notebook-002",
                                     "notebook-003", "notebook-004"}) {
            QVERIFY2(ids.contains(id), id.c_str());
            QVERIFY2(ids.contains(id + "-corrected"), id.c_str());
        }
    }

    void correctedOnesChooseOnValidation()
    {
        for (const auto& preset : presets()) {
            if (!preset.id.ends_with("-corrected"))
                continue;
            const auto& settings = preset.spec.hyperparameters;
            QVERIFY2(settings.flag("early_stopping"), preset.id.c_str());
            const auto parts = preset.spec.split;
            QVERIFY2(parts.parts.size() == 3 || parts.validationNewest || parts.validationFraction > 0,
                     preset.id.c_str());
        }
    }

    void unknownOnesAreNamed()
    {
        try {
            presetInfo("notebook-999");
            QFAIL("accepted");
        } catch (const Error& error) {
            QVERIFY(error.code() == ErrorCode::NotFound);
            QVERIFY(error.message().find("notebook-000-mf") != std::string::npos);
        }
    }

    void damagedOnesSayWhere_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("no JSON") << QByteArray("{");
        QTest::newRow("a list") << QByteArray("[]");
        QTest::newRow("no name") << QByteArray(R"({"id":"x","summary":"","notes":[],"experiment":{}})");
        QTest::newRow("unknown model") << QByteArray(
            R"({"id":"x","name":"","summary":"","notes":[],"experiment":{"model":"nothing"}})");
        QTest::newRow("unknown hyperparameter") << QByteArray(
            R"({"id":"x","name":"","summary":"","notes":[],"experiment":{"model":"mf","hyperparameters":{"x":1}}})");
        QTest::newRow("bad split") << QByteArray(
            R"({"id":"x","name":"","summary":"","notes":[],"experiment":{"split":"thirds"}})");
    }
    void damagedOnesSayWhere()
    {
        QFETCH(QByteArray, text);
        try {
            presetFromJson(text.toStdString(), "x.json");
            QFAIL("accepted");
        } catch (const Error& error) {
            QVERIFY(error.code() == ErrorCode::Format);
            QCOMPARE(error.where(), std::string("x.json"));
        }
    }
};

QTEST_GUILESS_MAIN(TestPreset)
#include "tst_preset.moc"
